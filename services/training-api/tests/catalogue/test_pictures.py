"""Pictures of modules and tracks: on the list without a statement more, and seen with their thing alone."""

from typing import Any

import pytest
from service_kit.testing.pictures import uploaded
from service_kit.testing.plugin import People, Statements, TestClock

ANY = {"If-Match": "*"}


@pytest.mark.parametrize("things", ["modules", "tracks"])
async def test_a_picture_comes_is_replaced_and_goes(http: People, catalogue: Any, things: str) -> None:
    track, [module] = await catalogue.published()
    thing, trainer, employee = (
        (module if things == "modules" else track),
        await http.as_("trainer"),
        await http.as_("employee"),
    )
    path = f"/v1/{things}/{thing['id']}"
    picture = await uploaded(trainer)
    changed = await trainer.patch(path, json={"picture": picture}, headers=ANY)
    assert changed.status_code == 200, changed.text
    shown = (await employee.get(path)).json()["picture"]
    assert (shown["file_id"], shown["alternative_text"]) == (picture["file_id"], {"en": "Two people at a table"})
    assert (shown["width"], shown["height"], sorted(shown["urls"])) == (60, 40, ["1280", "320", "640"])
    assert [one["picture"] for one in (await employee.get(f"/v1/{things}")).json()["items"]] == [shown]
    got = await http.anonymous.get(shown["urls"]["640"].removeprefix("/api/training"))
    assert (got.status_code, got.headers["content-type"]) == (200, "image/webp")

    renamed = await trainer.patch(path, json={"title": {"en": "Another name"}}, headers=ANY)
    assert renamed.json()["picture"] == shown
    said = picture | {"alternative_text": {"en": "A table", "nl": "Een tafel"}}
    worded = (await trainer.patch(path, json={"picture": said}, headers=ANY)).json()["picture"]
    assert (worded["file_id"], worded["alternative_text"]) == (picture["file_id"], said["alternative_text"])

    another = await uploaded(trainer)
    await trainer.patch(path, json={"picture": another}, headers=ANY)
    assert (await employee.get(f"/v1/files/{another['file_id']}")).json()["expires_at"] is None
    assert (await employee.get(f"/v1/files/{picture['file_id']}")).status_code == 404, "nothing holds it any more"
    assert (await trainer.get(f"/v1/files/{picture['file_id']}")).json()["expires_at"] is not None
    assert (await trainer.patch(path, json={"picture": None}, headers=ANY)).json()["picture"] is None
    assert (await employee.get(f"/v1/files/{another['file_id']}")).status_code == 404


async def test_a_module_is_made_and_replaced_with_a_picture(http: People, catalogue: Any) -> None:
    track, trainer = await catalogue.track(), await http.as_("trainer")
    picture = await uploaded(trainer)
    body = {"code": "P-1", "track_id": track["id"], "title": "Look", "minutes": 5, "picture": picture}
    made = (await trainer.post("/v1/modules", json=body)).json()
    assert made["picture"]["file_id"] == picture["file_id"]
    path = f"/v1/modules/{made['id']}"
    assert (await trainer.put(path, json=body, headers=ANY)).json()["picture"] == made["picture"]
    assert (await trainer.put(path, json=body | {"picture": None}, headers=ANY)).json()["picture"] is None


async def test_a_picture_needs_words_and_is_ones_own(http: People, catalogue: Any) -> None:
    track, [module] = await catalogue.published()
    trainer, other = await http.as_("trainer"), await http.as_("trainer", name="another")
    path, picture = f"/v1/modules/{module['id']}", await uploaded(trainer)
    for body in ({"file_id": picture["file_id"]}, picture | {"alternative_text": {"en": "  "}}):
        refused = await trainer.patch(path, json={"picture": body}, headers=ANY)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/picture/alternative_text")
    refused = await other.patch(path, json={"picture": picture}, headers=ANY)
    assert (refused.status_code, refused.json()["code"]) == (422, "FileUnknown")
    assert refused.json()["errors"][0]["pointer"] == "/picture/file_id"
    assert (await trainer.patch(path, json={"picture": picture}, headers=ANY)).status_code == 200
    taken = await trainer.patch(f"/v1/tracks/{track['id']}", json={"picture": picture}, headers=ANY)
    assert (taken.status_code, taken.json()["code"]) == (422, "FileUnknown")


async def test_who_does_not_see_the_module_does_not_see_its_file(http: People, catalogue: Any) -> None:
    track, trainer, employee = await catalogue.track(), await http.as_("trainer"), await http.as_("employee")
    picture = await uploaded(trainer)
    draft = await catalogue.draft(track["id"], picture=picture)
    file = f"/v1/files/{draft['picture']['file_id']}"
    assert (await employee.get(file)).status_code == 404
    assert (await employee.post(f"{file}/link", json={})).status_code == 404
    assert (await trainer.post(f"{file}/link", json={"size": "320"})).status_code == 200
    hidden, [module] = await catalogue.published(audience={"departments": ["Sales"]})
    for kind, thing in (("modules", module), ("tracks", hidden)):
        held = await uploaded(trainer)
        await trainer.patch(f"/v1/{kind}/{thing['id']}", json={"picture": held}, headers=ANY)
        assert (await employee.get(f"/v1/files/{held['file_id']}")).status_code == 404
        seller = await http.as_(name="seller", department="Sales")
        assert (await seller.get(f"/v1/files/{held['file_id']}")).status_code == 200


async def test_the_catalogue_with_pictures_stays_one_kept_answer_for_a_day(
    http: People, catalogue: Any, statements: Statements, clock: TestClock
) -> None:
    clock.set(clock.moment.replace(hour=1))
    _, modules = await catalogue.published(modules=3)
    trainer, employee = await http.as_("trainer"), await http.as_("employee")
    for module in modules:
        held = {"picture": await uploaded(trainer)}
        assert (await trainer.patch(f"/v1/modules/{module['id']}", json=held, headers=ANY)).status_code == 200
    await employee.get("/v1/people/me")
    statements.seen.clear()
    first = await employee.get("/v1/modules")
    assert len([sql for sql in statements.seen if "FROM modules JOIN" in sql]) == 1
    assert not [sql for sql in statements.seen if "FROM files" in sql]
    seen = {"If-None-Match": first.headers["etag"]}
    clock.advance(hours=20)
    assert (await employee.get("/v1/modules", headers=seen)).status_code == 304
    clock.advance(hours=4)
    tomorrow = await employee.get("/v1/modules", headers=seen)
    assert tomorrow.status_code == 200
    addresses = [[one["picture"]["urls"]["320"] for one in answer.json()["items"]] for answer in (first, tomorrow)]
    assert addresses[0] != addresses[1]
    for address in (*addresses[0], *addresses[1]):
        assert (await http.anonymous.get(address.removeprefix("/api/training"))).status_code == 200
    clock.advance(days=1)
    assert (await http.anonymous.get(addresses[0][0].removeprefix("/api/training"))).status_code == 404


async def test_a_list_as_a_file_names_the_picture(http: People, catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    trainer = await http.as_("trainer")
    held = await uploaded(trainer)
    await trainer.patch(f"/v1/modules/{module['id']}", json={"picture": held}, headers=ANY)
    rows = (await trainer.get("/v1/modules?format=csv")).text.splitlines()
    assert "picture" in rows[0]
    assert held["file_id"] in rows[1]
    assert "Two people at a table" in rows[1]
