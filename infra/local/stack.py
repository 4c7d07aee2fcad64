"""Brings the whole stack up in the right order, keeps it up, and takes it down again."""

import asyncio
import fcntl
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from service_kit.work.background import start_lasting, start_shared

from infra.local import gateway, identity, migrations, people, ports, postgres, process_definitions
from infra.local.liveness import Patience
from infra.local.processes import Part, PartFailed, Supervisor, say
from infra.local.settings import ROOT, SERVICES, Refused, Settings
from infra.local.state import Running, State

READY_WITHIN = 60.0
SEEDED = "seeded.mark"
STARTED = "programme.mark"
DATABASE = "postgresql"


@contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold this data folder: two stacks on the same data would spoil it."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(
                f"A stack is already up on {data}. See `make status`, or stop it with `make down`."
            ) from error
        yield


class Stack:
    """One stack from its first part to its last."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.state = State.read(settings.data)
        patience = Patience(settings.probe_every, settings.probe_misses, settings.probe_misses_when_busy)
        self.supervisor = Supervisor(self.state, settings.logs, say, patience)
        self._began = time.monotonic()

    @property
    def _loopback(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}"

    def _ready(self, name: str, note: str = "") -> None:
        say(f"  ✓ {name:<20} {time.monotonic() - self._began:5.1f} s{f'  {note}' if note else ''}")

    async def start(self) -> None:
        """Everything, each part as soon as what it needs is there."""
        settings = self.settings
        ports.refuse_taken(settings.port)
        self.state.ports = ports.choose(settings.port, self.state.ports)
        self.state.origin, self.state.status = settings.origin, "starting"
        self.state.supervisor = Running.of(os.getpid())
        self.state.databases = await asyncio.to_thread(postgres.service_urls, settings)
        self.state.write()
        say(f"Kring starts on {settings.origin} (data in {settings.data})")
        await self.supervisor.prefork.open()
        issuer = await asyncio.to_thread(identity.issuer, settings, self.state.ports["identity"])
        async with asyncio.TaskGroup() as group:
            group.create_task(self._front(issuer))
            group.create_task(self._services(issuer))
        await self._through_the_gateway()
        await self._people()
        await self._programme()
        self.state.status = "up"
        self.state.write()

    async def _front(self, issuer: identity.Issuer) -> None:
        settings, numbers = self.settings, self.state.ports
        if settings.own_issuer:
            await self._bring(identity.part(settings, numbers))
        await asyncio.gather(
            self._bring(gateway.part(settings, numbers, issuer)),
            self._bring(process_definitions.web(settings, numbers, issuer)),
        )

    async def _services(self, issuer: identity.Issuer) -> None:
        if self.settings.own_database:
            await asyncio.to_thread(postgres.prepare, self.settings)
            await self._bring(postgres.part(self.settings))
            await asyncio.to_thread(postgres.make_databases, self.settings)
        async with asyncio.TaskGroup() as group:
            for service in SERVICES:
                group.create_task(self._service(service, issuer))

    async def _service(self, service: str, issuer: identity.Issuer) -> None:
        environment = process_definitions.service_environment(
            self.settings, service, self.state.ports, self.state.databases, issuer
        )
        if await migrations.migrate(self.supervisor.prefork, self.settings, service, environment):
            self._ready(f"{service} database", "migrated")
        async with asyncio.TaskGroup() as group:
            group.create_task(self._bring(process_definitions.api(service, environment)))
            group.create_task(self._bring(process_definitions.worker(service, environment)))

    async def _bring(self, part: Part) -> None:
        await self.supervisor.start(part)
        await self.supervisor.wait_ready(part, READY_WITHIN)
        self._ready(part.name)

    async def _through_the_gateway(self) -> None:
        """Wait until the gateway has seen every service alive: it looks once a second."""
        for service in SERVICES:
            part = Part(name="gateway", command=(), health=f"{self._loopback}/api/{service}/health/ready")
            await self.supervisor.wait_ready(part, READY_WITHIN)

    async def _people(self) -> None:
        if not self.settings.own_issuer:
            say("  - demo people          left out: they live in the embedded identity provider")
            return
        if await people.bring_personas(self.settings, self.state):
            self._ready("demo people", "imported and signed in")

    async def _programme(self) -> None:
        """What each act is worth, and the badges, the first time: a stack is there to be tried."""
        if not self.settings.own_issuer or (self.settings.data / STARTED).exists():
            return
        if await load(self.settings, "infra.demo.programme", STARTED) == 0:
            self._ready("ambassador programme")
        else:
            say("! The ambassador programme was not started. Try again with: python -m infra.demo.programme")

    async def seed(self) -> None:
        """The demo organisation, the first time."""
        settings = self.settings
        if settings.seed == "none" or not settings.own_issuer or (settings.data / SEEDED).exists():
            return
        say("  … the demo organisation is loaded (once; SEED=none leaves it out)")
        code = await load_demo(settings)
        if code == 0:
            self._ready("demo organisation")
        else:
            say(f"! The demo organisation was not loaded (exit {code}). Try again with: make seed")

    async def stop(self) -> None:
        """Let requests finish, end every part, leave nothing behind."""
        await self.supervisor.stop_all(lambda: gateway.drain(self.state.ports), DATABASE)
        self.state.status, self.state.supervisor, self.state.parts = "stopped", None, {}
        self.state.write()
        remove_socket_folder(self.settings.data)

    async def run(self) -> int:
        """Start, stay until asked to stop, stop."""
        asked = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, asked.set)
        keeper = start_lasting("keep", self.supervisor.keep, report=lambda name, fault: say(f"! {name}: {fault!r}"))
        try:
            if await self._unless(asked, start_shared("come-up", self._come_up())):
                say(welcome(self.settings))
                await asked.wait()
        except Exception as failed:
            if not report_failure(failed):
                raise
            return 1
        finally:
            keeper.cancel()
            say("Stopping")
            await self.stop()
        return 0

    async def _come_up(self) -> None:
        await self.start()
        await self.seed()

    async def _unless(self, asked: asyncio.Event, up: asyncio.Task[None]) -> bool:
        """Finish coming up unless somebody asks to stop first."""
        stop = start_shared("stop", asked.wait())
        await asyncio.wait({up, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if up.done():
            up.result()
            return True
        up.cancel()
        await asyncio.gather(up, return_exceptions=True)
        return False


def report_failure(failed: BaseException) -> bool:
    """Print what failed, once per part; False when it is not a failure that a part may have."""
    if isinstance(failed, BaseExceptionGroup):
        expected = [report_failure(each) for each in failed.exceptions]
        return all(expected)
    if isinstance(failed, (PartFailed, Refused, people.PeopleRefused)):
        say(f"\n✗ {failed}")
        return True
    return False


async def load_demo(settings: Settings) -> int:
    """Run the demo organisation's loader against this stack; remember that it succeeded."""
    return await load(settings, "infra.demo", SEEDED)


async def load(settings: Settings, module: str, mark: str) -> int:
    """Run a loader against this stack, and leave a mark when it succeeded; answers its exit code."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        cwd=ROOT,
        env={**os.environ, "KRING_ORIGIN": settings.origin, "DATA": str(settings.data)},
    )
    try:
        code = await process.wait()
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
        raise
    if code == 0:
        (settings.data / mark).write_text("", encoding="utf-8")
    return code


def remove_socket_folder(data: Path) -> None:
    """The database's socket folder, once nothing listens in it."""
    shutil.rmtree(postgres.socket_folder(data), ignore_errors=True)


def welcome(settings: Settings) -> str:
    """Where to go and who to be."""
    lines = ["", f"Kring is up: {settings.origin}", f"API documentation: {settings.origin}/docs"]
    if settings.own_issuer:
        lines += ["", "Sign in with one click as:"]
        for person in people.PERSONAS:
            name = f"{person['given_name']} {person['family_name']}"
            lines.append(f"  {person['persona']:<22} {name:<20} {person['job_profile']}")
        lines += ["", "A token for the API: make -s token AS=employee"]
    return "\n".join([*lines, "Stop with Ctrl-C or `make down`.", ""])
