"""A disk without room, a busy, a read-only and an absent database: each is told as a 503 that says what helps."""

import asyncio
import errno
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI, HTTPException
from procrastinate.exceptions import ConnectorException
from service_kit.data.database import AsyncSession, Database
from service_kit.data.faults import Outage, outage_of
from service_kit.observe.output import LastingOutput
from service_kit.testing.plugin import People
from service_kit.web import health
from service_kit.work import background
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

CODES = {
    Outage.STORAGE_FULL: "StorageFull",
    Outage.READ_ONLY: "ReadOnly",
    Outage.BUSY: "DatabaseBusy",
    Outage.AWAY: "Unavailable",
}
STATES = [
    ("53100", Outage.STORAGE_FULL),
    ("53200", Outage.BUSY),
    ("53300", Outage.BUSY),
    ("53400", Outage.BUSY),
    ("55P03", Outage.BUSY),
    ("57014", Outage.BUSY),
    ("40P01", Outage.BUSY),
    ("25006", Outage.READ_ONLY),
    ("25P03", Outage.AWAY),
    ("57P01", Outage.AWAY),
    ("57P02", Outage.AWAY),
    ("57P03", Outage.AWAY),
    ("58030", Outage.AWAY),
    ("08006", Outage.AWAY),
]


def caused(outer: BaseException, inner: BaseException) -> BaseException:
    """The outer exception, raised from the inner one."""
    outer.__cause__ = inner
    return outer


FAULTS = [
    (OSError(errno.ENOSPC, "no space"), Outage.STORAGE_FULL),
    (OSError(errno.EDQUOT, "no quota"), Outage.STORAGE_FULL),
    (OSError(errno.EROFS, "read-only"), Outage.READ_ONLY),
    (OSError(errno.EIO, "broken"), Outage.AWAY),
    (psycopg.OperationalError("server closed the connection unexpectedly"), Outage.AWAY),
    (psycopg.InterfaceError("the connection is closed"), Outage.AWAY),
    (psycopg.errors.ConnectionTimeout("late"), Outage.AWAY),
    (NoConnectionFree("QueuePool limit"), Outage.BUSY),
    (PendingRollbackError("invalid transaction"), Outage.AWAY),
    (caused(ConnectorException("Database error."), psycopg.errors.DiskFull("full")), Outage.STORAGE_FULL),
    (ConnectorException("Database error."), Outage.AWAY),
    (ExceptionGroup("several", [ValueError("x"), psycopg.errors.DiskFull("full")]), Outage.STORAGE_FULL),
]
OUR_OWN = [ValueError("ours"), FileNotFoundError(errno.ENOENT, "ours"), psycopg.errors.UndefinedTable("ours")]


@pytest.mark.parametrize(("fault", "outage"), FAULTS)
def test_a_fault_says_what_is_away(fault: BaseException, outage: Outage) -> None:
    assert outage_of(fault) is outage
    assert outage_of(caused(RuntimeError("around it"), fault)) is outage


@pytest.mark.parametrize("fault", OUR_OWN)
def test_a_fault_of_ours_is_no_outage(fault: BaseException) -> None:
    assert outage_of(fault) is None


@pytest.mark.parametrize(("state", "outage"), STATES)
async def test_what_the_database_meets_is_a_problem_that_says_when_to_try_again(
    http: People, session: AsyncSession, state: str, outage: Outage
) -> None:
    author = await http.as_("writer")
    await session.execute(
        text(
            "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}', MESSAGE = 'postgresql://secret'; END $$"
        )
    )
    await session.execute(text("CREATE TRIGGER fail BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION fail()"))
    await session.commit()
    answer = await author.post("/v1/notes", json={"code": "n", "text": "soft"}, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["code"]) == (503, CODES[outage])
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0
    assert "secret" not in answer.text
    await session.execute(text("DROP TRIGGER fail ON notes"))
    await session.commit()
    again = await author.post("/v1/notes", json={"code": "n", "text": "soft"}, headers={"Idempotency-Key": "k"})
    assert again.status_code == 201, "a refusal that passes by itself must not be kept under the key"


@pytest.mark.parametrize(
    "fault",
    [
        OSError(errno.ENOSPC, "no space"),
        caused(ConnectorException("Database error."), psycopg.errors.DiskFull("full")),
        caused(HTTPException(400, "There was an error parsing the body"), OSError(errno.ENOSPC, "no space")),
    ],
)
async def test_what_finds_no_room_elsewhere_is_told_alike(app: FastAPI, http: People, fault: Exception) -> None:
    @app.get("/fails")
    async def fail() -> None:
        raise fault

    answer = await http.anonymous.get("/fails")
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "StorageFull", "10")


async def test_readiness_says_that_there_is_no_room_until_a_write_finds_some_again(
    app: FastAPI, http: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await http.anonymous.get("/health/ready")).json()["database"] == "ok"
    app.state.room.note(Outage.STORAGE_FULL)
    full = await http.anonymous.get("/health/ready")
    assert (full.status_code, full.json()["status"], full.json()["database"]) == (503, "not-ready", "storage-full")
    monkeypatch.setattr(health, "TRY_AGAIN_SECONDS", 0)
    assert (await http.anonymous.get("/health/ready")).status_code == 200
    assert app.state.room.outage is None


async def test_a_trial_for_room_leaves_nothing_behind(live_database: Database, live_http: People) -> None:
    room = health.Room()
    room.note(Outage.STORAGE_FULL)
    room._asked_at = float("-inf")
    assert await health._room(room, live_database) == "ok"
    async with live_database.read() as session:
        assert (await session.execute(text("SELECT count(*) FROM idempotency_keys"))).scalar_one() == 0


async def test_a_part_that_must_go_on_outlives_its_faults_and_tells_of_them() -> None:
    told: list[tuple[str, Any]] = []
    done, faults = asyncio.Event(), iter([OSError(errno.ENOSPC, "full"), ValueError("any"), None])

    async def work() -> None:
        if (fault := next(faults, None)) is not None:
            raise fault
        done.set()
        await asyncio.Event().wait()

    task = background.start_lasting("part", work, pause=0.01, report=lambda *news: told.append(news))
    async with asyncio.timeout(60):
        await done.wait()
    assert [(name, type(fault)) for name, fault in told] == [("part", OSError), ("part", ValueError)]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()


async def test_shared_work_that_fails_after_everyone_has_gone_is_not_news_of_the_loop() -> None:
    complaints: list[dict[str, Any]] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, context: complaints.append(context))
    try:
        task = background.start_shared("shared", _fail())
        await asyncio.wait([task])
        del task
        await asyncio.sleep(0)
    finally:
        loop.set_exception_handler(None)
    assert complaints == []


async def _fail() -> None:
    raise psycopg.errors.DiskFull("full")


@pytest.fixture
def full_disk() -> Iterator[int]:
    """A descriptor on which every write finds no room."""
    with open("/dev/full", "wb", buffering=0) as file:
        yield file.fileno()


def test_logging_to_a_full_disk_stops_nobody_and_is_counted(full_disk: int, tmp_path: Any) -> None:
    output = LastingOutput(full_disk)
    assert output.write("one\n") == 4
    output.write("two\n")
    output.flush()
    with (tmp_path / "log").open("wb") as file:
        output._descriptor = file.fileno()
        output.write("three\n")
        output.write("four\n")
    lost, *rest = (tmp_path / "log").read_text().splitlines()
    assert '"lines": 2' in lost
    assert rest == ["three", "four"]


async def test_an_engine_fault_without_a_state_is_an_absence() -> None:
    assert outage_of(DBAPIError("SELECT 1", {}, psycopg.OperationalError("gone"))) is Outage.AWAY
