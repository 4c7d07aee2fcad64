"""What somebody was asked, and whether they answered: who sees it, and who sees the answer itself."""

from typing import Any

from service_kit.testing.plugin import People, Statements


async def test_those_above_see_whether_somebody_answered_and_only_keepers_what(
    office: Any, http: People, statements: Statements
) -> None:
    top = await http.as_("manager", name="top")
    lea = await http.as_("manager", name="lea", manager_id=top.person.id)  # type: ignore[attr-defined]  # set by the kit
    anna = await http.as_("employee", name="anna", manager_id=lea.person.id)  # type: ignore[attr-defined]  # as above
    await office.publish(await office.draft())
    asked = (await anna.get("/v1/me/acknowledgements")).json()["items"]
    body = {"accepted": False, "language": "en", "comment": "Not like this."}
    assert (await anna.post(f"/v1/acknowledgements/{asked[0]['id']}/answer", json=body)).status_code == 200
    path = f"/v1/people/{anna.person.id}/acknowledgements"  # type: ignore[attr-defined]  # as above
    for client, accepted in ((lea, None), (top, None), (anna, False)):
        statements.seen.clear()
        [ask] = (await client.get(path)).json()["items"]
        assert len(statements.seen) == 2, "whether they may, and the asks"
        assert (ask["state"], ask["accepted"], ask["guideline"]["code"]) == ("answered", accepted, "social-media")
        assert "comment" not in ask
    for role, accepted in (("hr", None), ("legal", None), ("strategist", False), ("admin", False)):
        [ask] = (await (await http.as_(role)).get(path)).json()["items"]
        assert ask["accepted"] is accepted
    for role in ("employee", "manager", "trainer", "community-manager", "executive"):
        hidden = await (await http.as_(role)).get(path)
        assert (hidden.status_code, hidden.json()["code"]) == (404, "Missing")
    assert (await lea.get(f"{path}?format=csv")).text.count("\n") == 2
    mine = f"/v1/people/{lea.person.id}/acknowledgements"  # type: ignore[attr-defined]  # as above
    assert (await anna.get(mine)).status_code == 404
