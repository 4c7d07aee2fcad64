"""A publication asks a crowd in one statement, and asks exactly those whom the rule in Python names."""

import random
from typing import Any
from uuid import UUID

from governance_api.acknowledgements.rounds import actions as rounds
from governance_api.guidelines.clauses.rules import Reach, touched_by
from service_kit.data.database import new_id
from service_kit.work import clock
from sqlalchemy import text

ROLES = ["employee", "manager", "executive", "trainer"]
CROWD = text(
    "INSERT INTO people (id, employee_number, user_name, given_name, family_name, email, locale, department, roles, "
    "active) "
    "SELECT gen_random_uuid(), 'C-' || n, 'crowd-' || n, 'G', 'F', 'c' || n || '@example.org', 'en', "
    "CASE n % 3 WHEN 0 THEN 'Sales' WHEN 1 THEN 'Press' END, "
    "CASE n % 4 WHEN 0 THEN '{employee}'::text[] WHEN 1 THEN '{employee,manager}' WHEN 2 THEN '{executive}' "
    "ELSE '{}' END, n % 7 <> 0 FROM generate_series(1, :size) n"
)


def some_audience(chance: random.Random) -> dict[str, Any] | None:
    """No clause, a clause for everyone, or a clause for some."""
    roles = {"roles": chance.sample(ROLES, chance.randint(1, 2))}
    return chance.choice(
        [None, {"everyone": True}, roles, {"departments": ["Sales"]}, {"departments": ["Sales"], **roles}]
    )


async def test_the_statement_asks_whom_the_rule_names(session: Any) -> None:
    await session.execute(CROWD, {"size": 60})
    people = (
        await session.execute(text("SELECT id, department, division, location, job_profile, roles, active FROM people"))
    ).all()
    chance = random.Random(7)
    for number in range(1, 60):
        changes = [
            Reach(before, after, before is None or after is None or chance.random() < 0.5)
            for before, after in [(some_audience(chance), some_audience(chance)) for _ in range(chance.randint(1, 3))]
            if before is not None or after is not None
        ]
        publication = rounds.Publication(new_id(), new_id(), number, "0" * 64, 14)
        await rounds.ask_about(session, publication, changes, now=clock.now())
        rows = await session.execute(
            text("SELECT person_id FROM acknowledgements WHERE version_id = :version"),
            {"version": publication.version_id},
        )
        expected = {row.id for row in people if row.active and touched_by(changes, row)}
        assert set(rows.scalars()) == expected, changes


async def test_a_crowd_costs_as_many_statements_as_one(session: Any, statements: Any) -> None:
    counts = []
    everyone = [Reach(None, {"everyone": True}, True)]
    for size in (1, 500):
        await session.execute(text("DELETE FROM people"))
        await session.execute(CROWD, {"size": size})
        publication = rounds.Publication(new_id(), new_id(), 1, "0" * 64, 14)
        statements.seen.clear()
        await rounds.ask_about(session, publication, everyone, now=clock.now())
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 5


async def test_new_ids_are_of_version_seven_and_in_order(session: Any) -> None:
    await session.execute(CROWD, {"size": 3})
    publication = rounds.Publication(new_id(), new_id(), 1, "0" * 64, 14)
    before = new_id()
    await rounds.ask_about(session, publication, [Reach(None, {"everyone": True}, True)], now=clock.now())
    rows = await session.execute(text("SELECT id FROM acknowledgements"))
    found: list[UUID] = list(rows.scalars())
    assert {identity.version for identity in found} == {7}
    assert all(identity.int >> 80 >= before.int >> 80 for identity in found)


async def test_asking_anew_writes_no_row_that_was_answered(session: Any) -> None:
    await session.execute(CROWD, {"size": 40})
    guideline, everyone = new_id(), [Reach(None, {"everyone": True}, True)]
    first = rounds.Publication(guideline, new_id(), 1, "0" * 64, 14)
    await rounds.ask_about(session, first, everyone, now=clock.now())
    await session.execute(
        text(
            "UPDATE acknowledgements SET state = 'accepted', accepted = true, receipt_id = id"
            " WHERE uuid_hash(person_id) % 2 = 0"
        )
    )
    answered = text("SELECT id, ctid::text FROM acknowledgements WHERE accepted AND turn = 1 ORDER BY id")
    before = (await session.execute(answered)).all()
    again = rounds.Publication(guideline, new_id(), 2, "0" * 64, 14)
    await rounds.ask_about(session, again, everyone, now=clock.now())
    assert before
    assert (await session.execute(answered)).all() == before
    turns = await session.execute(
        text("SELECT turn, state, held_before, count(*) FROM acknowledgements GROUP BY 1, 2, 3 ORDER BY 1, 2, 3")
    )
    counted = {(row.turn, row.state, row.held_before): row.count for row in turns}
    accepted, moved = counted[1, "accepted", False], counted[1, "superseded", False]
    assert counted == {
        (1, "accepted", False): accepted,
        (1, "superseded", False): moved,
        (2, "open", True): accepted,
        (2, "open", False): moved,
    }
