"""Guidelines over HTTP: every refusal beside its success."""

from typing import Any

from governance_api.guidelines.guidelines import rules
from sqlalchemy import text


class TestWritingAGuideline:
    async def test_a_strategist_creates_it_and_an_employee_may_not(self, office: Any) -> None:
        made = await office.guideline()
        assert (made["state"], made["in_force"]) == ("draft", None)
        body = {"code": "other", "title": {"en": "Other"}}
        refused = await office.post("employee", "guidelines", body, expect=403)
        assert refused["code"] == "Forbidden"

    async def test_a_code_is_taken_once(self, office: Any) -> None:
        await office.guideline()
        body = {"code": "social-media", "title": {"en": "Again"}}
        assert (await office.post("strategist", "guidelines", body, expect=409))["code"] == "CodeTaken"

    async def test_a_code_never_looks_like_an_id(self, office: Any) -> None:
        guideline = await office.guideline()
        for code in (guideline["id"], guideline["id"].replace("-", "")):
            body = {"code": code, "title": {"en": "Another's id"}}
            refused = await office.post("strategist", "guidelines", body, expect=422)
            assert refused["errors"][0]["pointer"] == "/code"

    async def test_a_draft_is_for_those_who_write_and_sign(self, office: Any) -> None:
        path = await office.draft()
        assert len((await office.get("legal", path))["clauses"]) == 4
        await office.get("employee", path, expect=404)
        await office.get("employee", "guidelines/social-media", expect=404)
        assert (await office.get("employee", "guidelines"))["items"] == []
        assert len((await office.get("legal", "guidelines", q="Our"))["items"]) == 1

    async def test_a_search_reads_titles_and_not_the_names_of_languages(self, office: Any) -> None:
        await office.guideline()
        assert [item["code"] for item in (await office.get("legal", "guidelines", q="our w"))["items"]] == [
            "social-media"
        ]
        assert (await office.get("legal", "guidelines", q="en"))["items"] == []
        assert (await office.get("legal", "guidelines", q="%"))["items"] == []

    async def test_what_is_made_is_found_where_its_location_says_also_behind_the_gateway(
        self, office: Any, http: Any
    ) -> None:
        strategist = await http.as_("strategist")
        collections = {
            "guidelines": {"code": "where", "title": {"en": "Where"}},
            "guidelines/where/versions": {},
            "guidelines/where/versions/1/clauses": office.clause("do"),
            "signoff-templates": {"name": "x", "stages": [{"name": "One", "reviewers": [{"role": "legal"}]}]},
        }
        for collection, body in collections.items():
            headers = {"X-Forwarded-Prefix": "/api/governance"}
            made = await strategist.post(f"/v1/{collection}", json=body, headers=headers)
            location = made.headers["location"]
            assert location.startswith(f"/api/governance/v1/{collection}/"), location
            found = await strategist.get(location.removeprefix("/api/governance"))
            assert (found.status_code, found.json()["version"]) == (200, 1), found.text

    async def test_a_title_changes_with_its_tag(self, office: Any, http: Any) -> None:
        await office.guideline()
        strategist = await http.as_("strategist")
        answer = await strategist.get("/v1/guidelines/social-media")
        body = {"title": {"en": "New"}}
        assert (await strategist.patch("/v1/guidelines/social-media", json=body)).status_code == 428
        tag = {"If-Match": answer.headers["etag"]}
        assert (await strategist.patch("/v1/guidelines/social-media", json=body, headers=tag)).status_code == 200
        assert (await strategist.patch("/v1/guidelines/social-media", json=body, headers=tag)).status_code == 412

    async def test_unknown_fields_and_wrong_types_are_refused(self, office: Any) -> None:
        path = await office.draft()
        for more in ({"colour": "red"}, {"type": "maybe"}, {"scope": "moon"}, {"text": {}}):
            await office.post("strategist", f"{path}/clauses", office.clause("do", **more), expect=422)


class TestClauses:
    async def test_the_next_version_copies_clauses_with_their_stable_ids(self, office: Any) -> None:
        path = await office.draft()
        following = await office.next_version(path)
        first, second = await office.get("strategist", path), await office.get("strategist", following)
        assert [clause["clause_id"] for clause in first["clauses"]] == [c["clause_id"] for c in second["clauses"]]
        assert not {clause["id"] for clause in first["clauses"]} & {clause["id"] for clause in second["clauses"]}
        base = path.rsplit("/", 1)[0]
        assert (await office.post("strategist", base, {"based_on": 9}, expect=422))["code"] == "Malformed"

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


class TestSubmittingAndPublishing:
    async def test_what_is_missing_is_named(self, office: Any) -> None:
        guideline = await office.guideline()
        base = f"guidelines/{guideline['id']}/versions"
        await office.post("strategist", base, {}, expect=201)
        await office.post("strategist", f"{base}/1/clauses", office.clause("do"), expect=201)
        template = {"template_id": await office.template()}
        refused = await office.post("strategist", f"{base}/1/submit", template, expect=409)
        assert (refused["code"], refused["missing"]) == ("ClausesMissing", ["dont", "duty", "freedom"])

    async def test_a_restriction_without_a_reason_is_not_submitted(self, office: Any) -> None:
        path = await office.draft("social-media", {"type": "dont", "text": {"en": "Never."}})
        refused = await office.post(
            "strategist", f"{path}/submit", {"template_id": await office.template()}, expect=409
        )
        assert (refused["code"], len(refused["clauses"])) == ("RestrictionUnexplained", 1)

    async def test_a_restriction_whose_owner_left_is_not_submitted(self, office: Any, http: Any, session: Any) -> None:
        owner = (await http.as_("employee", name="owner")).person
        path = await office.draft("social-media", office.clause("dont", owner_id=str(owner.id)))
        await session.execute(text("UPDATE people SET active = false WHERE id = :id"), {"id": owner.id})
        body = {"template_id": await office.template()}
        refused = await office.post("strategist", f"{path}/submit", body, expect=409)
        assert (refused["code"], len(refused["clauses"])) == ("RestrictionUnexplained", 1)

    async def test_only_a_draft_is_submitted_and_only_by_a_template_that_is_there(self, office: Any) -> None:
        path = await office.draft()
        unknown = {"template_id": "0190f3a0-0000-7000-8000-000000000000"}
        refused = await office.post("strategist", f"{path}/submit", unknown, expect=422)
        assert refused["errors"][0]["pointer"] == "/template_id"
        await office.submit(path)
        again = await office.post("strategist", f"{path}/submit", {"template_id": await office.template()}, expect=409)
        assert again["code"] == "NotDraft"

    async def test_only_what_is_signed_is_published_once_and_stays_as_it_is(self, office: Any, published: Any) -> None:
        path = await office.draft()
        unsigned = await office.post("strategist", f"{path}/publish", {"acknowledge_within_days": 3}, expect=409)
        assert unsigned["code"] == "NotSignedOff"
        await office.sign(path)
        await office.post("legal", f"{path}/publish", {}, expect=403)
        done = await office.post("strategist", f"{path}/publish", {"acknowledge_within_days": 3})
        assert (done["state"], done["acknowledge_within_days"]) == ("published", 3)
        told = await published("governance.guideline.published.v1")
        assert (told[0]["data"]["code"], told[0]["data"]["number"]) == ("social-media", 1)
        assert (await office.post("strategist", f"{path}/publish", {}, expect=409))["code"] == "VersionClosed"
        closed = await office.post("strategist", f"{path}/clauses", office.clause("do"), expect=409)
        assert closed["code"] == "VersionClosed"

    async def test_a_new_version_supersedes_and_an_older_one_comes_too_late(self, office: Any) -> None:
        first = await office.draft()
        await office.publish(first)
        second, third = await office.next_version(first), await office.next_version(first)
        await office.sign(second)
        await office.publish(third)
        states = [item["state"] for item in (await office.get("legal", first.rsplit("/", 1)[0]))["items"]]
        assert states == ["published", "signed-off", "superseded"]
        late = await office.post("strategist", f"{second}/publish", {}, expect=409)
        assert (late["code"], late["in_force"]) == ("VersionOutdated", 3)
        await office.post("strategist", f"{second}/clauses", office.clause("do"), expect=201)
        template = {"template_id": await office.template()}
        assert (await office.post("strategist", f"{second}/submit", template, expect=409))["code"] == "VersionOutdated"


class TestReading:
    async def test_everyone_reads_what_is_in_force_and_holds_it_by_its_tag(self, office: Any, http: Any) -> None:
        path = await office.draft("social-media", office.clause("encouragement", applies_to={"roles": ["executive"]}))
        await office.get("employee", "guidelines/social-media/in-force", expect=404)
        await office.publish(path)
        employee = await http.as_("employee")
        answer = await employee.get("/v1/guidelines/social-media/in-force")
        body = answer.json()
        assert (body["number"], body["code"], len(body["clauses"])) == (1, "social-media", 5)
        assert [clause["concerns_me"] for clause in body["clauses"]] == [True, True, True, True, False]
        held = {"If-None-Match": answer.headers["etag"]}
        assert (await employee.get("/v1/guidelines/social-media/in-force", headers=held)).status_code == 304
        mine = await office.get("employee", "guidelines/social-media/in-force", concerning_me=True)
        assert len(mine["clauses"]) == 4
        theirs = await office.get("executive", "guidelines/social-media/in-force", concerning_me=True)
        assert len(theirs["clauses"]) == 5
        machine = http.system("partner", ["content.read"])
        assert (await machine.get("/v1/guidelines/social-media/in-force")).status_code == 200

    async def test_a_diff_names_what_is_added_removed_and_changed_word_by_word(self, office: Any, http: Any) -> None:
        first = await office.draft()
        second = await office.next_version(first, office.clause("encouragement"))
        strategist = await http.as_("strategist")
        clauses = (await office.get("strategist", second))["clauses"]
        changed, removed = f"/v1/{second}/clauses/{clauses[0]['id']}", f"/v1/{second}/clauses/{clauses[1]['id']}"
        body = {"text": {"en": "A do rule."}, "applies_to": {"roles": ["executive"]}}
        assert (await strategist.patch(changed, json=body, headers={"If-Match": "*"})).status_code == 200
        assert (await strategist.delete(removed, headers={"If-Match": "*"})).status_code == 204
        diff = await office.get("legal", "guidelines/social-media/diff", **{"from": 1, "to": 2})
        counts = [len(diff[name]) for name in ("added", "removed", "changed", "unchanged")]
        assert (diff["from"], diff["to"], counts) == (1, 2, [1, 1, 1, 2])
        only = diff["changed"][0]
        assert only["fields"] == ["applies_to", "text"]
        assert only["text"]["en"] == [
            {"op": "equal", "text": "A do "},
            {"op": "delete", "text": "clause."},
            {"op": "insert", "text": "rule."},
        ]
        nothing = await office.get("legal", "guidelines/social-media/diff", to=1)
        assert len(nothing["added"]) == 4
        await office.get("legal", "guidelines/social-media/diff", expect=404, **{"from": 1, "to": 7})

    async def test_a_list_is_one_statement(self, office: Any, statements: Any) -> None:
        for number in range(3):
            await office.guideline(f"g-{number}")
        await office.get("strategist", "guidelines")
        statements.seen.clear()
        page = await office.get("strategist", "guidelines", limit=2)
        assert len(statements) == 1, statements.seen
        rest = await office.get("strategist", "guidelines", limit=2, cursor=page["next_cursor"])
        assert [item["code"] for item in page["items"] + rest["items"]] == ["g-0", "g-1", "g-2"]
