"""Points over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from advocacy_api.rewarding.points import queries
from advocacy_api.rewarding.points.rules import Earned, Learned, Reason, Today
from service_kit.data.database import AsyncSession
from service_kit.data.statements import run
from service_kit.testing.doubles import plan_of
from service_kit.testing.plugin import People, RolledBackDatabase, Statements
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

pytestmark = pytest.mark.usefixtures("programme")


async def test_my_points_are_my_entries_and_their_sum(
    http: People, make: Any, database: RolledBackDatabase, statements: Statements
) -> None:
    employee = await http.as_("employee")
    assert (await employee.get("/v1/me/points")).json() == {"balance": 0, "entries": [], "next_cursor": None}
    await make.earned(database, employee.person.id, 2)
    await make.earned(database, employee.person.id, 1, Reason.CERTIFICATE)
    statements.seen.clear()
    first = (await employee.get("/v1/me/points?limit=2")).json()
    assert len(statements) == 1
    rest = (await employee.get(f"/v1/me/points?limit=2&cursor={first['next_cursor']}")).json()
    assert first["balance"] == rest["balance"] == 70
    entries = [*first["entries"], *rest["entries"]]
    assert sorted(entry["amount"] for entry in entries) == [10, 10, 50]
    assert rest["next_cursor"] is None
    assert {"amount", "reason", "event_id", "created_at"} <= set(entries[0])


async def test_my_points_are_a_file_of_mine_alone(http: People, make: Any, database: RolledBackDatabase) -> None:
    employee, other = await http.as_("employee"), await http.as_(name="other")
    await make.earned(database, other.person.id, 2)
    await make.earned(database, employee.person.id)
    await make.earned(database, employee.person.id, 1, Reason.CERTIFICATE)
    file = await employee.get("/v1/me/points?format=csv&sort=amount")
    header, *rows = file.text.splitlines()
    assert header.startswith("id,amount,reason,event_id,created_at,reverses_id,note,occurred_at,subject.type")
    assert [row.split(",")[1:3] for row in rows] == [["10", "completion"], ["50", "certificate"]]
    only = (await employee.get("/v1/me/points?reason=certificate")).json()
    assert ([entry["amount"] for entry in only["entries"]], only["balance"]) == ([50], 60)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Brussels", "America/Sao_Paulo"])
async def test_a_refreshers_time_is_counted_in_days_of_24_hours_whatever_the_sessions_time_zone(
    http: People, session: AsyncSession, zone: str
) -> None:
    person, module = (await http.as_("employee")).person.id, uuid4()
    first = datetime(2026, 3, 1, 12, tzinfo=UTC)  # within the 300 days summer time begins and winter time is back
    await session.execute(text("SELECT set_config('TimeZone', :zone, true)"), {"zone": zone})
    for days, counts in ((0, True), (200 - 1 / 24, False), (200, True)):
        one = Learned(person, Reason.COMPLETION, uuid4(), first + timedelta(days=days), module)
        assert bool(await run(session, queries.counting([one], days=200))) is counts, (zone, days)


async def test_another_persons_points_are_for_community_managers(
    http: People, make: Any, database: RolledBackDatabase
) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await make.earned(database, employee.person.id)
    path = f"/v1/people/{employee.person.id}/points"
    assert (await manager.get(path)).json()["balance"] == 10
    assert (await employee.get(path)).status_code == 403


async def test_a_reversal_is_an_entry_of_its_own_and_happens_once(
    http: People, make: Any, database: RolledBackDatabase
) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await make.earned(database, employee.person.id)
    entry = (await employee.get("/v1/me/points")).json()["entries"][0]
    body = {"entry_id": entry["id"], "reason": "Counted twice elsewhere."}
    assert (await employee.post("/v1/points/reversals", json=body)).status_code == 403
    reversed_ = await manager.post("/v1/points/reversals", json=body)
    assert (reversed_.status_code, reversed_.json()["balance"]) == (201, 0)
    async with database.read() as session:
        kept = await session.execute(text("SELECT text FROM audit_texts"))
        assert kept.scalars().all() == [body["reason"]]
        entries = await session.execute(text("SELECT details::text FROM audit_entries"))
        assert body["reason"] not in "".join(entries.scalars())
    points = (await employee.get("/v1/me/points")).json()
    assert sorted(one["amount"] for one in points["entries"]) == [-10, 10]
    again = await manager.post("/v1/points/reversals", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "AlreadyReversed")
    undoing = next(one for one in points["entries"] if one["amount"] < 0)
    twice = await manager.post("/v1/points/reversals", json={**body, "entry_id": undoing["id"]})
    assert (twice.status_code, twice.json()["code"]) == (409, "NotReversible")
    assert (await manager.get("/v1/points/consistency")).json() == {
        "consistent": True,
        "balances": [],
        "months": [],
        "feeds": [],
    }


async def test_only_what_was_earned_and_not_taken_back_says_that_it_may_be(
    http: People, make: Any, database: RolledBackDatabase, statements: Statements
) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await make.earned(database, employee.person.id, 2)
    reward = await make.reward(manager, cost=5)
    await employee.post("/v1/redemptions", json={"reward_id": reward["id"]})
    path = f"/v1/people/{employee.person.id}/points"
    assert [one["allowed"] for one in (await employee.get("/v1/me/points")).json()["entries"]] == [[]] * 3
    statements.seen.clear()
    entries = (await manager.get(path)).json()["entries"]
    assert len(statements) == 1
    assert {one["reason"]: one["allowed"] for one in entries} == {"completion": ["reverse"], "redemption": []}
    earned = next(one["id"] for one in entries if one["allowed"])
    body = {"entry_id": earned, "reason": "Counted twice elsewhere."}
    after = (await manager.post("/v1/points/reversals", json=body)).json()["entries"]
    allowed = {one["id"]: one["allowed"] for one in after}
    assert allowed[earned] == []
    assert sorted(map(tuple, allowed.values())) == [(), (), (), ("reverse",)]


async def test_broken_sums_are_found(http: People, make: Any, database: RolledBackDatabase) -> None:
    manager = await http.as_("community-manager")
    await make.earned(database, manager.person.id)
    async with database.write() as session:
        await session.execute(text("UPDATE point_balances SET balance = balance + 1"))
        await session.execute(text("UPDATE point_totals SET points = points + 1"))
    found = (await manager.get("/v1/points/consistency")).json()
    assert found["consistent"] is False
    assert (found["balances"][0]["balance"], found["balances"][0]["sum"]) == (11, 10)
    assert (found["months"][0]["points"], found["months"][0]["sum"]) == (11, 10)


@pytest.mark.parametrize("change", ["UPDATE point_entries SET amount = 1000", "DELETE FROM point_entries"])
async def test_the_ledger_refuses_to_be_rewritten(
    http: People, make: Any, database: RolledBackDatabase, change: str
) -> None:
    await make.earned(database, (await http.as_("employee")).person.id)
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.write() as session:
            await session.execute(text(change))


async def test_what_things_are_worth_can_be_read_by_all_and_changed_by_few(
    http: People, make: Any, database: RolledBackDatabase
) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    rules = {rule["reason"]: rule for rule in (await employee.get("/v1/points/rules")).json()["items"]}
    assert set(rules) == {"completion", "certificate", "share", "click"}
    body = {"amount": 25, "daily_cap": 50, "diminishing": 1.0}
    path = "/v1/points/rules/completion"
    assert (await employee.put(path, json=body, headers={"If-Match": "*"})).status_code == 403
    assert (await manager.put(path, json=body)).status_code == 428
    assert (await manager.put(path, json={**body, "diminishing": 2}, headers={"If-Match": "*"})).status_code == 422
    assert (await manager.put(path, json=body, headers={"If-Match": "*"})).status_code == 200
    assert (await manager.put("/v1/points/rules/x", json=body, headers={"If-Match": "*"})).status_code == 404
    await make.earned(database, employee.person.id, 3)
    assert (await employee.get("/v1/me/points")).json()["balance"] == 50


async def test_shares_of_one_day_are_worth_less_each_and_never_more_than_the_cap(http: People, make: Any) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    for _ in range(9):
        await make.share(employee, (await make.content(manager))["id"])
    entries = (await employee.get("/v1/me/points")).json()["entries"]
    amounts = sorted((entry["amount"] for entry in entries if entry["reason"] == "share"), reverse=True)
    assert amounts[:3] == [10, 8, 6]
    assert sum(amounts) <= 40


async def test_what_a_reason_brought_on_a_day_is_read_without_the_days_other_entries(session: AsyncSession) -> None:
    person, day = uuid4(), datetime(2026, 3, 1, tzinfo=UTC)
    for reason, times in (("completion", 500), ("share", 3)):
        await session.execute(
            text(
                "INSERT INTO point_entries (id, person_id, amount, reason, event_id, created_at, month) SELECT "
                "gen_random_uuid(), :person, 2, CAST(:reason AS text), gen_random_uuid(), "
                "CAST(:day AS timestamptz) + n * interval '1s', '2026-03-01' FROM generate_series(1, :times) AS n"
            ),
            {"person": person, "reason": reason, "day": day, "times": times},
        )
    await session.execute(text("SET LOCAL enable_seqscan = off"))  # so few rows are read in any way at all
    worth = queries.worth([Earned(person, Reason.SHARE, uuid4(), day)])
    _, used = queries.read_worth(await run(session, worth))
    assert list(used.values()) == [Today(3, 6)]
    plan = await plan_of(session, worth)
    assert "ix_point_entries_day" in plan
    [condition] = [line for line in plan.splitlines() if "Index Cond" in line and "created_at" in line]
    assert "reason" in condition


async def test_points_say_for_what_by_which_rule_and_why_they_are_fewer(http: People, make: Any) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    content = await make.content(manager)
    for network in ("linkedin", "x", "bluesky"):
        await make.share(employee, content["id"], network=network)
    third, second, first = (await employee.get("/v1/me/points")).json()["entries"]
    subject = {"type": "content", "id": content["id"], "title": content["title"]}
    assert [one["subject"] for one in (first, second, third)] == [subject] * 3
    assert (first["amount"], first["reduced"]) == (10, None)
    assert first["rule"]["code"] == "share"
    assert first["occurred_at"] == first["created_at"]
    assert (second["amount"], second["reduced"]) == (8, {"code": "diminishing", "params": {"nth": 2, "full": 10}})
    assert (third["amount"], third["reduced"]) == (6, {"code": "diminishing", "params": {"nth": 3, "full": 10}})
    reward = await make.reward(manager, cost=5)
    await employee.post("/v1/redemptions", json={"reward_id": reward["id"]})
    spent = (await employee.get("/v1/me/points")).json()["entries"][0]
    assert spent["subject"] == {"type": "reward", "id": reward["id"], "title": reward["title"]}
    assert (spent["rule"], spent["reduced"]) == (None, None)
