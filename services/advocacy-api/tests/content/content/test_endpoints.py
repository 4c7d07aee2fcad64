"""Content over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from service_kit.testing.plugin import People, Statements, TestClock

HOUR = timedelta(hours=1)


async def test_a_draft_is_published_and_reaches_the_feed(http: People, make: Any) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    draft = await make.content(manager, publish=False, title="Plain words")
    assert (draft["state"], draft["title"]) == ("draft", {"en": "Plain words"})
    assert (await employee.get("/v1/content")).json()["items"] == []
    assert (await employee.get(f"/v1/content/{draft['id']}")).status_code == 404
    published = await manager.post(f"/v1/content/{draft['id']}/publish")
    assert (published.status_code, published.json()["state"]) == (200, "published")
    assert [one["id"] for one in (await employee.get("/v1/content")).json()["items"]] == [draft["id"]]


async def test_an_incomplete_draft_is_refused_with_what_is_missing(http: People, make: Any) -> None:
    manager = await http.as_("community-manager")
    draft = await make.content(manager, publish=False, kind="vacancy", url=None)
    refused = await manager.post(f"/v1/content/{draft['id']}/publish")
    assert (refused.status_code, refused.json()["code"]) == (409, "NotPublishable")
    assert [one["code"] for one in refused.json()["missing"]] == ["UrlMissing", "JobProfileMissing"]
    fixed = await manager.patch(
        f"/v1/content/{draft['id']}",
        json={"url": "https://jobs.example.org/7", "job_profile": "Engineer"},
        headers={"If-Match": "*"},
    )
    assert fixed.status_code == 200
    assert (await manager.post(f"/v1/content/{draft['id']}/publish")).status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://example.org",
        "//example.org",
        "https://",
        "https://a b.org",
        "http://x@evil.org",
        "data:x",
    ],
)
async def test_only_web_addresses_are_accepted(http: People, url: str) -> None:
    manager = await http.as_("community-manager")
    refused = await manager.post("/v1/content", json={"kind": "article", "title": "x", "url": url, "language": "en"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/url"


async def test_employees_do_not_create_content(http: People) -> None:
    body = {"kind": "article", "title": "x"}
    assert (await (await http.as_("employee")).post("/v1/content", json=body)).status_code == 403
    assert (await http.anonymous.post("/v1/content", json=body)).status_code == 401
    assert (await (await http.as_("community-manager")).post("/v1/content", json=body)).status_code == 201


@pytest.mark.parametrize(
    "kind", ["press-release", "press_release", "vacancy", "article", "video", "event", "testimonial"]
)
async def test_every_kind_is_known_and_can_be_filtered(http: People, kind: str) -> None:
    manager = await http.as_("community-manager")
    made = await manager.post("/v1/content", json={"kind": kind, "title": "x"})
    assert made.json()["kind"] == kind.replace("_", "-")
    assert len((await manager.get(f"/v1/content?kind={kind}")).json()["items"]) == 1
    assert (await manager.get("/v1/content?kind=tweet")).status_code == 422


async def test_embargo_and_validity_hide_until_their_time(http: People, make: Any, clock: TestClock) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await make.content(
        manager,
        kind="press-release",
        embargo_until=(clock.moment + HOUR).isoformat(),
        valid_to=(clock.moment + 3 * HOUR).isoformat(),
    )
    await make.content(manager, valid_from=(clock.moment + 2 * HOUR).isoformat())

    async def seen() -> int:
        return len((await employee.get("/v1/content")).json()["items"])

    counts = [await seen()]
    for _ in range(3):
        clock.advance(hours=1)
        counts.append(await seen())
    assert counts == [0, 1, 2, 1]
    assert len((await manager.get("/v1/content")).json()["items"]) == 2


@pytest.mark.parametrize(
    ("audience", "sees"),
    [
        (None, True),
        ({"everyone": True}, True),
        ({"departments": ["Sales"]}, True),
        ({"departments": ["IT"]}, False),
        ({"departments": ["IT"], "divisions": ["North"]}, False),
        ({"departments": ["Sales", "IT"], "divisions": ["North"]}, True),
        ({"roles": ["ambassador-of-the-token"]}, False),
        ({"job_profiles": ["Clerk"]}, False),
        ({"roles": ["employee"]}, True),
        ({"roles": ["manager"]}, False),
    ],
)
async def test_content_reaches_its_audience(
    http: People, make: Any, audience: dict[str, Any] | None, sees: bool
) -> None:
    await make.content(await http.as_("community-manager"), audience=audience)
    employee = await http.as_("employee", department="Sales", division="North", job_profile="Seller")
    assert len((await employee.get("/v1/content")).json()["items"]) == int(sees)


@pytest.mark.parametrize(
    ("audience", "code"),
    [({"everyone": True, "departments": ["Sales"]}, "AudienceContradictory"), ({"departments": []}, "AudienceEmpty")],
)
async def test_an_unclear_audience_is_refused(http: People, audience: dict[str, Any], code: str) -> None:
    body = {"kind": "article", "title": "x", "audience": audience}
    refused = await (await http.as_("community-manager")).post("/v1/content", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert refused.json()["errors"][0]["pointer"] == "/audience"


async def test_names_that_nobody_has_are_kept_and_told(http: People) -> None:
    manager = await http.as_("community-manager", department="Sales")
    body = {"kind": "article", "title": "x", "audience": {"departments": ["Sales", "Sails"]}}
    made = await manager.post("/v1/content", json=body)
    assert made.json()["audience"] == {"departments": ["Sales", "Sails"]}
    assert made.json()["unknown"] == {"departments": ["Sails"]}


async def test_a_move_made_twice_is_refused_with_the_moves_that_are_open(http: People, make: Any) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    published = await make.content(manager)
    assert published["allowed"] == ["withdraw", "close"]
    assert (await employee.get(f"/v1/content/{published['id']}")).json()["allowed"] == []
    again = await manager.post(f"/v1/content/{published['id']}/publish")
    assert (again.status_code, again.json()["code"]) == (409, "MoveNotAllowed")
    assert {name: again.json()[name] for name in ("state", "move", "allowed")} == {
        "state": "published",
        "move": "publish",
        "allowed": ["withdraw", "close"],
    }


async def test_the_list_is_a_file_too(http: People, make: Any) -> None:
    manager = await http.as_("community-manager")
    await make.content(manager, title={"en": "=HYPERLINK(1)"})
    await make.content(manager, publish=False, title={"en": "Crème brûlée"})
    file = await manager.get("/v1/content?format=csv&state=draft")
    assert (file.status_code, len(file.text.splitlines())) == (200, 2)
    assert "'=HYPERLINK(1)" in (await manager.get("/v1/content", headers={"Accept": "text/csv"})).text
    assert len((await manager.get("/v1/content?q=creme-brulee")).json()["items"]) == 1


async def test_a_system_reads_what_is_for_everyone(http: People, make: Any) -> None:
    manager = await http.as_("community-manager")
    await make.content(manager)
    await make.content(manager, audience={"departments": ["Sales"]})
    reader = http.system("ats", ["content.read"])
    assert len((await reader.get("/v1/content")).json()["items"]) == 1
    assert (await http.system("lms", ["people.read"]).get("/v1/content")).status_code == 403


async def test_the_feed_filters_by_network_language_and_words_in_one_statement(
    http: People, make: Any, statements: Statements
) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await make.content(manager, title={"nl": "Windmolens op zee"}, language="nl", variants=[])
    await make.content(manager)
    statements.seen.clear()
    found = (await employee.get("/v1/content?network=linkedin&language=en&kind=article&q=ring")).json()["items"]
    assert len(statements) == 1
    assert [one["title"]["en"] for one in found] == ["How we built the ring"]
    assert len((await employee.get("/v1/content?network=x")).json()["items"]) == 1
    assert len((await employee.get("/v1/content?q=windmolens")).json()["items"]) == 1
    assert len((await employee.get("/v1/content?q=nothing")).json()["items"]) == 0


async def test_a_change_needs_the_version_that_was_seen(http: People, make: Any) -> None:
    manager = await http.as_("community-manager")
    content = await make.content(manager)
    path = f"/v1/content/{content['id']}"
    etag = (await manager.get(path)).headers["etag"]
    assert (await manager.patch(path, json={"title": "New"})).status_code == 428
    changed = await manager.patch(path, json={"title": "New"}, headers={"If-Match": etag})
    assert (changed.status_code, changed.json()["title"]) == (200, {"en": "New"})
    stale = await manager.patch(path, json={"title": "Newer"}, headers={"If-Match": etag})
    assert stale.status_code == 412
    whole = {"kind": "video", "title": "Whole", "url": "https://example.org/v", "language": "en"}
    replaced = await manager.put(path, json=whole, headers={"If-Match": "*"})
    assert (replaced.json()["kind"], replaced.json()["variants"], replaced.json()["state"]) == (
        "video",
        [],
        "published",
    )


async def test_published_content_stays_complete(http: People, make: Any) -> None:
    manager = await http.as_("community-manager")
    content = await make.content(manager)
    refused = await manager.patch(f"/v1/content/{content['id']}", json={"url": None}, headers={"If-Match": "*"})
    assert (refused.status_code, refused.json()["code"]) == (409, "NotPublishable")
    empty = await manager.patch(f"/v1/content/{content['id']}", json={"title": None}, headers={"If-Match": "*"})
    assert empty.status_code == 422


async def test_a_filled_vacancy_closes(http: People, make: Any) -> None:
    manager = await http.as_("community-manager")
    vacancy = await make.content(manager, kind="vacancy", job_profile="Engineer")
    filled = await manager.patch(f"/v1/content/{vacancy['id']}", json={"filled": True}, headers={"If-Match": "*"})
    assert filled.json()["state"] == "closed"
    other = await make.content(manager, kind="vacancy", job_profile="Engineer")
    closed = await manager.post(f"/v1/content/{other['id']}/close")
    assert (closed.json()["state"], closed.json()["filled"]) == ("closed", True)
    again = await manager.post(f"/v1/content/{other['id']}/publish")
    assert (again.status_code, again.json()["code"]) == (409, "MoveNotAllowed")


async def test_what_is_published_is_what_was_seen(http: People, make: Any) -> None:
    manager = await http.as_("community-manager")
    draft = await make.content(manager, publish=False, title="Plain words")
    path = f"/v1/content/{draft['id']}"
    seen = {"If-Match": (await manager.get(path)).headers["etag"]}
    changed = await manager.patch(path, json={"title": {"en": "Other words"}}, headers=seen)
    assert changed.status_code == 200
    stale = await manager.post(f"{path}/publish", headers=seen)
    assert (stale.status_code, stale.json()["code"]) == (412, "Changed")
    newest = {"If-Match": changed.headers["etag"]}
    assert (await manager.post(f"{path}/publish", headers=newest)).json()["state"] == "published"
