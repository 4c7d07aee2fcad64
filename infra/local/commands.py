"""What `make up`, `down`, `reset`, `status`, `token`, `seed` and `logs` do."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

from infra.local import postgres, stack
from infra.local.processes import complain, end_all, last_lines, say
from infra.local.secret_files import make_private
from infra.local.settings import ROOT, Refused, Settings
from infra.local.state import State
from infra.local.tokens import token, token_with

STARTS_WITHIN = 900.0
STOPS_WITHIN = 60.0


def up(settings: Settings) -> int:
    """Start everything and run in the foreground, or in the background with DETACH=1."""
    state = State.read(settings.data)
    if state.is_running:
        say(f"Kring is already up: {state.origin}. Stop it with `make down`.")
        return 0
    clear_left_over(settings)
    make_private(settings.data)
    if settings.detach:
        return _detached(settings)
    with stack.only_one(settings.data):
        return asyncio.run(stack.Stack(settings).run())


def _detached(settings: Settings) -> int:
    """Start the stack in the background; print its progress until it answers or fails."""
    log = settings.logs / "stack.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_bytes(b"")
    command = [sys.executable, "-m", "infra.local", "up"]
    with log.open("ab") as file:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            cwd=ROOT,
            env={**os.environ, "DETACH": ""},
            start_new_session=True,
        )
    shown, deadline = 0, time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        text = log.read_text(encoding="utf-8", errors="replace")
        complete = text[: text.rfind("\n") + 1]
        sys.stdout.write(complete[shown:])
        sys.stdout.flush()
        shown = len(complete)
        if process.poll() is not None:
            return process.returncode or 1
        if "Kring is up:" in complete and complete.endswith("\n\n"):
            return 0
        time.sleep(0.1)
    complain(f"The stack did not answer within {STARTS_WITHIN:.0f} s; see {log}")
    process.terminate()
    return 1


def down(settings: Settings) -> int:
    """Stop every process that this stack started, and check that none is left."""
    state = State.read(settings.data)
    supervisor = state.supervisor.process() if state.supervisor else None
    if supervisor is not None:
        supervisor.send_signal(signal.SIGTERM)
        try:
            supervisor.wait(STOPS_WITHIN)
        except psutil.TimeoutExpired:
            supervisor.kill()
    if clear_left_over(settings) or supervisor is not None:
        say("Kring is down. The data is kept; `make reset` empties it.")
    else:
        say("Kring was not up.")
    return 0


def left_over(settings: Settings, state: State) -> dict[str, psutil.Process]:
    """Processes left by a supervisor that ended: those in the notes, and database processes on this stack's files."""
    found = {name: part.process() for name, part in state.parts.items()}
    living = {name: process for name, process in found.items() if process is not None}
    known = {process.pid for process in living.values()}
    for server in postgres.remains(settings):
        if server.pid not in known:
            living[f"{stack.DATABASE} {server.pid}"] = server
    return living


def clear_left_over(settings: Settings) -> bool:
    """Stop the processes left by a supervisor that ended, the database last."""
    state = State.read(settings.data)
    if state.is_running:
        return False
    living = left_over(settings, state)
    for name in living:
        if not name.startswith(f"{stack.DATABASE} "):
            say(f"  {name} was left over from a stack that ended badly; it is stopped")
    last = [name for name in living if name.startswith(stack.DATABASE)]
    for names, number in (([name for name in living if name not in last], signal.SIGTERM), (last, signal.SIGINT)):
        _end(names, living, number)
    end_all(postgres.remains(settings))
    if state.parts or state.status != "stopped":
        state.parts, state.supervisor, state.status = {}, None, "stopped"
        with suppress(OSError):  # on a full disk the old notes stay: they name processes that are gone
            state.write()
    stack.remove_socket_folder(settings.data)
    return bool(living)


def _end(names: list[str], living: dict[str, psutil.Process], number: int) -> None:
    """Send SIGTERM to these processes, then SIGKILL to those still running."""
    for name in names:
        with suppress(psutil.NoSuchProcess):
            living[name].send_signal(number)
    _, stubborn = psutil.wait_procs([living[name] for name in names], timeout=10)
    for process in stubborn:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=5)


def reset(settings: Settings) -> int:
    """Stop, and empty the data."""
    down(settings)
    if settings.data.exists() and not (settings.data / "stack.json").exists() and any(settings.data.iterdir()):
        raise Refused(f"{settings.data} does not look like a stack's data; it is left alone.")
    shutil.rmtree(settings.data, ignore_errors=True)
    shutil.rmtree(postgres.socket_folder(settings.data), ignore_errors=True)
    say(f"{settings.data} is empty. The next `make up` starts anew.")
    return 0


def status(settings: Settings) -> int:
    """Which parts run, where, and since when."""
    state = State.read(settings.data)
    if not state.is_running:
        say("Kring is not up.")
        for name, rest in sorted(left_over(settings, state).items()):
            say(f"  {name:<20} left over, process {rest.pid}; `make up` or `make down` ends it")
        return 1
    say(f"Kring is {state.status}: {state.origin}")
    for name, running in sorted(state.parts.items()):
        process = running.process()
        port = state.ports.get(name.removesuffix("-api"), "")
        if process is None:
            say(f"  {name:<20} {port:>6}  down")
            continue
        minutes = (time.time() - process.create_time()) / 60
        memory = process.memory_info().rss / 2**20
        say(f"  {name:<20} {port:>6}  up {minutes:6.1f} min  {memory:5.0f} MB  process {process.pid}")
    return 0


def show_token(_settings: Settings, who: str) -> int:
    """Print the token and nothing else, so that a script can use it; with CLAIMS one that holds these."""
    claims = os.environ.get("CLAIMS")
    say(token_with(claims) if claims else token(who))
    return 0


def seed(settings: Settings) -> int:
    """Load the demo organisation into the running stack."""
    if not State.read(settings.data).is_running:
        raise Refused("No stack runs here. Start it with: make up")
    return asyncio.run(stack.load_demo(settings))


def logs(settings: Settings, part: str | None) -> int:
    """The last lines of every part, or of one; a part's log is followed."""
    if part:
        path = settings.logs / f"{part}.log"
        if not path.exists():
            known = ", ".join(sorted(log.stem for log in settings.logs.glob("*.log")))
            raise Refused(f"There is no log of {part}. There is: {known or 'nothing yet'}.")
        return follow(path)
    for path in sorted(settings.logs.glob("*.log")):
        say(f"== {path.stem}\n{last_lines(path, 8)}")
    return 0


def follow(path: Path) -> int:
    """Show a log as it grows, until Ctrl-C."""
    with path.open(encoding="utf-8", errors="replace") as file, suppress(KeyboardInterrupt):
        say(last_lines(path, 40))
        file.seek(0, os.SEEK_END)
        while True:
            if line := file.readline():
                say(line.rstrip())
            else:
                time.sleep(0.3)
                if file.tell() > path.stat().st_size:
                    file.seek(0)
    return 0
