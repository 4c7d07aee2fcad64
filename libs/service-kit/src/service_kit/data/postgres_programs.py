"""Find and run PostgreSQL's programs, without a password on the command line."""

import asyncio
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from service_kit.commands import CommandRefused
from service_kit.data.backup_settings import BackupSettings
from service_kit.data.database import plain_url
from service_kit.work.background import start_shared

FOLDER = "POSTGRES_PROGRAMS"
PROGRESS_SECONDS = 5.0
ENDS_WITHIN_SECONDS = 5.0
LAST_LINES = 5
_MAJOR = re.compile(r"\(PostgreSQL\) (\d+)")


async def find_program(name: str, *, at_least: int) -> Path:
    """A program of this PostgreSQL major or newer, in the folder `POSTGRES_PROGRAMS` or else on the PATH."""
    folder = BackupSettings().postgres_programs
    found = shutil.which(name, path=folder) if folder else shutil.which(name)
    if found is None:
        raise CommandRefused(
            f"{name} is not there. Install the client programs of PostgreSQL {at_least} or newer, or set {FOLDER} to"
            " the folder that holds them."
        )
    told = await _output(found, "--version")
    version = _MAJOR.search(told)
    major = int(version[1]) if version else 0
    if major < at_least:
        raise CommandRefused(
            f"{found} is of PostgreSQL {major or 'an unknown version'} and too old for PostgreSQL {at_least}. Install"
            f" the client programs of PostgreSQL {at_least} or newer, or set {FOLDER} to the folder that holds them."
        )
    return Path(found)


async def _output(program: str | Path, *words: str) -> str:
    process = await asyncio.create_subprocess_exec(
        program, *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=_environment()
    )
    out, error = await process.communicate()
    if process.returncode:
        raise CommandRefused(f"{Path(program).name} failed: {_last(error)}")
    return out.decode(errors="replace")


async def list_archive(program: Path, archive: Path) -> str:
    """The table of contents of a dump, as `pg_restore --list` prints it."""
    return await _output(program, "--list", str(archive))


async def run_on(
    database_url: str, program: Path, words: Sequence[str], progress: Callable[[float], None] | None = None
) -> None:
    """Run a program on a database until it ends; it is stopped when the caller is cancelled.

    The password goes into the environment of that one process, which only its owner can read; `progress` is told the
    seconds since the start, every few seconds.
    """
    address = conninfo_to_dict(plain_url(database_url))
    password = address.pop("password", None)
    named: dict[str, Any] = dict(address)
    process = await asyncio.create_subprocess_exec(
        program,
        *words,
        "--no-password",
        f"--dbname={make_conninfo(**named)}",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env=_environment({"PGPASSWORD": str(password)} if password else {}),
    )
    talking = start_shared("program", _until_done(process, progress))
    try:
        error = await asyncio.shield(talking)
    except BaseException:  # also on a signal: stop the program first
        await _end(process)
        await asyncio.gather(talking, return_exceptions=True)
        raise
    if process.returncode:
        raise CommandRefused(f"{program.name} failed: {_last(error)}")


async def _until_done(process: asyncio.subprocess.Process, progress: Callable[[float], None] | None) -> bytes:
    reading = start_shared("program-output", process.communicate())
    began = asyncio.get_running_loop().time()
    while not (await asyncio.wait({reading}, timeout=PROGRESS_SECONDS))[0]:
        if progress is not None:
            progress(asyncio.get_running_loop().time() - began)
    return reading.result()[1]


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
        try:
            async with asyncio.timeout(ENDS_WITHIN_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()


def _environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """What such a program needs of ours: nothing that is a secret of a service."""
    passed = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"} or name.startswith("PG")}
    return {**passed, "LC_ALL": "C", **(more or {})}


def _last(error: bytes) -> str:
    lines = error.decode(errors="replace").strip().splitlines()
    return " ".join(lines[-LAST_LINES:]) or "it said nothing"
