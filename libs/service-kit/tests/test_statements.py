"""Statements: compiled once, run on the driver's connection, in the transaction of the session that asks."""

from datetime import UTC, datetime
from typing import ClassVar
from uuid import uuid4

import psycopg
import pytest
from service_kit.data import locks, statements
from service_kit.data.database import AsyncSession, Database, new_id
from service_kit.data.statements import Statement, as_json, given, pipeline, run
from service_kit.events.feed import EventBody, outbox, publish
from service_kit.identity.people import Person
from service_kit.record import audit
from service_kit.testing.doubles import Statements
from sqlalchemy import Integer, Text, bindparam, func, insert, literal, literal_column, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY


class Noted(EventBody):
    """An event for these tests."""

    type: ClassVar[str] = "sample.thing.noted.v1"

    number: int


PEOPLE = Person.__table__  # type: ignore[attr-defined]
NAMES = ("id", "employee_number", "user_name", "given_name", "family_name", "email", "locale")
BY_NAME = Statement(
    select(PEOPLE.c.id, PEOPLE.c.user_name, PEOPLE.c.roles).where(PEOPLE.c.user_name == bindparam("name"))
)
COUNTED = Statement(select(func.count().label("people")).where(PEOPLE.c.active, PEOPLE.c.locale.in_(["en", "nl"])))
RENAMED = Statement(update(PEOPLE).where(PEOPLE.c.id == bindparam("person")).values(family_name=bindparam("to")))
NEW = given("people", *(PEOPLE.c[name] for name in NAMES))
ADDED = Statement(
    insert(PEOPLE)
    .from_select(NEW.c.keys(), select(*NEW.c), include_defaults=False)
    .returning(PEOPLE.c.id, PEOPLE.c.user_name)
)


def _person(name: str) -> dict[str, object]:
    values = {"id": new_id(), "employee_number": name, "user_name": name, "given_name": name}
    return {**values, "family_name": "x", "email": "", "locale": "en"}


async def _add(session: AsyncSession, *names: str) -> list[str]:
    added = await run(session, ADDED.rows(people=as_json([_person(name) for name in names])))
    return [row.user_name for row in added]


async def test_rows_are_named_tuples_and_each_answer_has_its_form(session: AsyncSession) -> None:
    assert await _add(session, "ada", "ben") == ["ada", "ben"]
    [row] = await run(session, BY_NAME.rows(name="ada"))
    assert (row.user_name, row.roles) == ("ada", ["employee"])
    assert await run(session, BY_NAME.first(name="nobody")) is None
    assert await run(session, BY_NAME.value(name="ben")) == (await run(session, BY_NAME.first(name="ben"))).id
    assert await run(session, BY_NAME.value(name="nobody")) is None
    assert await run(session, RENAMED.count(person=row.id, to="Byron")) == 1
    assert await run(session, RENAMED.count(person=uuid4(), to="Byron")) == 0


def test_what_differs_is_a_parameter_and_everything_else_stands_in_the_text() -> None:
    assert "'en', 'nl'" in COUNTED.text
    assert "$1" in BY_NAME.text
    assert BY_NAME.compiled is BY_NAME.compiled
    with pytest.raises(TypeError, match=r"takes \['name'\], not \['nam'\]"):
        BY_NAME.rows(nam="ada")
    with pytest.raises(TypeError, match="takes"):
        BY_NAME.rows(name="ada", more=1)


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two columns have one name"):
        _ = Statement(select(PEOPLE.c.id, outbox.c.seq.label("id"))).compiled


async def test_an_array_and_a_moment_go_as_they_are(session: AsyncSession) -> None:
    await _add(session, "ada", "ben", "cid")
    some = Statement(
        select(PEOPLE.c.user_name)
        .where(
            PEOPLE.c.user_name == func.any(bindparam("names", type_=ARRAY(Text))),
            PEOPLE.c.updated_at < bindparam("now"),
        )
        .order_by(PEOPLE.c.user_name)
        .limit(bindparam("most", type_=Integer))
    )
    wanted = {"names": ["ada", "cid", "dan"], "now": datetime(2100, 1, 1, tzinfo=UTC)}
    assert await run(session, some.values(**wanted, most=5)) == ["ada", "cid"]
    assert await run(session, some.values(**wanted, most=1)) == ["ada"]
    assert await run(session, some.values(**{**wanted, "names": []}, most=5)) == []


async def test_a_pipeline_is_one_trip_and_answers_in_order(session: AsyncSession, statements: Statements) -> None:
    await _add(session, "ada", "ben")
    statements.seen.clear()
    statements.round_trips = 0
    ada, ben, people = await pipeline(session, BY_NAME.first(name="ada"), BY_NAME.first(name="ben"), COUNTED.value())
    assert (ada.user_name, ben.user_name, people) == ("ada", "ben", 2)
    assert (len(statements.seen), statements.round_trips) == (3, 1)
    assert await pipeline(session) == ()


async def test_later_statements_of_a_pipeline_see_what_earlier_ones_wrote(session: AsyncSession) -> None:
    added, found = await pipeline(session, ADDED.first(people=as_json([_person("ada")])), BY_NAME.first(name="ada"))
    assert added.id == found.id
    assert found.user_name == "ada"


async def test_a_statement_sees_rows_that_are_being_edited(session: AsyncSession) -> None:
    session.add(Person(**_person("ada")))
    assert (await run(session, BY_NAME.first(name="ada"))).user_name == "ada"


async def test_a_row_becomes_an_entity_to_be_edited(session: AsyncSession, statements: Statements) -> None:
    await _add(session, "ada")
    whole = Statement(select(*PEOPLE.c).where(PEOPLE.c.user_name == bindparam("name")))
    ada = session.edit(Person, await run(session, whole.first(name="ada")))
    statements.seen.clear()
    await session.flush()
    assert not statements.seen
    ada.family_name = "Byron"
    row = await run(session, whole.first(name="ada"))
    assert (row.family_name, len(statements.seen)) == ("Byron", 2)
    await run(session, RENAMED.count(person=ada.id, to="Lovelace"))
    assert session.edit(Person, await run(session, whole.first(name="ada"))) is ada
    assert ada.family_name == "Lovelace"
    assert await session.get(Person, ada.id) is ada
    with pytest.raises(AttributeError):
        session.edit(Person, await run(session, BY_NAME.first(name="ada")))


async def test_a_broken_constraint_ends_the_transaction(live_database: Database) -> None:
    twice = _person("ada")
    with pytest.raises(psycopg.errors.UniqueViolation) as broken:
        async with live_database.write() as session:
            await pipeline(session, ADDED.values(people=as_json([twice])), ADDED.values(people=as_json([twice])))
    assert broken.value.diag.constraint_name == "pk_people"
    async with live_database.hot() as connection:
        assert await run(connection, BY_NAME.rows(name="ada")) == []


async def test_the_same_statement_reads_on_a_connection_that_commits_by_itself(live_database: Database) -> None:
    async with live_database.write() as session:
        await _add(session, "ada")
    async with live_database.hot() as connection:
        found, people = await pipeline(connection, BY_NAME.first(name="ada"), COUNTED.value())
    assert (found.user_name, people) == ("ada", 1)


async def test_what_is_published_and_recorded_is_written_at_the_end_in_one_trip(
    live_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    trips: list[list[str]] = []
    monkeypatch.setattr(statements, "round_trips", [lambda texts: trips.append([one.split()[2] for one in texts])])
    async with live_database.write() as session:
        publish(session, Noted(number=1), "a")
        audit.record(session, audit.SystemActor("test"), "thing.done", "a", {"n": 1}, texts={"reason": "why"})
        publish(session, Noted(number=2), "b")
        await run(session, COUNTED.value())
    assert [sorted(trip) for trip in trips[1:]] == [["audit_entries", "audit_texts", "outbox"]]
    async with live_database.read() as session:
        found = (await session.execute(select(outbox.c.subject).order_by(outbox.c.seq))).scalars().all()
        [entry] = (await session.execute(select(audit.entries))).all()
    assert found == ["a", "b"]
    assert entry.details["n"] == 1
    assert entry.details["reason"].keys() == {"text_id", "sha256"}


async def test_kept_rows_are_written_before_a_statement_that_could_see_them(session: AsyncSession) -> None:
    publish(session, Noted(number=1), "a")
    subjects = Statement(select(outbox.c.subject).order_by(outbox.c.seq))
    assert await run(session, subjects.values()) == ["a"]
    publish(session, Noted(number=2), "b")
    assert (await session.execute(select(func.count()).select_from(outbox))).scalar_one() == 2


async def test_nothing_is_written_when_the_transaction_fails(live_database: Database) -> None:
    async def fail() -> None:
        async with live_database.write() as session:
            publish(session, Noted(number=1), "a")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with live_database.read() as session:
        assert (await session.execute(select(func.count()).select_from(outbox))).scalar_one() == 0


async def test_locks_of_statements_are_held_to_their_order(live_database: Database) -> None:
    first, second = locks.Lock("test.first", "", ""), locks.Lock("test.second", "", "")
    locks.watch_locks([first, second], live_database.engine)
    async with live_database.write() as session:
        await pipeline(session, locks.locking(first), locks.locking(second))
    with pytest.raises(locks.LockOrderBroken):
        async with live_database.write() as session:
            await pipeline(session, locks.locking(second), locks.locking(first))


async def test_an_update_may_read_from_a_query_with_values_of_its_own(session: AsyncSession) -> None:
    await _add(session, "ada", "ben")
    found = select(PEOPLE.c.id, literal("Byron").label("name")).where(PEOPLE.c.user_name.in_(["ada", "cid"])).alias("f")
    renamed = Statement(
        update(PEOPLE)
        .where(PEOPLE.c.id == found.c.id, PEOPLE.c.locale == bindparam("language"))
        .values(family_name=found.c.name)
        .returning(PEOPLE.c.user_name)
    )
    assert renamed.compiled.names == ("language",)
    assert await run(session, renamed.values(language="en")) == ["ada"]


async def test_a_text_and_a_parameter_that_is_asked_for_at_each_time(session: AsyncSession) -> None:
    asked = iter("ab")
    statement = Statement(
        select(
            bindparam("word", callable_=lambda: next(asked), type_=Text).label("word"), literal_column("1").label("n")
        )
    )
    assert [await run(session, statement.value()), await run(session, statement.value())] == ["a", "b"]
    words = Statement(text("SELECT CAST(:n AS int) AS n, :word AS word").bindparams(bindparam("word", type_=Text)))
    assert (await run(session, words.first(n=2, word="x")))._asdict() == {"n": 2, "word": "x"}
