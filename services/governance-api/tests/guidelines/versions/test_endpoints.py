"""Versions over HTTP: every refusal beside its success."""

from typing import Any

from sqlalchemy import text


class TestMaking:
    async def test_the_next_version_copies_clauses_with_their_stable_ids(self, office: Any) -> None:
        path = await office.draft()
        following = await office.next_version(path)
        first, second = await office.get("strategist", path), await office.get("strategist", following)
        assert [clause["clause_id"] for clause in first["clauses"]] == [c["clause_id"] for c in second["clauses"]]
        assert not {clause["id"] for clause in first["clauses"]} & {clause["id"] for clause in second["clauses"]}
        base = path.rsplit("/", 1)[0]
        assert (await office.post("strategist", base, {"based_on": 9}, expect=422))["code"] == "Malformed"


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
        assert (again["code"], again["state"], again["allowed"]) == ("MoveNotAllowed", "in-signoff", ["edit"])

    async def test_what_a_submission_and_a_publication_ask_of_the_database(self, office: Any, statements: Any) -> None:
        path = await office.draft()
        template = {"template_id": await office.template()}
        statements.seen.clear()
        statements.round_trips = 0
        signoff = await office.post("strategist", f"{path}/submit", template)
        # The lock; clauses, their owners and the template; the version moves; the sign-off with
        # what it is about; the whole of it; the end.
        assert (len(statements), statements.round_trips) == (15, 5), statements.seen
        assert signoff == await office.get("strategist", f"signoffs/{signoff['id']}")
        for role in ("legal", "legal", "corporate-affairs"):
            signoff = await office.decide(role, signoff, stage=signoff["stage"])
        statements.seen.clear()
        statements.round_trips = 0
        await office.post("strategist", f"{path}/publish")
        # The lock of asking; time for it; both rows; clauses; version and guideline; whom it asks; record and event.
        assert (len(statements), statements.round_trips) == (13, 7), statements.seen

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
        again = await office.post("strategist", f"{path}/publish", {}, expect=409)
        assert (again["code"], again["state"], again["move"]) == ("MoveNotAllowed", "published", "publish")
        closed = await office.post("strategist", f"{path}/clauses", office.clause("do"), expect=409)
        assert (closed["code"], closed["state"], closed["move"]) == ("MoveNotAllowed", "published", "edit")

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

    async def test_a_reader_is_told_which_moves_are_open(self, office: Any) -> None:
        path = await office.draft()
        versions = path.rsplit("/", 1)[0]
        for who, allowed in (("strategist", ["edit", "submit"]), ("legal", [])):
            assert (await office.get(who, path))["allowed"] == allowed
            assert [item["allowed"] for item in (await office.get(who, versions))["items"]] == [allowed]
        await office.sign(path)
        assert (await office.get("strategist", path))["allowed"] == ["edit", "publish"]
        assert (await office.post("strategist", f"{path}/publish"))["allowed"] == []

    async def test_versions_are_filtered_and_had_as_a_file(self, office: Any, http: Any, statements: Any) -> None:
        first = await office.draft()
        await office.publish(first)
        await office.next_version(first)
        versions = first.rsplit("/", 1)[0]
        found = (await office.get("legal", versions, state="draft"))["items"]
        assert [item["number"] for item in found] == [2]
        statements.seen.clear()
        page = await office.get("legal", versions, sort="number")
        assert len(statements) == 2, statements.seen  # the guideline, and its versions
        assert [item["number"] for item in page["items"]] == [1, 2]
        employee = await http.as_("employee")
        file = await employee.get(f"/v1/{versions}", params={"format": "csv"})
        assert len(file.text.splitlines()) == 2
