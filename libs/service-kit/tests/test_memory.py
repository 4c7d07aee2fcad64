"""A process holds what it uses: nothing large is loaded before it is asked for, and what was freed is given back."""

import asyncio
import ctypes
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from service_kit.data import database as database_module
from service_kit.data.database import Database
from service_kit.events import follow
from service_kit.service import Service
from service_kit.testing.plugin import settings_for
from service_kit.work import memory
from sqlalchemy import text

BLOCK = 50_000
MIB = 1024 * 1024


def held() -> float:
    """MiB of this process's own memory."""
    found = re.search(r"RssAnon:\s+(\d+)", Path("/proc/self/status").read_text(encoding="utf-8"))
    assert found
    return int(found[1]) / 1024


async def test_memory_between_blocks_in_use_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "EVERY_SECONDS", 0)
    library = ctypes.CDLL(None)
    library.malloc.restype, library.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    blocks = [library.malloc(BLOCK) for _ in range(2000)]
    for block in blocks:
        ctypes.memset(block, 1, BLOCK)
    for block in blocks[::2]:
        library.free(block)
    full = held()
    giving = asyncio.create_task(memory.give_back())
    try:
        await asyncio.sleep(0.01)
        assert full - held() > 1000 * BLOCK / MIB / 2
    finally:
        giving.cancel()
        for block in blocks[1::2]:
            library.free(block)


def test_the_strings_of_events_are_not_kept() -> None:
    event = {
        "id": "1", "type": "t", "source": "s", "subject": "Marie", "time": "2026-01-01T00:00:00Z",
        "data": {"given_name": "Marie"},
    }  # fmt: skip
    page = json.dumps([event]).encode()
    (first,), (second,) = follow._events.validate_json(page), follow._events.validate_json(page)
    assert first.subject is not second.subject
    assert first.data["given_name"] is not second.data["given_name"]


@pytest.mark.parametrize("kind", ["session", "raw"])
async def test_no_connection_lives_for_good(
    service: Service, database_url: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def server_process(database: Database) -> int:
        if kind == "raw":
            async with database.hot() as connection:
                row = await (await connection.execute("SELECT pg_backend_pid() AS pid")).fetchone()
                assert row
                return int(row["pid"])
        async with database.read() as session:
            return int((await session.execute(text("SELECT pg_backend_pid()"))).scalar_one())

    for longest, replaced in ((300, False), (0, True)):
        monkeypatch.setattr(database_module, "LONGEST_LIFE_SECONDS", longest)
        database = Database(settings_for(service, database_url))
        await database.open()
        try:
            first = await server_process(database)
            await asyncio.sleep(0.01)
            assert (await server_process(database) != first) is replaced
        finally:
            await database.close()


@pytest.fixture
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """An OpenTelemetry collector: its address, and the bodies that it received."""
    received: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            received.append(self.path.encode() + b" " + body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", received
        server.shutdown()


ONE_REQUEST = """
import asyncio, sys
import httpx
from opentelemetry import trace
from service_kit.observe import telemetry
from sample.main import SERVICE
from service_kit.web.app import build_app

endpoint = sys.argv[1] or None
settings = SERVICE.settings(
    database_url="postgresql://nobody@localhost/none", oidc_issuer="https://issuer", otlp_endpoint=endpoint
)
app = build_app(SERVICE, settings)

async def ask():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
        assert (await client.get("/v1/nothing-here")).status_code == 404

asyncio.run(ask())
if endpoint:
    trace.get_tracer_provider().shutdown()
print("opentelemetry.sdk" in sys.modules, "xlsxwriter" in sys.modules)
"""


@pytest.mark.parametrize("is_set", [True, False])
def test_spans_reach_a_collector_that_is_set_and_nothing_is_loaded_for_them_otherwise(
    collector: tuple[str, list[bytes]], *, is_set: bool
) -> None:
    endpoint, received = collector
    asked = [sys.executable, "-c", ONE_REQUEST, endpoint if is_set else ""]
    sources = str(Path(__file__).parent / "sample" / "src")
    done = subprocess.run(asked, env={"PYTHONPATH": sources}, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.split() == [str(is_set), "False"], done.stdout + done.stderr
    assert any(body.startswith(b"/v1/traces") and b"sample-api" in body for body in received) is is_set
