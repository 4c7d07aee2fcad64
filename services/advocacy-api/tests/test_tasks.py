"""What advocacy asks of a person today."""

from datetime import UTC, datetime, time
from typing import Any

import pytest
from advocacy_api.sharing.crawlers.rules import KNOWN_FOR, LIST_DATE
from service_kit.testing.plugin import People, RolledBackDatabase, Statements, TestClock

pytestmark = pytest.mark.usefixtures("programme")


async def test_an_invitation_waits_for_them_and_goes_when_answered(http: People) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    assert (await employee.get("/v1/me/tasks")).json() == {"items": [], "next_cursor": None}
    ambassador = (await manager.post("/v1/ambassadors", json={"person_id": str(employee.person.id)})).json()
    await manager.post(f"/v1/ambassadors/{ambassador['id']}/invite")
    (task,) = (await employee.get("/v1/me/tasks")).json()["items"]
    assert (task["kind"], task["subject"]["type"], task["subject"]["id"], task["reason"]["code"]) == (
        "ambassador-invitation",
        "ambassador",
        ambassador["id"],
        "Invited",
    )
    assert task["subject"]["title"] == {"en": "Employee Tester"}
    await employee.post("/v1/me/ambassadorship/accept")
    (task,) = (await employee.get("/v1/me/tasks")).json()["items"]
    assert task["kind"] == "ambassador-activation"


async def test_requests_wait_for_who_decides_and_never_for_who_asked(
    http: People, make: Any, database: RolledBackDatabase
) -> None:
    manager, other = await http.as_("community-manager"), await http.as_("community-manager", name="other")
    employee = await http.as_("employee")
    await make.earned(database, manager.person.id)
    reward = await make.reward(manager, cost=10)
    await manager.post("/v1/redemptions", json={"reward_id": reward["id"]})
    assert (await manager.get("/v1/me/tasks")).json()["items"] == []
    assert (await employee.get("/v1/me/tasks")).json()["items"] == []
    (task,) = (await other.get("/v1/me/tasks")).json()["items"]
    assert (task["kind"], task["subject"]["title"]["en"]) == ("redemption-decision", "A day off")
    assert task["reason"] == {"code": "RedemptionRequested", "params": {"name": "Community-Manager Tester"}}


async def test_who_nominates_themselves_is_noticed(http: People) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await employee.post("/v1/me/ambassadorship")
    (task,) = (await manager.get("/v1/me/tasks")).json()["items"]
    assert (task["kind"], task["subject"]["title"]["en"]) == ("ambassador-nomination", "Employee Tester")


async def test_the_three_sources_are_one_statement(http: People, make: Any, statements: Statements) -> None:
    for role in ("employee", "community-manager"):
        client = await http.as_(role)
        await client.get("/v1/me/tasks")
        statements.seen.clear()
        assert (await client.get("/v1/me/tasks")).status_code == 200
        assert len(statements) == 1
        assert (await client.get("/v1/me/tasks/summary")).json() == {"total": 0, "overdue": 0, "by_kind": {}}


async def test_an_old_list_of_crawlers_is_told_to_admins_alone(http: People, clock: TestClock) -> None:
    clock.set(datetime.combine(LIST_DATE + KNOWN_FOR, time(23, 59), UTC))
    admin, manager = await http.as_("admin"), await http.as_("community-manager")
    assert (await admin.get("/v1/me/tasks")).json()["items"] == []
    clock.advance(minutes=1)
    (task,) = (await admin.get("/v1/me/tasks")).json()["items"]
    assert (task["kind"], task["reason"]["code"], task["due_at"]) == ("crawler-list", "CrawlerListOld", None)
    assert task["subject"]["title"] == {"en": "crawler-user-agents"}
    assert (await admin.get("/v1/me/tasks/summary")).json()["by_kind"] == {"crawler-list": 1}
    assert (await manager.get("/v1/me/tasks")).json()["items"] == []
