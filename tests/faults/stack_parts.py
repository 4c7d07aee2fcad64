"""The parts of a running stack: how each shows that it answers, and how each is killed or frozen."""

import os
import signal
import time
from contextlib import suppress

import httpx
import psutil
import psycopg

from infra.local.settings import SERVICES
from infra.local.state import Running
from tests.conftest import RunningStack

DATABASE = "postgresql"
PARTS = (
    *(f"{service}-api" for service in SERVICES),
    *(f"{service}-worker" for service in SERVICES),
    "gateway",
    "identity",
    "web",
    DATABASE,
)
COMES_BACK_WITHIN = 120.0  # generous: the machine may be doing much else


def answers(stack: RunningStack, name: str) -> bool:
    """Whether the part does its work: a service is ready, a worker, the gateway and the others answer."""
    if name == DATABASE:
        with suppress(psycopg.Error), psycopg.connect(stack.state.databases["training"], connect_timeout=2) as asked:
            return asked.execute("SELECT 1").fetchone() == (1,)
        return False
    try:
        return httpx.get(_address(stack, name), timeout=3, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def _address(stack: RunningStack, name: str) -> str:
    ports = stack.state.ports
    service, _, kind = name.partition("-")
    if kind == "api":
        return f"http://127.0.0.1:{ports[service]}/health/ready"
    if kind == "worker":
        return f"http://127.0.0.1:{ports[name]}/health/live"
    paths = {"gateway": f"{stack.base_url}/health", "web": f"http://127.0.0.1:{ports['web']}/app-config.json"}
    return paths.get(name, f"http://127.0.0.1:{ports['identity']}/idp/health")


def kill(stack: RunningStack, name: str) -> Running:
    """Kill the part; what it was."""
    running = stack.state.parts[name]
    os.kill(running.pid, signal.SIGKILL)
    return running


def freeze(stack: RunningStack, name: str) -> Running:
    """Stop the part, and the processes that it made, without ending it; what it was."""
    running = stack.state.parts[name]
    process = psutil.Process(running.pid)
    for each in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            each.send_signal(signal.SIGSTOP)
    return running


def seconds_until_back(stack: RunningStack, name: str, before: Running) -> float:
    """Wait until another process of this part answers."""
    began = time.monotonic()
    while stack.state.parts.get(name) in (before, None) or not answers(stack, name):
        assert time.monotonic() - began < COMES_BACK_WITHIN, f"{name} did not come back\n{notices(stack)}"
        time.sleep(0.05)
    return time.monotonic() - began


def notices(stack: RunningStack) -> str:
    """What the supervisor said so far."""
    return (stack.data / "logs" / "stack.log").read_text(encoding="utf-8", errors="replace")
