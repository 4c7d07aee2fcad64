"""The supervisor's client of the prefork server: request parts, and receive their exit codes."""

import asyncio
import contextlib
import json
import os
import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from service_kit.work.background import start_shared

from infra.local.settings import GIVE_BACK_MEMORY, ROOT, interpreter

KEEP_COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}  # without it each start compiles all modules again


class Process(Protocol):
    """What the supervisor needs of a process, however it was started."""

    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    async def wait(self) -> int: ...
    def send_signal(self, number: int, /) -> None: ...


class Fork:
    """A part that the prefork server started."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._end: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    @property
    def returncode(self) -> int | None:
        return self._end.result() if self._end.done() else None

    async def wait(self) -> int:
        return await asyncio.shield(self._end)

    def send_signal(self, number: int, /) -> None:
        if not self._end.done():
            os.kill(self.pid, number)

    def ended(self, code: int) -> None:
        """The prefork server reported the end."""
        if not self._end.done():
            self._end.set_result(code)


class PreforkClient:
    """One process from which every Python part is forked; started when first needed, and again if it is lost."""

    def __init__(self, log: Path, began: Callable[[int], None] = lambda _pid: None) -> None:
        self._log = log
        self._began = began
        self._guarded: list[tuple[int, int]] = []
        self._alive: asyncio.Future[None] | None = None
        self._children: dict[int, Fork] = {}
        self._orders: dict[int, asyncio.Future[Fork]] = {}
        self._count = 0
        self._writer: asyncio.StreamWriter | None = None
        self._line: socket.socket  # that of the writer, which cannot send descriptors
        self._listener: asyncio.Task[None] | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._opening = asyncio.Lock()

    async def start(self, command: tuple[str, ...], environment: Mapping[str, str], log: Path) -> Fork:
        """A fork that runs `python -m <command>` with this environment, writing to the log."""
        await self.open()
        self._count += 1
        part = {
            "command": command,
            "environment": {**os.environ, **KEEP_COMPILED, **environment},
            "log": str(log),
            "folder": str(ROOT),
        }
        # A file that only the child reads: the server must not hold the settings of a part when it forks the next one.
        with _file_in_memory(json.dumps(part).encode()) as file:
            socket.send_fds(self._line, [json.dumps({"order": self._count}).encode() + b"\n"], [file])
        answer: asyncio.Future[Fork] = asyncio.get_running_loop().create_future()
        self._orders[self._count] = answer
        return await answer

    async def open(self) -> None:
        """Begin importing, if that has not begun yet."""
        async with self._opening:
            if self._writer is None:
                await self._begin()

    async def _begin(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs, self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                interpreter(),
                "-m",
                "infra.local.prefork_server",
                str(theirs.fileno()),
                pass_fds=[theirs.fileno()],
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=ROOT,
                env={**os.environ, **KEEP_COMPILED, **GIVE_BACK_MEMORY},
                start_new_session=True,
            )
        reader, self._writer = await asyncio.open_connection(sock=ours)
        self._line, self._listener = ours, start_shared("prefork-listener", self._listen(reader))
        self.guard(self._guarded)
        self._began(self._process.pid)

    def guard(self, processes: list[tuple[int, int]]) -> None:
        """Which processes the prefork server ends after its children, by which signal, when this process is killed."""
        self._guarded = list(processes)
        self._say({"guard": self._guarded})

    def _say(self, news: dict[str, Any]) -> None:
        if self._writer is not None:
            with contextlib.suppress(OSError):  # it has ended, which the listener hears, or it hangs and is ended
                self._line.send(json.dumps(news).encode() + b"\n")

    async def answers(self, within: float) -> bool:
        """Whether the prefork server answers a ping in time; True when none runs."""
        if self._writer is None:
            return True
        self._alive = asyncio.get_running_loop().create_future()
        self._say({"ping": True})
        done, _ = await asyncio.wait([self._alive], timeout=within)
        return bool(done)

    @property
    def pid(self) -> int:
        """The prefork server's process; 0 when there is none."""
        return self._process.pid if self._process is not None and self._writer is not None else 0

    def kill(self) -> None:
        """Kill the prefork server. All its children are killed too; the next order starts another server."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(ConnectionError):
            while text := await reader.readline():
                self._hear(json.loads(text))
        self._writer = None
        if self._alive is not None and not self._alive.done():
            self._alive.set_result(None)
        for fork in list(self._children.values()):  # only the prefork server could report their exit
            with contextlib.suppress(ProcessLookupError):
                os.kill(fork.pid, signal.SIGKILL)
            fork.ended(-signal.SIGKILL)
        self._children.clear()
        for order in (each for each in self._orders.values() if not each.done()):
            order.set_exception(ChildProcessError(f"the prefork server ended; see {self._log}"))
        self._orders.clear()

    def _hear(self, news: dict[str, Any]) -> None:
        if "pong" in news:
            if self._alive is not None and not self._alive.done():
                self._alive.set_result(None)
        elif "pid" in news:
            fork = self._children[news["pid"]] = Fork(news["pid"])
            answer = self._orders.pop(news["order"])
            if answer.cancelled():  # the caller was cancelled meanwhile; nothing else would stop this child
                fork.send_signal(signal.SIGKILL)
            else:
                answer.set_result(fork)
        else:
            self._children.pop(news["ended"]).ended(news["code"])

    async def close(self) -> None:
        """Close the connection, on which the prefork server exits."""
        if self._writer is None or self._process is None:
            return
        self.guard([])
        self._writer.close()
        try:
            await asyncio.wait_for(self._process.wait(), 5)
        except TimeoutError:
            self._process.kill()
        if self._listener:
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)


@contextlib.contextmanager
def _file_in_memory(content: bytes) -> Iterator[int]:
    """The descriptor of a file that stands on no disk, to be read from its beginning."""
    with os.fdopen(os.memfd_create("part"), "wb", buffering=0) as file:
        file.write(content)
        file.seek(0)
        yield file.fileno()
