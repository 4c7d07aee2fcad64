"""`make backup` and `make restore`: one set of all three databases, and databases from a set, all or one."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from service_kit.commands import CommandRefused
from service_kit.data import backup, postgres_programs

from infra.local import commands, postgres, stack
from infra.local.process_definitions import files_urls
from infra.local.processes import last_lines
from infra.local.restoring import Restoration
from infra.local.settings import Refused, Settings
from infra.local.state import Running, State

STARTS_WITHIN = 60.0
STOPS_WITHIN = 60.0


def back_up(settings: Settings, to: Path) -> int:
    """One set of all three databases, of a stack that runs or not."""
    if settings.own_database and not (settings.data / "postgres" / "PG_VERSION").exists():
        raise Refused(f"There is nothing to back up in {settings.data}. Start a stack there with: make up")
    with _server(settings):
        _run(backup.back_up(postgres.service_urls(settings), to, files=files_urls(settings)))
    return 0


def restore(settings: Settings, folder: Path, only: str | None, *, aside: bool) -> int:
    """All services of a set, or one, into databases that are empty or, when asked, are moved aside."""
    restoration = Restoration(settings, folder, only, aside=aside)
    _run(restoration.check())
    with _server(settings):
        _run(restoration.run())
    return 0


def _run(work: Coroutine[Any, Any, Any]) -> None:
    try:
        asyncio.run(_stoppable(work))
    except CommandRefused as refused:
        raise Refused(str(refused)) from refused


async def _stoppable(work: Coroutine[Any, Any, Any]) -> None:
    task = asyncio.ensure_future(work)
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        raise Refused("Stopped before it was done; nothing half done is left behind.") from None


@contextmanager
def _server(settings: Settings) -> Iterator[None]:
    """The databases answer inside this block; an embedded server that does not run is started for the block."""
    if settings.own_database:
        # An embedded server needs the programs of its own version; for another one those on the path are used.
        os.environ[postgres_programs.FOLDER] = str(postgres.programs())
    if not settings.own_database or State.read(settings.data).is_running:
        yield
        return
    commands.clear_left_over(settings)
    with stack.only_one(settings.data):
        postgres.prepare(settings)
        process = _start(settings)
        _note(settings, Running.of(process.pid))
        try:
            _wait(settings, process)
            postgres.make_databases(settings)
            yield
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(STOPS_WITHIN)
            _note(settings, None)
            stack.remove_socket_folder(settings.data)


def _start(settings: Settings) -> "subprocess.Popen[bytes]":
    part = postgres.part(settings)
    settings.logs.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _log(settings).open("ab") as log:
        return subprocess.Popen(
            part.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=part.folder,
            start_new_session=True,  # Ctrl-C reaches this process only, which stops the server last
            **postgres.lent_to(part.user),
        )


def _note(settings: Settings, server: Running | None) -> None:
    """Note the running process, so that the next command can stop it if this one is killed."""
    state = State.read(settings.data)
    state.parts = {stack.DATABASE: server} if server else {}
    state.write()


def _wait(settings: Settings, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while not postgres.answers(settings):
        if process.poll() is not None or time.monotonic() > deadline:
            raise Refused(f"PostgreSQL did not start on {settings.data}:\n{last_lines(_log(settings))}")
        time.sleep(0.1)


def _log(settings: Settings) -> Path:
    return settings.logs / "postgresql.log"
