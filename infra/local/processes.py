"""Starts parts, keeps their logs, restarts one that ended or hangs with a notice, stops only what it started."""

import asyncio
import os
import pwd
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx
import psutil
from service_kit.work.background import start_lasting, start_shared

from infra.local.comeback import Comeback, free_bytes
from infra.local.liveness import Effort, Judge, Patience
from infra.local.prefork_client import KEEP_COMPILED, PreforkClient, Process
from infra.local.settings import ROOT
from infra.local.state import Running, State

PREFORK_SERVER = "prefork-server"
LONGEST_LOG = 8 * 1024 * 1024
Notice = Callable[[str], None]


@dataclass(frozen=True)
class Part:
    """One process of the stack: how it starts, when it is ready, what helps when it is not.

    `command` is a program and its words; with `is_python` it is a module and its words, forked from the prefork server.
    `health` answers when it is ready, `alive` as long as it lives (`health` when there is none); `answers` and
    `is_silent` say the same of a part that speaks no HTTP. `remains` finds what it leaves behind outside its group.
    """

    name: str
    command: tuple[str, ...]
    is_python: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    health: str | None = None
    alive: str | None = None
    answers: Callable[[], bool] | None = None
    is_silent: Callable[[], bool] | None = None
    remains: Callable[[], list[psutil.Process]] | None = None
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
        with suppress(OSError), log.open("rb") as file:  # no room to keep the half: then room is what is needed most
            file.seek(-LONGEST_LOG // 2, os.SEEK_END)
            log.with_suffix(".log.1").write_bytes(file.read())
        os.truncate(log, 0)  # the parts append, so they go on at the new end


class Supervisor:
    """The processes of one stack."""

    def __init__(self, state: State, logs: Path, notice: Notice, patience: Patience | None = None) -> None:
        self._state = state
        self._logs = logs
        self._notice = notice
        self._patience = patience or Patience()
        self._client = httpx.AsyncClient(timeout=self._patience.timeout, trust_env=False)  # each holds a megabyte
        logs.mkdir(parents=True, exist_ok=True)
        self.prefork = PreforkClient(logs / "prefork-server.log", self._prefork_server_began)
        self._processes: dict[str, Process] = {}
        self._parts: dict[str, Part] = {}
        self._watchers: dict[str, asyncio.Task[None]] = {}
        self._probes: dict[str, asyncio.Task[None]] = {}
        self._ready: set[str] = set()
        self._stopping: set[str] = set()
        self._unwritten = False

    def log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    async def start(self, part: Part) -> None:
        """Start a part and watch it from now on."""
        await self._spawn(part)
        self._parts[part.name] = part
        self._guard()
        self._watchers[part.name] = start_shared(f"watch-{part.name}", self._watch(part))

    async def _spawn(self, part: Part) -> None:
        bound(self.log(part.name))
        process = await (self._fork(part) if part.is_python else self._execute(part))
        self._processes[part.name] = process
        with suppress(psutil.NoSuchProcess):  # it has ended already, which whoever watches it hears
            self._state.parts[part.name] = Running.of(process.pid)
        self._note()
        self._guard()

    def _prefork_server_began(self, pid: int) -> None:
        self._state.parts[PREFORK_SERVER] = Running.of(pid)
        self._note()
        self._guard()

    def _note(self) -> None:
        """Write down what runs; on a full disk that is done as soon as there is room again."""
        try:
            self._state.write()
            self._unwritten = False
        except OSError as fault:
            if not self._unwritten:
                self._notice(f"! The stack's notes could not be written ({fault.strerror}); they will be")
            self._unwritten = True

    def _guard(self) -> None:
        """Tell the prefork server whom to end if this process is killed: nothing may be left behind."""
        own = [name for name, part in self._parts.items() if not part.is_python]
        living = [name for name in own if self._processes[name].returncode is None]
        self.prefork.guard([(self._processes[name].pid, self._parts[name].stop_signal) for name in living])

    async def _fork(self, part: Part) -> Process:
        return await self.prefork.start(part.command, part.environment, self.log(part.name))

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
        comeback = Comeback(lambda: free_bytes(self._logs))
        while True:
            began = time.monotonic()
            code = await self._processes[part.name].wait()
            self._end_rest(part)
            if part.name in self._stopping or part.name not in self._ready:
                return
            await self._bring_back(part, comeback, f"stopped by itself ({describe(code)})", time.monotonic() - began)

    async def _bring_back(self, part: Part, comeback: Comeback, why: str, ran: float) -> None:
        while True:
            wait = comeback.wait_after(ran)
            self._notice(f"! {part.name} {why}; starting it again in {wait:.1f} s")
            await comeback.pause(wait)
            try:
                await self._spawn(part)
            except (OSError, ChildProcessError) as fault:
                why, ran = f"could not be started ({fault})", 0.0
                continue
            self._notice(f"  {part.name} runs again")
            return

    def _end_rest(self, part: Part) -> None:
        """End what a part left behind, in its own group and outside it."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._processes[part.name].pid, signal.SIGKILL)
        end_all(part.remains() if part.remains else [])

    async def _probe(self, part: Part) -> None:
        """Ask a part for good whether it lives; end it when it leaves too many probes unanswered."""
        judge, judged = Judge(self._patience), 0
        while True:
            began = time.monotonic()
            process = self._processes[part.name]
            if process.pid != judged:
                judge, judged = Judge(self._patience), process.pid
            if await self._lives(part):
                judge.answered()
            elif judge.missed(Effort.of(process.pid)) and process is self._processes[part.name]:
                self._end_hanging(part, judge.misses)
                judge.answered()
            await asyncio.sleep(max(0.1, self._patience.every - (time.monotonic() - began)))

    def _end_hanging(self, part: Part, misses: int) -> None:
        process = self._processes[part.name]
        if part.name in self._stopping or process.returncode is not None:
            return
        self._notice(f"! {part.name} does not answer ({misses} probes in a row); it is ended and started again")
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        self._end_rest(part)

    async def _lives(self, part: Part) -> bool:
        if part.is_silent is not None:
            return not await asyncio.to_thread(part.is_silent)
        return await self._is_well(part.alive or part.health, self._patience.timeout)

    async def wait_ready(self, part: Part, within: float) -> None:
        """Wait until a part answers; if it ends or stays silent, say why."""
        deadline = time.monotonic() + within
        while not await self._answers(part):
            if self._watchers[part.name].done():
                code = self._processes[part.name].returncode
                raise self.failure(part, f"ended at once ({describe(code or 0)})")
            if time.monotonic() > deadline:
                raise self.failure(part, f"did not answer within {within:.0f} s")
            await asyncio.sleep(0.1)
        self._ready.add(part.name)
        if part.name in self._parts and part.name not in self._probes:
            name = f"probe-{part.name}"
            self._probes[part.name] = start_lasting(name, partial(self._probe, part), report=self._complain)

    def _complain(self, name: str, fault: BaseException | None) -> None:
        self._notice(f"! {name} ended ({fault!r}); it goes on")

    async def _answers(self, part: Part) -> bool:
        if part.answers is not None:
            return await asyncio.to_thread(part.answers)
        return await self._is_well(part.health, 2)

    async def _is_well(self, address: str | None, within: float) -> bool:
        if address is None:
            return True
        try:
            return (await self._client.get(address, timeout=within)).status_code < 400
        except httpx.HTTPError:
            return False

    def failure(self, part: Part, what: str) -> PartFailed:
        """What happened, the part's last words, and what helps."""
        log = self.log(part.name)
        lines = [f"{part.name} {what}. Its last lines, from {log}:", last_lines(log)]
        return PartFailed("\n".join([*lines, part.advice] if part.advice else lines))

    async def keep(self) -> None:
        """Bound the logs, finish the notes, and see that the prefork server lives, for as long as the stack runs."""
        bounded_at, judge, judged = time.monotonic(), Judge(self._patience), 0
        while True:
            await asyncio.sleep(self._patience.every / 2)
            if self._unwritten:
                self._note()
            if time.monotonic() - bounded_at > 10:
                bounded_at = time.monotonic()
                for name in (*self._parts, PREFORK_SERVER):
                    bound(self.log(name))
            if (pid := self.prefork.pid) != judged:
                judge, judged = Judge(self._patience, was_busy=True), pid  # until it answers it imports, which is work
            if await self.prefork.answers(self._patience.timeout):
                judge.answered()
            elif judge.missed(Effort.of(judged)):
                self._notice(f"! {PREFORK_SERVER} does not answer; it is ended, and with it every part that it started")
                self.prefork.kill()

    async def stop(self, name: str) -> None:
        """Ask a part to end; end it after its grace."""
        process, part = self._processes[name], self._parts[name]
        self._stopping.add(name)
        if name in self._probes:
            self._probes[name].cancel()
        with suppress(ProcessLookupError):
            process.send_signal(part.stop_signal)
        try:
            await asyncio.wait_for(process.wait(), part.grace)
        except TimeoutError:
            self._notice(f"! {name} did not end within {part.grace:.0f} s and was killed")
        self._end_rest(part)
        await process.wait()
        self._watchers[name].cancel()
        await asyncio.gather(self._watchers[name], return_exceptions=True)
        self._state.parts.pop(name, None)
        self._note()

    async def stop_all(self, first: Callable[[], Awaitable[None]], last: str) -> None:
        """Drain what people talk to, then stop everything together, and the database after that."""
        self._stopping.update(self._parts)
        await first()
        await asyncio.gather(*(self.stop(name) for name in list(self._parts) if name != last))
        await self.prefork.close()
        self._state.parts.pop(PREFORK_SERVER, None)
        if last in self._parts:
            await self.stop(last)
        await self._client.aclose()


def end_all(processes: list[psutil.Process]) -> None:
    """End these, whatever they are doing."""
    for process in processes:
        with suppress(psutil.Error):
            process.kill()


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
