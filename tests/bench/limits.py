"""The limits beside which everything is measured: the bare framework, one row, one insert, one COPY."""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
import psycopg
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


def bare() -> Any:
    """An ASGI app that answers `{"ok": true}` and nothing else."""

    async def ok(_request: Request) -> JSONResponse:
        return JSONResponse({"ok": True})

    return Starlette(routes=[Route("/", ok)])


def one_row() -> FastAPI:
    """FastAPI with one row by primary key through asyncpg, and one insert with commit."""
    app = FastAPI()
    pools: list[asyncpg.Pool[Any]] = []
    gate = asyncio.Lock()

    async def pool() -> "asyncpg.Pool[Any]":
        async with gate:
            if not pools:
                pools.append(await asyncpg.create_pool(os.environ["BENCH_DATABASE"], min_size=4, max_size=10))
        return pools[0]

    @app.get("/row/{key}")
    async def read_row(key: int) -> dict[str, Any]:
        row = await (await pool()).fetchrow("SELECT id, name FROM bench_rows WHERE id = $1", key)
        return dict(row) if row else {}

    @app.post("/row")
    async def write_row() -> dict[str, Any]:
        row = await (await pool()).fetchrow("INSERT INTO bench_inserts (name) VALUES ('x') RETURNING id")
        return dict(row) if row else {}

    return app


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(factory: str, **environment: str) -> Iterator[str]:
    """A limit's app in a uvicorn process of its own, as the services run."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", f"tests.bench.limits:{factory}", "--factory", "--port", str(port)]
    command += ["--log-level", "warning", "--no-access-log", "--loop", "uvloop", "--http", "httptools"]
    process = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int) -> None:
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("the limit's app did not start")


def prepare(url: str) -> None:
    """The tables of the limits."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS bench_rows, bench_inserts, bench_people")
        connection.execute("CREATE TABLE bench_rows (id int PRIMARY KEY, name text NOT NULL)")
        connection.execute("INSERT INTO bench_rows SELECT n, 'row ' || n FROM generate_series(1, 103000) AS n")
        connection.execute(
            "CREATE TABLE bench_inserts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL)"
        )
        connection.execute(
            "CREATE TABLE bench_people (id uuid PRIMARY KEY, employee_number text UNIQUE, user_name text UNIQUE, "
            "given_name text, family_name text, email text, locale text, department text, division text)"
        )
        connection.execute("VACUUM ANALYZE bench_rows")


def insert_again(url: str, table: str, condition: str) -> float:
    """Seconds of the plain set-based insert of rows that are there, into the same table.

    Its indexes, constraints and foreign keys hold as always; nothing of it stays.
    """
    seconds = []
    with psycopg.connect(url) as connection:
        for _turn in range(3):
            connection.execute(f"CREATE TEMP TABLE kept AS SELECT * FROM {table} WHERE {condition}")
            connection.execute(f"DELETE FROM {table} WHERE {condition}")
            started = time.perf_counter()
            connection.execute(f"INSERT INTO {table} SELECT * FROM kept")
            seconds.append(time.perf_counter() - started)
            connection.rollback()
    return statistics.median(seconds)


def copy_rows(url: str, count: int) -> float:
    """Rows a second of a COPY of people-like rows into an indexed table."""
    rows = [
        f"{n:08x}-0000-7000-8000-{n:012x}\tE{n}\tuser{n}\tGiven{n}\tFamily{n}\tu{n}@example.org\tnl"
        f"\tD{n % 60}\tV{n % 3}"
        for n in range(count)
    ]
    text = ("\n".join(rows) + "\n").encode()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("TRUNCATE bench_people")
        started = time.perf_counter()
        with connection.cursor().copy("COPY bench_people FROM STDIN") as copy:
            copy.write(text)
        return count / (time.perf_counter() - started)
