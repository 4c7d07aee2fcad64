"""Detect a silent database: a long wait sends a probe, and without an answer all waits fail.

A frozen server keeps its connections open and says nothing: without this, each request would wait until the gateway
gives up. A slow statement is no silence: as long as the database answers something else, the statement may go on.
"""

import asyncio
import os
import select
import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from enum import Enum
from types import TracebackType
from typing import Any

import psycopg
import structlog
from psycopg.abc import RV, PQGen

from service_kit.work.background import start_shared

LOOK_AGAIN_SECONDS = 0.5
LOOKS = 10  # at the waits, in the time after which one is long
LATE_SECONDS = 0.25  # a timer this late means that this process was busy, not that the database is silent
Connect = Callable[[], Awaitable[psycopg.AsyncConnection[Any]]]
Cut = Callable[[], None]
log = structlog.get_logger(__name__)


class DatabaseSilent(psycopg.OperationalError):
    """The database keeps its connections open and does not answer, or takes no new ones."""


class _Sign(Enum):
    """The result of a probe: an answer, a refused connection, or nothing."""

    ANSWER = "answer"
    REFUSAL = "refusal"
    SILENCE = "silence"


class _Wait:
    """One wait for the database, for as long as its block runs; `cut` ends it when the database has fallen silent."""

    __slots__ = ("_pulse", "cut", "for_connection", "since")

    def __init__(self, pulse: "Pulse", cut: Cut, *, for_connection: bool = False) -> None:
        self._pulse, self.cut, self.for_connection, self.since = pulse, cut, for_connection, 0.0

    def __enter__(self) -> None:
        self.since = time.monotonic()
        self._pulse.begin(self)

    def __exit__(self, *_fault: object) -> None:
        self._pulse.end(self)


class _Acquiring:
    """Around the wait for a connection: refused at once while the database is silent, cut when it becomes so.

    It is cut too when the database takes no new connections: waiting for one would end in nothing.
    """

    __slots__ = ("_bound", "_pulse", "_wait")

    def __init__(self, pulse: "Pulse") -> None:
        self._pulse = pulse

    async def __aenter__(self) -> None:
        self._pulse.refuse_if_silent()
        self._bound = asyncio.timeout(None)
        await self._bound.__aenter__()
        self._wait = _Wait(self._pulse, self._cut, for_connection=True)
        self._wait.__enter__()

    def _cut(self) -> None:
        if not self._bound.expired():
            self._bound.reschedule(asyncio.get_running_loop().time())

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        self._wait.__exit__()
        try:
            await self._bound.__aexit__(kind, fault, where)
        except TimeoutError:
            if self._bound.expired():
                raise DatabaseSilent("the database does not answer") from None
            raise


class Pulse:
    """Watches the waits of one process; asks the database over a connection of its own once a wait grows long."""

    def __init__(self, connect: Connect, *, patience: float, answer_within: float) -> None:
        self._connect = connect
        self._patience = patience
        self._answer_within = answer_within
        self._waits: set[_Wait] = set()
        self._look: asyncio.TimerHandle | None = None
        self._asking: asyncio.Task[None] | None = None
        self._own: psycopg.AsyncConnection[Any] | None = None
        self.silent = False

    def watching(self, cut: Cut) -> _Wait:
        """Around a wait for the database; `cut` ends it when the database has fallen silent."""
        return _Wait(self, cut)

    def acquiring(self) -> _Acquiring:
        """Around the wait for a connection."""
        return _Acquiring(self)

    def begin(self, wait: _Wait) -> None:
        """Watch a wait. One timer looks after all of them: a request has several, and most end at once."""
        self._waits.add(wait)
        if self._look is None:
            self._look_later()

    def end(self, wait: _Wait) -> None:
        """Watch it no longer."""
        self._waits.discard(wait)

    def _look_later(self) -> None:
        self._look = asyncio.get_running_loop().call_later(self._patience / LOOKS, self._look_now)

    def _look_now(self) -> None:
        self._look = None
        if self._somebody_waits():
            self._ask()
        if self._waits:
            self._look_later()

    def refuse_if_silent(self) -> None:
        """Raise DatabaseSilent while the database is known to be silent."""
        if self.silent:
            raise DatabaseSilent("the database does not answer")

    def _ask(self) -> None:
        if self._asking is None or self._asking.done():
            self._asking = start_shared("database-pulse", self._ask_while_somebody_waits())

    async def _ask_while_somebody_waits(self) -> None:
        while self.silent or self._somebody_waits():
            sign = await self._sign_of_life()
            if self.silent != (sign is _Sign.SILENCE):
                self.silent = not self.silent
                log.warning("database_silent" if self.silent else "database_answers_again", waiting=len(self._waits))
            for wait in list(self._waits) if sign is not _Sign.ANSWER else ():
                if self.silent or (wait.for_connection and self._is_long(wait)):
                    wait.cut()
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    def _is_long(self, wait: _Wait) -> bool:
        return time.monotonic() - wait.since >= self._patience * 0.9

    def _somebody_waits(self) -> bool:
        return any(self._is_long(wait) for wait in self._waits)

    async def _sign_of_life(self) -> _Sign:
        if (own := self._own) is not None and not own.closed:
            silence = _Deadline()
            silence.start(self._answer_within, lambda: cut_socket(own))
            try:
                await own.execute("SELECT 1")
            except psycopg.Error:
                self._own = None  # broken, by us or by its server: then a new one is tried
                if silence.passed:
                    return _Sign.SILENCE
            else:
                return _Sign.ANSWER
            finally:
                silence.stop()
        return await self._connect_anew()

    async def _connect_anew(self) -> _Sign:
        try:
            async with asyncio.timeout(self._answer_within):
                self._own = await self._connect()
        except (TimeoutError, psycopg.errors.ConnectionTimeout):
            return _Sign.SILENCE
        except (psycopg.Error, OSError):
            return _Sign.REFUSAL
        return _Sign.ANSWER

    async def close(self) -> None:
        """Stop probing."""
        if self._look is not None:
            self._look.cancel()
            self._look = None
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)
        if self._own is not None:
            await self._own.close()
            self._own = None


class _Deadline:
    """A timer that calls once; it starts again when this process was busy itself."""

    def __init__(self) -> None:
        self._timer: asyncio.TimerHandle | None = None
        self.passed = False

    def start(self, seconds: float, act: Cut) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time() + seconds

        def over() -> None:
            if loop.time() - due > LATE_SECONDS:
                self.start(seconds, act)
                return
            self.passed = True
            act()

        self._timer = loop.call_at(due, over)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


def cut_socket(connection: psycopg.AsyncConnection[Any]) -> None:
    """Close the connection: its waits fail at once with a lost connection."""
    with suppress(psycopg.Error, OSError), socket.socket(fileno=os.dup(connection.pgconn.socket)) as line:
        line.shutdown(socket.SHUT_RDWR)


class WatchedConnection(psycopg.AsyncConnection[Any]):
    """A connection whose waits are watched by a pulse, once it has been given one."""

    pulse: Pulse | None = None

    def has_ended(self) -> bool:
        """Whether the server has ended it while nobody used it, found without asking: what ended can be read from."""
        if self.closed:
            return True
        line = select.poll()
        line.register(self.pgconn.socket, select.POLLIN)
        try:
            while line.poll(0):  # the server's last words may come before its end
                self.pgconn.consume_input()
        except psycopg.Error:
            return True
        return False

    async def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:  # noqa: ASYNC109 - as psycopg declares it
        """Wait as psycopg does, but only while the database answers."""
        if self.pulse is None:
            return await super().wait(gen, interval, timeout)
        with self.pulse.watching(lambda: cut_socket(self)):
            return await super().wait(gen, interval, timeout)
