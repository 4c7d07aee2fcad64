"""Pictures of content: on the list without a statement more, and seen with the content alone."""

from typing import Any

from service_kit.testing.pictures import uploaded
from service_kit.testing.plugin import People, Statements

ANY = {"If-Match": "*"}


async def test_a_picture_comes_is_replaced_and_goes(http: People, make: Any, statements: Statements) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    picture = await uploaded(manager)
    made = await make.content(manager, picture=picture)
    shown = made["picture"]
    assert (shown["file_id"], shown["width"], sorted(shown["urls"])) == (picture["file_id"], 60, ["1280", "320", "640"])
    await employee.get("/v1/people/me")
    statements.seen.clear()
    assert (await employee.get("/v1/content")).json()["items"][0]["picture"] == shown
    assert len(statements.seen) == 1
    got = await http.anonymous.get(shown["urls"]["320"].removeprefix("/api/advocacy"))
    assert (got.status_code, got.headers["content-type"]) == (200, "image/webp")

    path = f"/v1/content/{made['id']}"
    assert (await manager.patch(path, json={"title": "Anew"}, headers=ANY)).json()["picture"] == shown
    another = await uploaded(manager)
    assert (await manager.patch(path, json={"picture": another}, headers=ANY)).status_code == 200
    assert (await employee.get(f"/v1/files/{another['file_id']}")).status_code == 200
    assert (await employee.get(f"/v1/files/{picture['file_id']}")).status_code == 404
    whole = {"kind": "article", "title": "Anew", "url": "https://example.org", "language": "en"}
    assert (await manager.put(path, json=whole, headers=ANY)).json()["picture"] is None
    assert (await employee.get(f"/v1/files/{another['file_id']}")).status_code == 404


async def test_a_picture_needs_words_and_is_ones_own(http: People, make: Any) -> None:
    manager, other = await http.as_("community-manager"), await http.as_("social-media-manager")
    picture, made = await uploaded(manager), await make.content(manager)
    path = f"/v1/content/{made['id']}"
    refused = await manager.patch(path, json={"picture": {"file_id": picture["file_id"]}}, headers=ANY)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/picture/alternative_text")
    refused = await other.patch(path, json={"picture": picture}, headers=ANY)
    assert (refused.status_code, refused.json()["code"]) == (422, "FileUnknown")


async def test_who_does_not_see_the_content_does_not_see_its_file(http: People, make: Any) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    draft = await make.content(manager, publish=False, picture=await uploaded(manager))
    file = f"/v1/files/{draft['picture']['file_id']}"
    assert (await employee.get(file)).status_code == 404
    assert (await employee.post(f"{file}/link", json={})).status_code == 404
    await manager.post(f"/v1/content/{draft['id']}/publish")
    assert (await employee.post(f"{file}/link", json={})).status_code == 200
    await manager.post(f"/v1/content/{draft['id']}/withdraw")
    assert (await employee.get(file)).status_code == 404
