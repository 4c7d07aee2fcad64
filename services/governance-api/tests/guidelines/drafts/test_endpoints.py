"""The clauses of a draft over HTTP: every refusal beside its success."""

from typing import Any

from governance_api.guidelines.drafts import rules


class TestClauses:
    async def test_a_stale_translation_shows_until_it_is_made_anew(self, office: Any, http: Any) -> None:
        path = await office.draft()
        strategist = await http.as_("strategist")
        clause = (await office.get("strategist", path))["clauses"][0]
        where, anyway = f"/v1/{path}/clauses/{clause['clause_id']}", {"If-Match": "*"}

        async def change(**body: Any) -> Any:
            answer = await strategist.patch(where, json=body, headers=anyway)
            assert answer.status_code == 200, answer.text
            return answer.json()["stale_languages"]

        assert clause["stale_languages"] == []
        assert await change(text={"en": "Another source."}) == ["nl"]
        assert await change(text={"nl": "Een andere bron."}) == []
        assert await change(text={"en": "A third source."}) == ["nl"]
        assert await change(reviewed_translations=["nl"]) == []

    async def test_clauses_are_replaced_moved_and_removed_with_their_tag(self, office: Any, http: Any) -> None:
        path = await office.draft()
        strategist = await http.as_("strategist")
        clauses = (await office.get("strategist", path))["clauses"]
        where = f"/v1/{path}/clauses/{clauses[0]['clause_id']}"
        tag = {"If-Match": (await strategist.get(where)).headers["etag"]}
        replaced = await strategist.put(where, json=office.clause("do", text={"en": "Whole."}), headers=tag)
        assert (replaced.json()["text"], replaced.json()["clause_id"]) == ({"en": "Whole."}, clauses[0]["clause_id"])
        assert (await strategist.put(where, json=office.clause("do"), headers=tag)).status_code == 412
        order = [clause["clause_id"] for clause in reversed(clauses)]
        moved = await office.post("strategist", f"{path}/clauses/reorder", {"clause_ids": order})
        assert [clause["clause_id"] for clause in moved["clauses"]] == order
        await office.post("strategist", f"{path}/clauses/reorder", {"clause_ids": order[:2]}, expect=422)
        assert (await strategist.delete(where, headers={"If-Match": "*"})).status_code == 204
        assert (await strategist.get(where)).status_code == 404

    async def test_a_version_holds_so_many_clauses(self, office: Any, monkeypatch: Any) -> None:
        monkeypatch.setattr(rules, "MOST_CLAUSES", 4)
        path = await office.draft()
        refused = await office.post("strategist", f"{path}/clauses", office.clause("do"), expect=409)
        assert refused["code"] == "TooManyClauses"

    async def test_an_owner_is_somebody_who_is_here(self, office: Any, http: Any) -> None:
        path = await office.draft()
        gone = await http.add("gone", active=False)
        here = (await http.as_("employee", name="here")).person
        strategist = await http.as_("strategist")
        for owner in (str(gone.id), "0190f3a0-0000-7000-8000-000000000000"):
            refused = await office.post(
                "strategist", f"{path}/clauses", office.clause("do", owner_id=owner), expect=422
            )
            assert (refused["code"], refused["errors"][0]["pointer"]) == ("Malformed", "/owner_id")
        made = await office.post(
            "strategist", f"{path}/clauses", office.clause("do", owner_id=str(here.id)), expect=201
        )
        where, anyway = f"/v1/{path}/clauses/{made['clause_id']}", {"If-Match": "*"}
        for attempt in (
            await strategist.patch(where, json={"owner_id": str(gone.id)}, headers=anyway),
            await strategist.put(where, json=office.clause("do", owner_id=str(gone.id)), headers=anyway),
        ):
            assert (attempt.status_code, attempt.json()["errors"][0]["pointer"]) == (422, "/owner_id")

    async def test_owner_and_review_date_come_by_themselves(self, office: Any, http: Any) -> None:
        path = await office.draft()
        bare = {"type": "encouragement", "text": {"en": "Tell it."}}
        made = await office.post("strategist", f"{path}/clauses", bare, expect=201)
        assert made["owner_id"] == str((await http.as_("strategist")).person.id)
        assert made["review_on"]

    async def test_unknown_fields_and_wrong_types_are_refused(self, office: Any) -> None:
        path = await office.draft()
        for more in ({"colour": "red"}, {"type": "maybe"}, {"scope": "moon"}, {"text": {}}):
            await office.post("strategist", f"{path}/clauses", office.clause("do", **more), expect=422)

    async def test_whom_it_concerns_is_an_audience_and_unknown_names_are_told(self, office: Any, http: Any) -> None:
        path = await office.draft()
        anna = await http.as_("employee", name="anna", department="Sales")
        audience = {"departments": ["Sales", "Slaes"], "roles": ["employee"]}
        made = await office.post("strategist", f"{path}/clauses", office.clause(applies_to=audience), expect=201)
        assert made["applies_to"] == {
            "everyone": False, "departments": ["Sales", "Slaes"], "divisions": [], "locations": [], "job_profiles": [],
            "roles": ["employee"],
        }  # fmt: skip
        assert made["unknown"] == {"departments": ["Slaes"]}
        for nobody in ({}, {"roles": []}, {"everyone": True}):
            clause = office.clause(applies_to=nobody)
            everyone = await office.post("strategist", f"{path}/clauses", clause, expect=201)
            assert (everyone["applies_to"]["everyone"], everyone["applies_to"]["roles"]) == (True, [])
        both = office.clause(applies_to={"everyone": True, "departments": ["Sales"]})
        refused = await office.post("strategist", f"{path}/clauses", both, expect=422)
        assert refused["code"] == "AudienceContradictory"
        await office.publish(path)
        for client, concerned in ((anna, True), (await http.as_("employee", name="bram"), False)):
            clauses = (await client.get("/v1/guidelines/social-media/in-force")).json()["clauses"]
            assert clauses[4]["concerns_me"] is concerned
