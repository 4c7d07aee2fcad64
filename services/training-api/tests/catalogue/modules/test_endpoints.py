"""Tracks and modules over HTTP, each refusal beside its success."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from service_kit.testing.plugin import People, Statements
from training_api.catalogue.modules import queries

ANY = {"If-Match": "*"}


async def test_a_trainer_builds_and_publishes_a_track_from_the_inside_out(catalogue: Any) -> None:
    track = await catalogue.track(title="Digital IQ", phase="organisation", component="executives")
    assert (track["state"], track["title"], track["audience"]["everyone"]) == ("draft", {"en": "Digital IQ"}, True)
    refused = await catalogue.post(f"tracks/{track['id']}/publish", expect=409)
    assert (refused["code"], refused["missing"][0]["code"]) == ("NotPublishable", "ModuleMissing")
    module = await catalogue.draft(track["id"])
    assert (module["state"], module["edition"]) == ("draft", 0)
    assert (await catalogue.post(f"modules/{module['id']}/publish"))["edition"] == 1
    assert (await catalogue.post(f"tracks/{track['id']}/publish"))["state"] == "published"


async def test_a_module_without_owner_goal_or_content_is_not_shown(catalogue: Any) -> None:
    track = await catalogue.track()
    bare = await catalogue.draft(track["id"], owner_id=None, goals=[], content=[])
    refused = await catalogue.post(f"modules/{bare['id']}/publish", expect=409)
    assert {gap["code"] for gap in refused["missing"]} == {"OwnerMissing", "GoalMissing", "ContentMissing"}


async def test_a_code_is_never_given_twice_also_not_after_archiving(catalogue: Any) -> None:
    track = await catalogue.track()
    module = await catalogue.draft(track["id"], code="IQ-101")
    await catalogue.post(f"modules/{module['id']}/archive")
    body = {"code": "IQ-101", "track_id": track["id"], "title": "Again", "minutes": 5}
    assert (await catalogue.post("modules", body, expect=409))["code"] == "CodeTaken"
    taken = {"code": track["code"], "title": "Again"}
    assert (await catalogue.post("tracks", taken, expect=409))["code"] == "CodeTaken"


async def test_a_change_needs_the_version_it_was_made_on(catalogue: Any) -> None:
    track = await catalogue.track()
    module = await catalogue.draft(track["id"])
    trainer = await catalogue.trainer()
    path = f"/v1/modules/{module['id']}"
    etag = (await trainer.get(path)).headers["etag"]
    assert (await trainer.patch(path, json={"minutes": 25})).status_code == 428
    changed = await trainer.patch(path, json={"minutes": 25}, headers={"If-Match": etag})
    assert (changed.status_code, changed.json()["minutes"], changed.json()["version"]) == (200, 25, 2)
    assert (await trainer.patch(path, json={"minutes": 30}, headers={"If-Match": etag})).json()["code"] == "Changed"
    refused = await trainer.patch(path, json={"code": "OTHER"}, headers=ANY)
    assert (refused.status_code, refused.json()["code"]) == (409, "CodeFixed")
    assert (await trainer.patch(path, json={"minutes": None}, headers=ANY)).status_code == 422
    assert (await trainer.patch(path, json={"owner_id": str(uuid4())}, headers=ANY)).json()["code"] == "UnknownOwner"


async def test_a_published_module_stays_publishable_and_counts_its_editions(catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    trainer = await catalogue.trainer()
    path = f"/v1/modules/{module['id']}"
    kept = module["content"][0]
    body = {"content": [{"kind": "link", "title": "Look", "url": "https://example.org"}, kept]}
    changed = (await trainer.patch(path, json=body, headers=ANY)).json()
    assert (changed["edition"], changed["state"]) == (2, "published")
    assert changed["content"][1]["id"] == kept["id"]
    refused = await trainer.patch(path, json={"goals": []}, headers=ANY)
    assert (refused.status_code, refused.json()["code"]) == (409, "NotPublishable")
    assert (await trainer.get(path)).json()["edition"] == 2


async def test_a_module_is_replaced_whole(catalogue: Any) -> None:
    track = await catalogue.track()
    module = await catalogue.draft(track["id"], platform="linkedin")
    trainer = await catalogue.trainer()
    body = {"code": module["code"], "track_id": track["id"], "title": {"nl": "Nieuw"}, "minutes": 7, "level": 2}
    replaced = await trainer.put(f"/v1/modules/{module['id']}", json=body, headers=ANY)
    assert replaced.status_code == 200, replaced.text
    assert (replaced.json()["platform"], replaced.json()["level"]) == (None, 2)
    assert replaced.json()["content"] == []


async def test_people_see_what_is_published_for_them_and_trainers_see_all(http: People, catalogue: Any) -> None:
    open_track, [open_module] = await catalogue.published()
    closed, [closed_module] = await catalogue.published(audience={"departments": ["Sales"], "roles": ["legal"]})
    draft = await catalogue.draft(open_track["id"])
    seller, cook = await http.as_(name="seller", department="Sales"), await http.as_(name="cook", department="Kitchen")
    lawyer, trainer = (
        await http.as_("legal", department="Sales", roles=["employee", "legal"]),
        await http.as_("trainer"),
    )
    everything = {open_module["code"], closed_module["code"], draft["code"]}
    for client, seen in (
        (trainer, everything),
        (seller, {open_module["code"]}),
        (lawyer, everything - {draft["code"]}),
        (cook, {open_module["code"]}),
    ):
        listed = (await client.get("/v1/modules")).json()["items"]
        assert {module["code"] for module in listed} == seen
        for module in (open_module, closed_module, draft):
            status = 200 if module["code"] in seen else 404
            assert (await client.get(f"/v1/modules/{module['id']}")).status_code == status
    assert (await cook.get(f"/v1/tracks/{closed['id']}")).status_code == 404
    assert [track["code"] for track in (await cook.get("/v1/tracks")).json()["items"]] == [open_track["code"]]


async def test_the_catalogue_is_filtered_and_counted_by_facet(http: People, catalogue: Any) -> None:
    track = await catalogue.track(phase="general")
    other = await catalogue.track(phase="function")
    await catalogue.module(track["id"], level=1, platform="linkedin", title={"en": "The first post"})
    await catalogue.module(track["id"], level=2, platform="x", title={"nl": "De tweede"})
    await catalogue.module(other["id"], level=1, platform="linkedin")
    trainer = await http.as_("trainer")

    async def count(query: str) -> int:
        return len((await trainer.get(f"/v1/modules?{query}")).json()["items"])

    counts = [await count(query) for query in ("phase=general", "level=1", "platform=x", "q=tweede", "state=draft")]
    assert counts == [2, 2, 1, 1, 0]
    assert await count(f"track={track['code']}&level=2") == await count(f"track={track['id']}&level=2") == 1
    facets = (await trainer.get("/v1/modules/facets?level=1")).json()
    assert facets["platform"] == [{"value": "linkedin", "count": 2}]
    assert {facet["value"]: facet["count"] for facet in facets["phase"]} == {"general": 1, "function": 1}


async def test_the_list_costs_one_cheap_statement_when_nothing_changed(
    http: People, catalogue: Any, statements: Statements
) -> None:
    _, [module] = await catalogue.published()
    employee = await http.as_("employee")
    await employee.get("/v1/people/me")
    first = await employee.get("/v1/modules?limit=1")
    statements.seen.clear()
    second = await employee.get("/v1/modules?limit=1")
    assert second.json() == first.json()
    assert len([sql for sql in statements.seen if "FROM modules" in sql]) == 1, "the list is kept as bytes"
    assert "AS revision" in statements.seen[-1]
    unchanged = await employee.get("/v1/modules?limit=1", headers={"If-None-Match": first.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    await (await catalogue.trainer()).patch(f"/v1/modules/{module['id']}", json={"minutes": 11}, headers=ANY)
    third = await employee.get("/v1/modules?limit=1", headers={"If-None-Match": first.headers["etag"]})
    assert (third.status_code, third.json()["items"][0]["minutes"]) == (200, 11)
    statements.seen.clear()
    await employee.get("/v1/tracks")
    assert len([sql for sql in statements.seen if "tracks" in sql]) == 1


async def test_a_list_from_a_replica_that_lags_is_not_kept(
    http: People, catalogue: Any, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await catalogue.published()

    async def behind(_session: Any) -> str:
        return "an older catalogue"

    monkeypatch.setattr(queries, "revision_seen", behind)
    assert (await (await http.as_("employee")).get("/v1/modules")).status_code == 200
    assert not app.state.kept_modules._kept


async def test_the_list_pages_by_cursor(http: People, catalogue: Any) -> None:
    _, modules = await catalogue.published(modules=3)
    employee = await http.as_("employee")
    first = await employee.get("/v1/modules?limit=2")
    assert 'rel="next"' in first.headers["link"]
    rest = await employee.get("/v1/modules", params={"limit": 2, "cursor": first.json()["next_cursor"]})
    codes = [module["code"] for module in (*first.json()["items"], *rest.json()["items"])]
    assert codes == [module["code"] for module in modules]
    assert rest.json()["next_cursor"] is None
    again = await employee.get("/v1/modules?limit=2")
    assert again.headers["link"] == first.headers["link"], "also when it is answered from memory"


@pytest.mark.parametrize(
    "broken",
    [
        {"minutes": 0},
        {"title": {}},
        {"unknown": 1},
        {"content": [{"kind": "text", "title": "Empty"}]},
        {"content": [{"kind": "link", "title": "x", "url": "javascript:alert(1)"}]},
        {"level": 0},
    ],
)
async def test_a_body_that_does_not_fit_is_told_where(catalogue: Any, broken: dict[str, Any]) -> None:
    track = await catalogue.track()
    good = {"code": "FIT-1", "track_id": track["id"], "title": "Fits", "minutes": 5}
    refused = await catalogue.post("modules", good | broken, expect=422)
    assert refused["errors"][0]["pointer"].startswith("/")


@pytest.mark.parametrize(
    "address", ["//evil.example/x", "/\\\\evil.example", "javascript:alert(1)", "https:///evil.example"]
)
async def test_an_address_that_leads_elsewhere_unseen_is_refused_at_its_place(
    http: People, catalogue: Any, address: str
) -> None:
    track = await catalogue.track()
    module = await catalogue.draft(track["id"])
    trainer = await http.as_("trainer")
    path = f"/v1/modules/{module['id']}"

    async def led_to(url: str) -> Any:
        content = [{"kind": "text", "title": "Read", "body": "x"}, {"kind": "link", "title": "Look", "url": url}]
        return await trainer.patch(path, json={"content": content}, headers=ANY)

    refused = await led_to(address)
    assert refused.status_code == 422
    assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/content/1/url"]
    for good in ("https://example.org/x", "/learn/modules/1"):
        assert (await led_to(good)).status_code == 200


async def test_in_an_archived_track_nothing_is_published_any_more(http: People, catalogue: Any) -> None:
    track, _ = await catalogue.published()
    draft, other = await catalogue.draft(track["id"]), await catalogue.track()
    await catalogue.post(f"tracks/{track['id']}/archive")
    refused = await catalogue.post(f"modules/{draft['id']}/publish", expect=409)
    assert refused["code"] == "AlreadyArchived"
    trainer = await http.as_("trainer")
    await trainer.patch(f"/v1/modules/{draft['id']}", json={"track_id": other["id"]}, headers=ANY)
    assert (await catalogue.post(f"modules/{draft['id']}/publish"))["state"] == "published"


@pytest.mark.parametrize("field", ["title", "phase", "audience", "code"])
async def test_what_a_track_must_have_is_not_taken_away(http: People, catalogue: Any, field: str) -> None:
    track = await catalogue.track(description={"en": "About it"})
    trainer = await http.as_("trainer")
    refused = await trainer.patch(f"/v1/tracks/{track['id']}", json={field: None}, headers=ANY)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == f"/{field}"
    kept = await trainer.patch(f"/v1/tracks/{track['id']}", json={"description": None}, headers=ANY)
    assert (kept.json()["description"], kept.json()["title"]) == (None, track["title"])


async def test_only_trainers_build(http: People, catalogue: Any) -> None:
    track, [module] = await catalogue.published()
    employee = await http.as_("employee")
    assert (await employee.post("/v1/tracks", json={"code": "X"})).status_code == 403
    assert (await employee.post(f"/v1/modules/{module['id']}/publish")).status_code == 403
    assert (await employee.patch(f"/v1/tracks/{track['id']}", json={}, headers=ANY)).status_code == 403
    assert (await http.anonymous.get("/v1/modules")).status_code == 401
    assert (await http.system("lms", []).get("/v1/modules")).status_code == 403


async def test_a_module_others_require_is_not_archived(catalogue: Any) -> None:
    _, [first, then] = await catalogue.published(modules=2)
    await catalogue.requires(then, {"module": first["id"]})
    refused = await catalogue.post(f"modules/{first['id']}/archive", expect=409)
    assert (refused["code"], refused["modules"]) == ("StillRequired", [then["code"]])
    await catalogue.requires(then, {"all_of": []})
    assert (await catalogue.post(f"modules/{first['id']}/archive"))["state"] == "archived"
    again = await catalogue.post(f"modules/{first['id']}/publish", expect=409)
    assert (again["code"], again["allowed"]) == ("MoveNotAllowed", [])


async def test_what_a_scheme_or_a_requirement_rests_on_is_not_archived(catalogue: Any) -> None:
    track, [module] = await catalogue.published(phase="function")
    _, [elsewhere] = await catalogue.published()
    scheme = await catalogue.scheme([module])
    await catalogue.requires(elsewhere, {"module": module["id"]})
    required = {"track_id": track["id"], "due_in_days": 30, "reason": "So that we know"}
    whole = await catalogue.post("requirements", required, expect=201)
    part = await catalogue.post("requirements", required | {"track_id": None, "module_id": module["id"]}, expect=201)
    for requirement in (whole, part):
        await catalogue.post(f"requirements/{requirement['id']}/activate")
    archive_track, archive_module = f"tracks/{track['id']}/archive", f"modules/{module['id']}/archive"
    refused = await catalogue.post(archive_module, expect=409)
    assert refused["code"] == "StillRequired"
    named = {"modules": [elsewhere["code"]], "schemes": [scheme["code"]], "requirements": [module["code"]]}
    assert {kind: refused[kind] for kind in named} == named
    refused = await catalogue.post(archive_track, expect=409)
    named["requirements"] = sorted([module["code"], track["code"]])
    assert {kind: refused[kind] for kind in named} == named
    await catalogue.requires(elsewhere, {"all_of": []})
    await catalogue.post(f"certification-schemes/{scheme['id']}/retire")
    await catalogue.post(f"requirements/{whole['id']}/retire")
    assert (await catalogue.post(archive_track, expect=409))["requirements"] == [module["code"]]
    await catalogue.post(f"requirements/{part['id']}/retire")
    assert (await catalogue.post(archive_module))["state"] == "archived"
    assert (await catalogue.post(archive_track))["state"] == "archived"


async def test_a_track_changes_and_is_archived(http: People, catalogue: Any, published: Callable[..., Any]) -> None:
    track, _ = await catalogue.published()
    trainer = await http.as_("trainer")
    path = f"/v1/tracks/{track['id']}"
    changed = await trainer.patch(path, json={"title": {"fr": "Parcours"}}, headers=ANY)
    assert (changed.json()["title"], changed.json()["state"]) == ({"fr": "Parcours"}, "published")
    assert (await trainer.patch(path, json={"code": "OTHER"}, headers=ANY)).json()["code"] == "CodeFixed"
    assert (await catalogue.post(f"tracks/{track['id']}/archive"))["state"] == "archived"
    assert (await trainer.patch(path, json={"title": "x"}, headers=ANY)).json()["code"] == "AlreadyArchived"
    assert (await (await http.as_("employee")).get(path)).status_code == 404
