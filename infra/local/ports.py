"""Ports: which are free, who holds one that is not, and which the parts of a stack use."""

import random
import socket

import psutil

from infra.local.settings import Refused

PARTS = ("gateway-admin", "identity", "web", "training", "advocacy", "governance")
WORKERS = ("training-worker", "advocacy-worker", "governance-worker")
QUIET = range(20_000, 32_000)  # the kernel uses higher ports for outgoing connections
BESIDE = 1000  # a stack on 8080 uses 9080 and up where they are free


def is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def holder(port: int) -> str:
    """Who listens on the port, as far as this user may know."""
    try:
        listening = [
            connection
            for connection in psutil.net_connections("tcp")
            if connection.status == psutil.CONN_LISTEN and connection.laddr and connection.laddr.port == port
        ]
        for connection in listening:
            if connection.pid:
                process = psutil.Process(connection.pid)
                return f"{process.name()} (process {process.pid})"
    except psutil.Error:
        pass
    return "another program"


def refuse_taken(port: int) -> None:
    """Say which process uses the public port, and how to choose another."""
    if not is_free(port):
        raise Refused(
            f"Port {port} is taken by {holder(port)}. "
            f"Stop it, or start on another port: make up PORT={port + 10} DATA=.kring-{port + 10}"
        )


def choose(public: int, remembered: dict[str, int]) -> dict[str, int]:
    """A free port for each part: the one of last time, else one beside the public port, else any."""
    chosen: dict[str, int] = {}
    for offset, name in enumerate((*PARTS, *WORKERS)):
        candidates = [remembered.get(name, 0), public + BESIDE + offset, *random.sample(QUIET, 50)]
        usable = (port for port in candidates if 1024 <= port < QUIET.stop and port not in chosen.values())
        chosen[name] = next(port for port in usable if port != public and is_free(port))
    return chosen
