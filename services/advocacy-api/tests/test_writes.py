"""What the writes of advocacy cost: their statements, and the trips to the server that carry them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from advocacy_api.ambassadors.ambassadors import actions as ambassadors
from advocacy_api.sharing.clicks import actions as clicks
from service_kit.data.database import AsyncSession
from service_kit.testing.plugin import People, Statements
from service_kit.work import clock

pytestmark = pytest.mark.usefixtures("programme")
Counted = Callable[[Awaitable[Any]], Awaitable[tuple[Any, int, int]]]
BADGE = {
    "code": "sharer",
    "axis": "collaboration",
    "title": {"en": "Sharer", "nl": "Deler", "fr": "Partageur"},
    "description": {"en": "Shares.", "nl": "Deelt.", "fr": "Partage."},
    "criteria": [{"act": "share", "times": 3}],
}


@pytest.fixture
def counted(statements: Statements) -> Counted:
    """`await counted(call)`: the answer of a call, its statements and its trips."""

    async def count(call: Awaitable[Any]) -> tuple[Any, int, int]:
        statements.seen.clear()
        statements.round_trips = 0
        answer = await call
        assert not isinstance(answer, httpx.Response) or answer.is_success, answer.text
        return answer, len(statements.seen), statements.round_trips

    return count


def seen(answer: httpx.Response) -> dict[str, str]:
    """The version that was seen, for the next change."""
    return {"If-Match": answer.headers["etag"]}


async def test_an_ambassadorship(http: People, counted: Counted, session: AsyncSession) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    nominated = await counted(manager.post("/v1/ambassadors", json={"person_id": str(employee.person.id)}))
    _, *invited = await counted(manager.post(f"/v1/ambassadors/{nominated[0].json()['id']}/invite"))
    _, *accepted = await counted(employee.post("/v1/me/ambassadorship/accept"))
    # The lock, the change, what is shown, and the record with the commit.
    assert (nominated[1:], invited, accepted) == ((4, 4), [4, 4], [4, 4])
    later = clock.now() + timedelta(days=1)
    assert (await counted(ambassadors.rest_the_quiet(session, days=0, now=later)))[1:] == (1, 1)
    assert (await counted(ambassadors.let_go(session, {employee.person.id}, now=later)))[1:] == (1, 1)


async def test_content(http: People, make: Any, counted: Counted) -> None:
    manager = await http.as_("community-manager")
    draft = await make.content(manager, publish=False)
    published, *moved = await counted(manager.post(f"/v1/content/{draft['id']}/publish"))
    path = f"/v1/content/{draft['id']}"
    _, *changed = await counted(manager.patch(path, json={"title": {"en": "New"}}, headers=seen(published)))
    # The row; for which kinds a disclosure is asked; the write; the record.
    assert (moved, changed) == ([4, 4], [4, 4])


async def test_a_badge(http: People, counted: Counted) -> None:
    manager = await http.as_("community-manager")
    made, *created = await counted(manager.post("/v1/badges", json=BADGE))
    body = {"criteria": [{"act": "share", "times": 4}]}
    _, *changed = await counted(manager.patch("/v1/badges/sharer", json=body, headers=seen(made)))
    assert (created, changed) == ([5, 4], [7, 7])


async def test_a_point_rule_and_a_reward(http: People, make: Any, counted: Counted) -> None:
    manager = await http.as_("community-manager")
    rule = await manager.get("/v1/points/rules/share")
    body = {"amount": 5, "daily_cap": None, "diminishing": 1.0, "active": True}
    _, *changed = await counted(manager.put("/v1/points/rules/share", json=body, headers=seen(rule)))
    reward = await make.reward(manager)
    read = await manager.get(f"/v1/rewards/{reward['id']}")
    _, *dearer = await counted(manager.patch(f"/v1/rewards/{reward['id']}", json={"cost": 12}, headers=seen(read)))
    assert (changed, dearer) == ([3, 3], [3, 3])


async def test_clicks_that_bring_points(http: People, make: Any, counted: Counted, session: AsyncSession) -> None:
    content = await make.content(await http.as_("community-manager"))
    share = await make.share(await http.as_("employee"), content["id"])
    agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"}
    assert (await http.anonymous.get(f"/s/{share['code']}", headers=agent)).status_code == 302
    more, many, trips = await counted(clicks.award_clicks(session, now=clock.now()))
    assert (more, many, trips) == (True, 9, 4)
