"""What the prefork server holds before its first fork, and what a part still imports after it; printed as JSON."""

import asyncio
import gc
import json
import sys
import threading
from typing import Any

import psutil
import uvicorn
from service_kit.service import load
from service_kit.web.app import build_app

from infra.local import prefork_server
from infra.local.settings import SERVICES

BIG = ("xlsxwriter", "opentelemetry.sdk", "opentelemetry.exporter", "google.protobuf")
"""What few processes need: loaded where it is asked for, and not for everybody."""


def start_parts() -> None:
    """All that a part of each service does before it connects to anything."""
    for service in SERVICES:
        described = load(f"{service}_api")
        settings = described.settings(database_url="postgresql://nobody@localhost/none", oidc_issuer="https://issuer")
        config = uvicorn.Config(build_app(described, settings), loop="uvloop", http="httptools", ws="none")
        config.load()
        asyncio.new_event_loop().close()


def report() -> dict[str, Any]:
    """Counts of what a fork would copy badly, and names of modules."""
    prefork_server.share()
    process = psutil.Process()
    found = {
        "threads": threading.active_count(),
        "threads of the system": process.num_threads(),
        "sockets": len(process.net_connections("all")),
        "frozen": gc.get_freeze_count(),
        "not frozen": len(gc.get_objects()),
        "big": sorted(name for name in BIG if name in sys.modules),
        "services": sorted(f"{name}_api" for name in SERVICES if f"{name}_api.main" in sys.modules),
    }
    before = set(sys.modules)
    start_parts()
    return found | {"imported late": sorted(set(sys.modules) - before)}


if __name__ == "__main__":
    print(json.dumps(report()))
