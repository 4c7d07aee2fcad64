"""A stack of its own for a measurement."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local import tokens
from infra.local.settings import ROOT
from infra.local.state import State
from tests.bench import limits
from tests.bench.world import World


def stack_up(port: int, data: Path) -> World:
    """A stack of its own, with the gateway's limits lifted."""
    wide = {
        f"GATEWAY_{name}": "1000000"
        for bucket in ("CLIENT", "SUBJECT", "WRITES", "TOKEN")
        for name in (f"{bucket}_BURST", f"{bucket}_PER_SECOND")
    }
    wide |= {"GATEWAY_UPLOADS_BURST": "1000000", "GATEWAY_UPLOADS_PER_MINUTE": "1000000"}
    environment = {**os.environ, **wide, "PORT": str(port), "DATA": str(data), "SEED": "none", "DETACH": "1"}
    subprocess.run([sys.executable, "-m", "infra.local", "up"], cwd=ROOT, env=environment, check=True, timeout=300)
    state = State.read(data)
    parts = {name: part.pid for name, part in state.parts.items()}
    return World(f"http://localhost:{port}", state.databases, lambda who: tokens.token(who, data), 0, parts=parts)


@contextmanager
def own_stack() -> Iterator[tuple[World, Path]]:
    """A stack for as long as the block runs, and the folder of its data."""
    folder = Path(tempfile.mkdtemp(prefix="kring-bench-"))
    folder.chmod(0o755)
    port, data = limits.free_port(), folder / "data"
    try:
        yield stack_up(port, data), data
    finally:
        environment = {**os.environ, "PORT": str(port), "DATA": str(data)}
        down = [sys.executable, "-m", "infra.local", "down"]
        subprocess.run(down, cwd=ROOT, env=environment, check=False, timeout=90)
        shutil.rmtree(folder, ignore_errors=True)
