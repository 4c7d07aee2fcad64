"""The programme's settings over HTTP, and what they ask of content that is published."""

import asyncio
from typing import Any

import pytest
from advocacy_api.sharing.crawlers.rules import LIST_DATE
from service_kit.data.database import AsyncSession
from service_kit.testing.plugin import People, Statements
from sqlalchemy import text

SETTINGS = "/v1/settings"


async def _ask_disclosures(client: Any, *kinds: str) -> None:
    changed = await client.put(SETTINGS, json={"disclosure_kinds": kinds}, headers={"If-Match": "*"})
    assert changed.status_code == 200, changed.text


async def test_settings_are_read_and_changed(http: People, session: AsyncSession, statements: Statements) -> None:
    manager = await http.as_("community-manager")
    statements.seen.clear()
    first = await manager.get(SETTINGS)
    assert len(statements) == 1
    listed = {"bot_list_date": LIST_DATE.isoformat()}
    assert first.json() == {"disclosure_kinds": [], "version": 0, **listed}
    body = {"disclosure_kinds": ["vacancy", "press_release"]}
    assert (await manager.put(SETTINGS, json=body)).status_code == 428
    changed = await manager.put(SETTINGS, json=body, headers={"If-Match": first.headers["etag"]})
    assert changed.json() == {"disclosure_kinds": ["vacancy", "press-release"], "version": 1, **listed}
    assert (await manager.put(SETTINGS, json=body, headers={"If-Match": first.headers["etag"]})).status_code == 412
    assert (await manager.get(SETTINGS)).json() == changed.json()
    kept = await session.execute(text("SELECT details FROM audit_entries WHERE action = 'settings.changed'"))
    assert kept.scalars().all() == [{"disclosure_kinds": ["vacancy", "press-release"]}]


@pytest.mark.parametrize("kinds", [["gossip"], ["video", "video"], "video", None])
async def test_what_is_no_kind_is_refused(http: People, kinds: Any) -> None:
    manager = await http.as_("community-manager")
    refused = await manager.put(SETTINGS, json={"disclosure_kinds": kinds}, headers={"If-Match": "*"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"].startswith("/disclosure_kinds")


@pytest.mark.parametrize(
    ("role", "read", "change"),
    [
        ("community-manager", 200, 200),
        ("admin", 200, 200),
        ("strategist", 200, 403),
        ("analyst", 200, 403),
        ("social-media-manager", 403, 403),
        ("employee", 403, 403),
    ],
)
async def test_who_may_read_and_who_may_change(http: People, role: str, read: int, change: int) -> None:
    somebody = await http.as_(role)
    assert (await somebody.get(SETTINGS)).status_code == read
    changed = await somebody.put(SETTINGS, json={"disclosure_kinds": []}, headers={"If-Match": "*"})
    assert changed.status_code == change


async def test_of_two_first_changes_at_once_one_is_told_of_the_other(live_http: People) -> None:
    managers = [await live_http.as_("community-manager", name=f"manager{number}") for number in range(2)]
    answers = await asyncio.gather(
        *(
            one.put(SETTINGS, json={"disclosure_kinds": [kind]}, headers={"If-Match": '"v0"'})
            for one, kind in zip(managers, ("video", "event"), strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]


async def test_content_without_a_disclosure_is_not_published_where_its_kind_asks_for_one(
    http: People, make: Any
) -> None:
    manager, editor = await http.as_("community-manager"), await http.as_("social-media-manager", locale="nl")
    bare = {"publish": False, "disclosure": None}
    testimonial = await make.content(editor, kind="testimonial", **bare)
    video = await make.content(editor, kind="video", **bare)
    await _ask_disclosures(manager, "testimonial")
    path = f"/v1/content/{testimonial['id']}"
    assert [one["code"] for one in (await editor.get(path)).json()["missing"]] == ["DisclosureMissing"]
    refused = await editor.post(f"{path}/publish", headers={"Accept-Language": "nl"})
    assert (refused.status_code, refused.json()["code"]) == (409, "NotPublishable")
    assert [one["code"] for one in refused.json()["missing"]] == ["DisclosureMissing"]
    assert "vermelding" in refused.json()["missing"][0]["detail"]
    many = {"move": "publish", "ids": [testimonial["id"], video["id"]]}
    told = (await editor.post("/v1/content/moves", json=many)).json()
    assert [(one["status"], one["code"]) for one in told["items"]] == [(409, "NotPublishable"), (200, None)]
    given = await editor.patch(path, json={"disclosure": "I work here."}, headers={"If-Match": "*"})
    assert (given.status_code, (await editor.get(path)).json()["missing"]) == (200, [])
    assert (await editor.post(f"{path}/publish")).status_code == 200
    taken = await editor.patch(path, json={"disclosure": None}, headers={"If-Match": "*"})
    assert (taken.status_code, taken.json()["code"]) == (409, "NotPublishable")


async def test_what_is_published_already_stays_and_may_be_changed(http: People, make: Any) -> None:
    manager = await http.as_("community-manager")
    before = await make.content(manager, kind="event", disclosure=None)
    await _ask_disclosures(manager, "event", "video")
    path = f"/v1/content/{before['id']}"
    changed = await manager.patch(path, json={"title": {"en": "New words"}}, headers={"If-Match": "*"})
    assert (changed.status_code, changed.json()["state"]) == (200, "published")
    assert (await manager.post(f"{path}/withdraw")).status_code == 200
    again = await manager.post(f"{path}/publish")
    assert (again.status_code, again.json()["missing"][0]["code"]) == (409, "DisclosureMissing")
    other = await make.content(manager, kind="article", disclosure=None)
    whole = {"kind": "video", "title": {"en": "A film"}, "url": "https://example.org/film", "language": "en"}
    turned = await manager.put(f"/v1/content/{other['id']}", json=whole, headers={"If-Match": "*"})
    assert (turned.status_code, turned.json()["missing"][0]["code"]) == (409, "DisclosureMissing")


async def test_what_is_missing_is_told_to_editors_alone(http: People, make: Any, statements: Statements) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    draft = await make.content(manager, publish=False, url=None)
    path = f"/v1/content/{draft['id']}"
    statements.seen.clear()
    missing = (await manager.get(path, headers={"Accept-Language": "fr"})).json()["missing"]
    assert len(statements) == 2
    assert [one["code"] for one in missing] == ["UrlMissing"]
    assert missing[0]["detail"]
    published = await make.content(manager)
    statements.seen.clear()
    assert (await employee.get(f"/v1/content/{published['id']}")).json()["missing"] == []
    assert len(statements) == 1
