"""Starts parts, keeps their logs, restarts a crashed one with a notice, and stops only what it started."""

import asyncio
import os
import pwd
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from infra.local.forks import KEEP_COMPILED, Nursery, Process
from infra.local.settings import ROOT
from infra.local.state import Running, State

FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
STEADY = 60.0  # after running this long, the next crash is a first one again
LONGEST_LOG = 8 * 1024 * 1024
Notice = Callable[[str], None]


@dataclass(frozen=True)
class Part:
    """One process of the stack: how it starts, when it is ready, what helps when it is not.

    `command` is a program and its words; with `is_python` it is a module and its words, forked from the nursery.
    """

    name: str
    command: tuple[str, ...]
    is_python: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    health: str | None = None
    answers: Callable[[], bool] | None = None
    user: str | None = None
    folder: Path = ROOT
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    advice: str = ""


class PartFailed(Exception):
    """A part did not start; the message holds its last lines and what to do."""


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log, indented for reading."""
    if not log.exists():
        return "    (no log)"
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 16_384))
        lines = file.read().decode(errors="replace").splitlines()
    return "\n".join(f"    {line[:400]}" for line in lines[-count:]) or "    (the log is empty)"


def bound(log: Path) -> None:
    """Keep a log from growing without end: its latest half moves aside, and it starts again."""
    if log.exists() and log.stat().st_size > LONGEST_LOG:
        with log.open("rb") as file:
            file.seek(-LONGEST_LOG // 2, os.SEEK_END)
            log.with_suffix(".log.1").write_bytes(file.read())
        os.truncate(log, 0)  # the parts append, so they go on at the new end


class Supervisor:
    """The processes of one stack."""

    def __init__(self, state: State, logs: Path, notice: Notice) -> None:
        self._state = state
        self._logs = logs
        self._notice = notice
        logs.mkdir(parents=True, exist_ok=True)
        self.nursery = Nursery(logs / "nursery.log")
        self._processes: dict[str, Process] = {}
        self._parts: dict[str, Part] = {}
        self._watchers: dict[str, asyncio.Task[None]] = {}
        self._ready: set[str] = set()
        self._stopping: set[str] = set()

    def log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    async def start(self, part: Part) -> None:
        """Start a part and watch it from now on."""
        await self._spawn(part)
        self._parts[part.name] = part
        self._watchers[part.name] = asyncio.create_task(self._watch(part))

    async def _spawn(self, part: Part) -> None:
        bound(self.log(part.name))
        process = await (self._fork(part) if part.is_python else self._execute(part))
        self._processes[part.name] = process
        self._state.parts[part.name] = Running.of(process.pid)
        self._state.write()

    async def _fork(self, part: Part) -> Process:
        return await self.nursery.start(part.command, part.environment, self.log(part.name))

    async def _execute(self, part: Part) -> Process:
        with self.log(part.name).open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *part.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **KEEP_COMPILED, **part.environment},
                cwd=part.folder,
                start_new_session=True,  # a group of its own, so that stopping it never reaches anything else
                user=part.user,
                group=pwd.getpwnam(part.user).pw_gid if part.user else None,
                extra_groups=[] if part.user else None,
            )

    async def _watch(self, part: Part) -> None:
        wait = FIRST_WAIT
        while True:
            began = time.monotonic()
            code = await self._processes[part.name].wait()
            self._end_group(part.name)
            if part.name in self._stopping or part.name not in self._ready:
                return
            wait = FIRST_WAIT if time.monotonic() - began > STEADY else min(wait * 2, LONGEST_WAIT)
            self._notice(f"! {part.name} stopped by itself ({describe(code)}); starting it again in {wait:.0f} s")
            await asyncio.sleep(wait)
            await self._spawn(part)
            self._notice(f"  {part.name} runs again")

    def _end_group(self, name: str) -> None:
        """End what a part left behind in its own group."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._processes[name].pid, signal.SIGKILL)

    async def wait_ready(self, part: Part, within: float) -> None:
        """Wait until a part answers; if it ends or stays silent, say why."""
        deadline = time.monotonic() + within
        async with httpx.AsyncClient(timeout=2, trust_env=False) as client:
            while not await self._answers(part, client):
                if self._watchers[part.name].done():
                    code = self._processes[part.name].returncode
                    raise self.failure(part, f"ended at once ({describe(code or 0)})")
                if time.monotonic() > deadline:
                    raise self.failure(part, f"did not answer within {within:.0f} s")
                await asyncio.sleep(0.1)
        self._ready.add(part.name)

    async def _answers(self, part: Part, client: httpx.AsyncClient) -> bool:
        if part.answers is not None:
            return await asyncio.to_thread(part.answers)
        if part.health is None:
            return True
        try:
            return (await client.get(part.health)).status_code < 400
        except httpx.HTTPError:
            return False

    def failure(self, part: Part, what: str) -> PartFailed:
        """What happened, the part's last words, and what helps."""
        log = self.log(part.name)
        lines = [f"{part.name} {what}. Its last lines, from {log}:", last_lines(log)]
        return PartFailed("\n".join([*lines, part.advice] if part.advice else lines))

    async def keep(self) -> None:
        """Bound the logs for as long as the stack runs."""
        while True:
            await asyncio.sleep(10)
            for name in self._parts:
                bound(self.log(name))

    async def stop(self, name: str) -> None:
        """Ask a part to end; end it after its grace."""
        process, part = self._processes[name], self._parts[name]
        self._stopping.add(name)
        with suppress(ProcessLookupError):
            process.send_signal(part.stop_signal)
        try:
            await asyncio.wait_for(process.wait(), part.grace)
        except TimeoutError:
            self._notice(f"! {name} did not end within {part.grace:.0f} s and was killed")
        self._end_group(name)
        await process.wait()
        self._watchers[name].cancel()
        await asyncio.gather(self._watchers[name], return_exceptions=True)
        self._state.parts.pop(name, None)
        self._state.write()

    async def stop_all(self, first: Callable[[], Awaitable[None]], last: str) -> None:
        """Drain what people talk to, then stop everything together, and the database after that."""
        self._stopping.update(self._parts)
        await first()
        await asyncio.gather(*(self.stop(name) for name in list(self._parts) if name != last))
        await self.nursery.close()
        if last in self._parts:
            await self.stop(last)


def describe(code: int) -> str:
    """An exit code in words."""
    if code < 0:
        with suppress(ValueError):
            return f"signal {signal.Signals(-code).name}"
    return f"exit {code}"


def say(text: str) -> None:
    """One line of progress, seen at once."""
    print(text, flush=True)


def complain(text: str) -> None:
    """One line of trouble."""
    print(text, file=sys.stderr, flush=True)
