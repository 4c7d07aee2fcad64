"""My people over HTTP: an ambassador is seen as one by their leader if they show it."""

from service_kit.testing.plugin import People, Statements


async def test_an_ambassador_is_seen_in_the_team_only_if_they_show_it(http: People, statements: Statements) -> None:
    lea = await http.as_("manager", name="lea")
    top = lea.person.id  # type: ignore[attr-defined]  # set by the kit's plugin
    anna = await http.as_("employee", name="anna", manager_id=top)
    made = await anna.post("/v1/me/ambassadorship")
    assert (made.status_code, made.json()["visibility"]) == (201, "private")
    statements.seen.clear()
    [hidden] = (await lea.get("/v1/me/team")).json()["items"]
    assert len(statements.seen) == 1
    assert set(hidden) == {"person", "ambassador"}
    assert hidden["ambassador"] is None
    page = f"/v1/people/{anna.person.id}/ambassadorship"  # type: ignore[attr-defined]  # as above
    assert (await (await http.as_("employee", name="bo")).get(page)).status_code == 404
    assert (await (await http.as_("community-manager")).get(page)).status_code == 200
    missed = await anna.put("/v1/me/ambassadorship", json={"visibility": "public"})
    assert missed.status_code == 428
    headers = {"If-Match": made.headers["etag"]}
    shown = await anna.put("/v1/me/ambassadorship", json={"visibility": "public"}, headers=headers)
    assert (shown.status_code, shown.json()["visibility"]) == (200, "public"), shown.text
    [seen] = (await lea.get("/v1/me/team")).json()["items"]
    assert seen["ambassador"] == "nominated"
    colleague = await http.as_("employee", name="bo")
    assert (await colleague.get(page)).json()["state"] == "nominated"
    assert (await anna.put("/v1/me/ambassadorship", json={"visibility": "all"}, headers=headers)).status_code == 422
    assert (await anna.post("/v1/me/ambassadorship/leave")).status_code in (200, 204)
    assert (await colleague.get(page)).status_code == 404
    [gone] = (await lea.get("/v1/me/team?overdue=false")).json()["items"]
    assert gone["ambassador"] is None
    assert (await lea.get("/v1/me/team?overdue=true")).json()["items"] == []


async def test_who_never_was_an_ambassador_shows_nothing(http: People) -> None:
    anna = await http.as_("employee", name="anna")
    missing = await anna.put("/v1/me/ambassadorship", json={"visibility": "public"}, headers={"If-Match": "*"})
    assert missing.status_code == 404


async def test_another_team_is_for_hr_alone(http: People) -> None:
    top = (await http.as_("manager", name="lea")).person.id  # type: ignore[attr-defined]  # as above
    await http.add("anna", manager_id=top)
    hr = await (await http.as_("hr")).get(f"/v1/me/team?leader={top}")
    assert [one["person"]["given_name"] for one in hr.json()["items"]] == ["Anna"]
    for role in ("manager", "community-manager", "executive"):
        refused = await (await http.as_(role)).get(f"/v1/me/team?leader={top}")
        assert (refused.status_code, refused.json()["code"]) == (403, "Forbidden")
