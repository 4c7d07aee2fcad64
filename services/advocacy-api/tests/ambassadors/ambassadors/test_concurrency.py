"""Whoever presses at the same time, an ambassadorship is in one state and its story is told once."""

import asyncio
from typing import Any

from service_kit.data.database import Database
from service_kit.testing.plugin import People, SiblingAnswers
from sqlalchemy import text

CHECK = "/v1/speaking-rights/check"


async def _told(database: Database) -> list[str]:
    statement = "SELECT type FROM (SELECT type FROM events UNION ALL SELECT type FROM outbox) told ORDER BY type"
    async with database.read() as session:
        return list((await session.execute(text(statement))).scalars())


async def test_leaving_while_activating_on_another_device(
    live_http: People, live_database: Database, siblings: SiblingAnswers, make: Any
) -> None:
    siblings.answer("governance", CHECK, make.allowed())
    manager, employee = await live_http.as_("community-manager"), await live_http.as_("employee")
    for turn in range(1, 4):
        ambassador = (await employee.post("/v1/me/ambassadorship")).json()
        await manager.post(f"/v1/ambassadors/{ambassador['id']}/invite")
        await employee.post("/v1/me/ambassadorship/accept")
        activated, *left = await asyncio.gather(
            employee.post("/v1/me/ambassadorship/activate"),
            *(employee.post("/v1/me/ambassadorship/leave") for _ in range(3)),
        )
        assert activated.status_code in (200, 404)
        assert sorted(answer.status_code for answer in left) == [200, 404, 404]
        assert (await employee.get("/v1/me/ambassadorship")).json()["state"] == "alumni"
        assert (await _told(live_database)).count("advocacy.ambassador.left.v1") == turn


async def test_two_managers_nominate_and_invite_at_once(live_http: People) -> None:
    managers = [await live_http.as_("community-manager", name=f"manager{number}") for number in range(3)]
    employee = await live_http.as_("employee")
    body = {"person_id": str(employee.person.id)}  # type: ignore[attr-defined]  # set by the plugin
    made = await asyncio.gather(*(manager.post("/v1/ambassadors", json=body) for manager in managers for _ in range(3)))
    assert sorted(answer.status_code for answer in made) == [201] + [409] * 8
    (one,) = [answer.json() for answer in made if answer.status_code == 201]
    invited = await asyncio.gather(*(manager.post(f"/v1/ambassadors/{one['id']}/invite") for manager in managers))
    assert sorted(answer.status_code for answer in invited) == [200, 409, 409]
