"""One worker process follows, runs jobs, and stops within seconds; commands work from the shell."""

import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import httpx
from service_kit.data.database import Database
from service_kit.service import Service
from service_kit.testing.plugin import new_database, settings_for
from service_kit.work import worker
from service_kit.work.jobs import Jobs, defer

SAMPLE = Path(__file__).parent / "sample" / "src"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(database_url: str, **others: str) -> dict[str, str]:
    given = {"DATABASE_URL": database_url, "OIDC_ISSUER": "https://issuer.test/idp", **others}
    return {**os.environ, **given, "PYTHONPATH": str(SAMPLE)}


async def command(name: str, **given: Any) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "service_kit", name, "sample", env=environment(**given), stdout=pipe
    )


async def answers(url: str, seconds: float = 60) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(seconds):
        while True:
            try:
                return await client.get(url)
            except httpx.TransportError:
                await asyncio.sleep(0.1)


async def test_a_database_is_migrated_served_and_worked_on_from_the_shell(database_server: str) -> None:
    port, worker_port = free_port(), free_port()
    async with new_database(database_server) as url:
        migration = [await command("migrate", database_url=url) for _twin in range(2)]
        assert [await asyncio.wait_for(process.wait(), 90) for process in migration] == [0, 0]
        server = await command("serve", database_url=url, PORT=str(port))
        working = await command("work", database_url=url, WORKER_PORT=str(worker_port))
        try:
            assert (await answers(f"http://127.0.0.1:{port}/health/live")).status_code == 200
            ready = await answers(f"http://127.0.0.1:{port}/health/ready")
            assert (ready.status_code, ready.json()["behind"]) == (200, [])
            assert (await answers(f"http://127.0.0.1:{worker_port}/health/live")).status_code == 200
            assert "feed_stopped" in (await answers(f"http://127.0.0.1:{worker_port}/metrics")).text
        finally:
            began = asyncio.get_running_loop().time()
            for process in (server, working):
                process.send_signal(signal.SIGTERM)
            codes = [await asyncio.wait_for(process.wait(), 20) for process in (server, working)]
        assert asyncio.get_running_loop().time() - began < 8
        assert codes[1] == 0
        assert codes[0] in (0, -signal.SIGTERM)


async def test_the_contract_and_the_permissions_can_be_printed_without_a_database() -> None:
    printing = [await command(name, database_url="") for name in ("openapi", "permissions")]
    contract, permissions = [(await asyncio.wait_for(process.communicate(), 60))[0] for process in printing]
    assert "/v1/notes" in json.loads(contract)["paths"]
    assert "| `notes.write` |" in permissions.decode()


async def test_the_worker_runs_what_was_deferred(service: Service, live_database: Database) -> None:
    jobs, done = Jobs("here"), asyncio.Event()

    @jobs.task("finish")
    async def finish(database: Database) -> None:
        done.set()

    settings = settings_for(service, live_database.url)
    async with worker.running(Service(**{**service.__dict__, "jobs": [jobs]}), settings):
        async with live_database.write() as session:
            await defer(session, finish)
        async with asyncio.timeout(60):
            await done.wait()
