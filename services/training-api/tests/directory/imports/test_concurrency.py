"""Two files at once, and a worker that dies half way."""

import asyncio
import csv
import io
from typing import Any

import httpx
import pytest
from service_kit.data.database import Database
from service_kit.testing.plugin import People
from sqlalchemy import text
from training_api.directory.imports.jobs import run_import
from training_api.directory.people import queries as people_queries
from training_api.directory.people.rules import CARRIED


def file_of(*numbers: str, department: str = "Sales") -> bytes:
    content = io.StringIO()
    writer = csv.writer(content)
    writer.writerow(CARRIED.headers)
    for number in numbers:
        name = f"user-{number}"
        writer.writerow(
            [number, name, "Anna", number, f"{name}@example.com", "nl", department, "", "", numbers[0], "", "true"]
            if number != numbers[0]
            else [number, name, "Anna", number, f"{name}@example.com", "nl", department, "", "", "", "", "true"]
        )
    return content.getvalue().encode()


async def send(hr: httpx.AsyncClient, content: bytes) -> str:
    sent = await hr.post("/v1/people/imports", files={"file": ("people.csv", content, "text/csv")})
    assert sent.status_code == 202, sent.text
    return str(sent.json()["id"])


async def result(hr: httpx.AsyncClient, import_id: str) -> dict[str, Any]:
    answer: dict[str, Any] = (await hr.get(f"/v1/people/imports/{import_id}")).json()
    return answer


async def count(database: Database, what: str) -> int:
    async with database.read() as session:
        return int((await session.execute(text(what))).scalar_one())


EVENTS = "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM events)"


async def test_the_same_file_twice_at_once_creates_everyone_once(live_http: People, live_database: Database) -> None:
    hr = await live_http.as_("hr")
    ids = [await send(hr, file_of("E1", "E2", "E3")) for _ in range(2)]
    await asyncio.gather(*(run_import(live_database, import_id=import_id) for import_id in ids))
    results = [await result(hr, import_id) for import_id in ids]
    assert [done["status"] for done in results] == ["succeeded", "succeeded"]
    assert sorted((done["created"], done["unchanged"]) for done in results) == [(0, 3), (3, 0)]
    assert await count(live_database, EVENTS) == 3


async def test_one_job_that_two_workers_run_at_once_counts_once(live_http: People, live_database: Database) -> None:
    hr = await live_http.as_("hr")
    import_id = await send(hr, file_of("E1", "E2"))
    await asyncio.gather(*(run_import(live_database, import_id=import_id) for _ in range(2)))
    done = await result(hr, import_id)
    assert (done["status"], done["created"], done["unchanged"]) == ("succeeded", 2, 0)


async def test_a_worker_that_dies_leaves_nothing_half_done_and_the_next_one_ends_it(
    live_http: People, live_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    hr = await live_http.as_("hr")
    import_id = await send(hr, file_of("E1", "E2", "E3"))

    async def die(*_arguments: Any, **_named: Any) -> None:
        raise ConnectionAbortedError("the worker is gone")

    with monkeypatch.context() as patched:
        patched.setattr(people_queries, "announce", die)
        with pytest.raises(ConnectionAbortedError):
            await run_import(live_database, import_id=import_id)
    assert (await result(hr, import_id))["status"] == "running"
    assert await count(live_database, "SELECT count(*) FROM people WHERE employee_number LIKE 'E_'") == 0
    await run_import(live_database, import_id=import_id)
    done = await result(hr, import_id)
    assert (done["status"], done["created"], done["progress"]) == ("succeeded", 3, {"done": 3, "total": 3})
    assert await count(live_database, EVENTS) == 3
    assert await count(live_database, "SELECT count(*) FROM people_import_files") == 0


async def test_an_import_that_keeps_dying_is_given_up(
    live_http: People, live_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    hr = await live_http.as_("hr")
    import_id = await send(hr, file_of("E1"))

    async def die(*_arguments: Any, **_named: Any) -> None:
        raise ConnectionAbortedError("the worker is gone")

    monkeypatch.setattr(people_queries, "announce", die)
    for _ in range(5):
        with pytest.raises(ConnectionAbortedError):
            await run_import(live_database, import_id=import_id)
    await run_import(live_database, import_id=import_id)
    done = await result(hr, import_id)
    assert (done["status"], [error["code"] for error in done["errors"]]) == ("failed", ["GaveUp"])


async def test_progress_is_seen_before_the_end(
    live_http: People, live_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    hr = await live_http.as_("hr")
    await run_import(live_database, import_id=await send(hr, file_of("E1", "E2")))
    import_id = await send(hr, file_of("E1", "E2", "E3"))
    seen: list[dict[str, Any]] = []
    announce = people_queries.announce

    async def look(*arguments: Any, **named: Any) -> None:
        seen.append((await result(hr, import_id))["progress"])
        await announce(*arguments, **named)

    monkeypatch.setattr(people_queries, "announce", look)
    await run_import(live_database, import_id=import_id)
    assert seen == [{"done": 2, "total": 3}]
