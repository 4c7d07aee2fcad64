"""A job runs if its transaction commits, and only then; the clock's jobs run by themselves."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from procrastinate import PsycopgConnector, RetryStrategy
from service_kit.data.database import Database, plain_url
from service_kit.observe.trace import current_traceparent, enter_trace
from service_kit.work import clock
from service_kit.work.jobs import Jobs, build_worker_app, defer, defer_until, retry_stalled
from sqlalchemy import text

jobs = Jobs("sample")


@jobs.task("write")
async def write(database: Database, *, word: str) -> None:
    async with database.write() as session:
        await session.execute(
            text(
                "INSERT INTO notes (id, code, text, version, created_at)"
                " VALUES (gen_random_uuid(), :word, 'by a job', 1, now())"
            ),
            {"word": word},
        )


@jobs.task("note_trace")
async def note_trace(database: Database) -> None:
    traces.append(current_traceparent())


@jobs.task("fail_first", retry=RetryStrategy(max_attempts=3))
async def fail_first(database: Database, *, word: str) -> None:
    seen.append(word)
    if len(seen) < 2:
        raise ConnectionError("not yet")


@jobs.periodic("* * * * * *", "tick")
async def tick(database: Database) -> None:
    ticks.append(current_traceparent())


seen: list[str] = []
traces: list[str | None] = []
ticks: list[str | None] = []


async def run_waiting(database: Database, group: Jobs = jobs) -> None:
    connector = PsycopgConnector(conninfo=plain_url(database.url), min_size=1, max_size=4)
    app = build_worker_app(database, [Jobs(group.name, [task for task in group.tasks if not task.cron])], connector)
    async with app.open_async():
        await app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)


async def one(database: Database, query: str) -> Any:
    async with database.read() as session:
        return (await session.execute(text(query))).scalar_one()


async def test_a_deferred_job_runs_after_its_transaction(live_database: Database) -> None:
    async with live_database.write() as session:
        await defer(session, write, word="A")
    await run_waiting(live_database)
    assert await one(live_database, "SELECT code FROM notes") == "A"
    assert await one(live_database, "SELECT status FROM procrastinate_jobs") == "succeeded"


async def test_a_job_is_rolled_back_with_its_transaction(live_database: Database) -> None:
    async def fail_after_deferring() -> None:
        async with live_database.write() as session:
            await defer(session, write, word="A")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_after_deferring()
    assert await one(live_database, "SELECT count(*) FROM procrastinate_jobs") == 0


async def test_a_job_is_invisible_before_its_transaction_commits(live_database: Database) -> None:
    async with live_database.write() as session:
        await defer(session, write, word="A")
        await run_waiting(live_database)
        assert await one(live_database, "SELECT count(*) FROM notes") == 0
    await run_waiting(live_database)
    assert await one(live_database, "SELECT count(*) FROM notes") == 1


async def test_a_failed_job_is_tried_again(live_database: Database) -> None:
    seen.clear()
    async with live_database.write() as session:
        await defer(session, fail_first, word="A")
    await run_waiting(live_database)
    await run_waiting(live_database)
    assert seen == ["A", "A"]


async def test_a_job_continues_the_trace_of_the_work_that_deferred_it(live_database: Database) -> None:
    traces.clear()
    traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    enter_trace(traceparent)
    async with live_database.write() as session:
        await defer(session, note_trace)
    enter_trace(None)
    await run_waiting(live_database)
    assert traces == [traceparent]


async def test_a_job_may_wait_for_its_moment(live_database: Database) -> None:
    async with live_database.write() as session:
        await defer_until(session, clock.now() + timedelta(hours=1), write, word="A")
    await run_waiting(live_database)
    assert await one(live_database, "SELECT count(*) FROM notes") == 0


async def test_the_clock_defers_periodic_jobs(live_database: Database) -> None:
    ticks.clear()
    connector = PsycopgConnector(conninfo=plain_url(live_database.url), min_size=1, max_size=4)
    app = build_worker_app(live_database, [jobs], connector)
    async with app.open_async():
        worker = asyncio.create_task(app.run_worker_async(install_signal_handlers=False))
        async with asyncio.timeout(60):
            while len(ticks) < 2:
                await asyncio.sleep(0.05)
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    assert None not in ticks
    assert len(set(ticks)) == len(ticks), "each run begins a trace of its own"


async def test_the_job_of_a_worker_that_died_goes_back_to_the_queue(live_database: Database) -> None:
    async with live_database.write() as session:
        await defer(session, write, word="A")
        await session.execute(
            text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')")
        )
        await session.execute(
            text("SELECT procrastinate_fetch_job_v2(NULL, (SELECT max(id) FROM procrastinate_workers))")
        )
    assert await one(live_database, "SELECT status FROM procrastinate_jobs") == "doing"
    connector = PsycopgConnector(conninfo=plain_url(live_database.url), min_size=1, max_size=4)
    app = build_worker_app(live_database, [jobs], connector)
    async with app.open_async():
        assert await retry_stalled(app) == 1
    await run_waiting(live_database)
    assert await one(live_database, "SELECT code FROM notes") == "A"


async def test_a_periodic_job_whose_worker_died_does_not_bar_the_next_one(live_database: Database) -> None:
    async with live_database.write() as session:
        await session.execute(
            text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')")
        )
        for status in ("doing", "todo"):
            await session.execute(
                text(
                    "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, status, worker_id)"
                    " VALUES ('default', 'sample:write', 'one', 'one', CAST(:status AS procrastinate_job_status),"
                    " CASE WHEN :status = 'doing' THEN (SELECT max(id) FROM procrastinate_workers) END)"
                ),
                {"status": status},
            )
        await session.execute(text('UPDATE procrastinate_jobs SET args = \'{"word": "A"}\''))
    connector = PsycopgConnector(conninfo=plain_url(live_database.url), min_size=1, max_size=4)
    app = build_worker_app(live_database, [jobs], connector)
    async with app.open_async():
        assert await retry_stalled(app) == 1
    await run_waiting(live_database)
    assert await one(live_database, "SELECT code FROM notes") == "A"
    assert await one(live_database, "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'") == 1


async def test_a_task_can_be_called_without_a_queue(database: Any, session: Any) -> None:
    await write(database, word="B")
    assert (await session.execute(text("SELECT text FROM notes"))).scalar_one() == "by a job"
