"""Decisions over HTTP: every refusal beside its success."""

from typing import Any

MODULE = "/v1/completions/check"


class TestDeciding:
    async def test_stages_follow_one_another_and_each_reviewer_waits_for_their_turn(
        self, office: Any, published: Any
    ) -> None:
        path = await office.draft()
        signoff = await office.submit(path)
        assert [turn["role"] for turn in signoff["whose_turn"]] == ["legal"]
        assert (await office.decide("corporate-affairs", signoff, expect=409))["code"] == "NotYourTurn"
        assert (await office.get("corporate-affairs", "me/signoffs"))["items"] == []
        mine = (await office.get("legal", "me/signoffs"))["items"]
        assert [(item["id"], item["my_turn"]) for item in mine] == [(signoff["id"], True)]
        after = await office.decide("legal", signoff)
        assert (after["state"], after["stage"], after["stages"][0]["state"]) == ("running", 1, "completed")
        assert {turn["role"] for turn in after["whose_turn"]} == {"legal", "corporate-affairs"}
        await office.decide("corporate-affairs", signoff)
        assert (await office.decide("corporate-affairs", signoff, expect=409))["code"] == "NotYourTurn"
        done = await office.decide("legal", signoff, stage=1)
        assert (done["state"], done["whose_turn"]) == ("approved", [])
        assert (await office.get("strategist", path))["state"] == "signed-off"
        assert [event["data"]["state"] for event in await published("governance.signoff.decided.v1")] == ["approved"]
        history = (await office.get("legal", "me/signoffs", state="approved"))["items"]
        assert [(item["my_turn"], item["my_decision"]) for item in history] == [(False, "approve")]
        assert (await office.decide("legal", signoff, expect=409))["code"] == "NotYourTurn"

    async def test_a_decision_takes_three_trips(self, office: Any, statements: Any) -> None:
        signoff = await office.submit(await office.draft())
        taken = []
        for role in ("legal", "legal", "corporate-affairs"):
            await office.http.as_(role)
            statements.seen.clear()
            statements.round_trips = 0
            signoff = await office.decide(role, signoff, stage=signoff["stage"])
            taken.append((len(statements), statements.round_trips))
            assert signoff == await office.get(role, f"signoffs/{signoff['id']}")
        # What it is; both locks with all that belongs to it; then seat, record, sign-off, stages and audit. The last
        # one moves the version too, and is told.
        assert taken == [(12, 3), (12, 3), (14, 3)], statements.seen

    async def test_the_text_must_be_the_one_that_was_read(self, office: Any) -> None:
        signoff = await office.submit(await office.draft())
        refused = await office.decide("legal", signoff, content_hash="0" * 64, expect=409)
        assert (refused["code"], refused["content_hash"]) == ("ContentChanged", signoff["content_hash"])

    async def test_nobody_signs_their_own_work(self, office: Any) -> None:
        path = await office.draft()
        signoff = await office.submit(path)
        assert (await office.decide("strategist", signoff, expect=403))["code"] == "OwnWork"

    async def test_whoever_edited_a_clause_is_an_author(self, office: Any, http: Any) -> None:
        path = await office.draft()
        both = await http.as_("strategist", "legal", name="both")
        added = await both.post(f"/v1/{path}/clauses", json=office.clause("encouragement"))
        assert added.status_code == 201
        signoff = await office.submit(path)
        body = {"decision": "approve", "content_hash": signoff["content_hash"]}
        refused = await both.post(f"/v1/signoffs/{signoff['id']}/decisions", json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "OwnWork")

    async def test_a_role_that_the_directory_remembers_and_the_token_does_not_hold_decides_nothing(
        self, office: Any, http: Any
    ) -> None:
        signoff = await office.submit(await office.draft())
        former = await http.as_("employee", name="former", roles=["employee", "legal"])
        body = {"decision": "approve", "content_hash": signoff["content_hash"]}
        assert (await former.post(f"/v1/signoffs/{signoff['id']}/decisions", json=body)).status_code == 404
        assert (await former.get("/v1/me/signoffs")).json()["items"] == []
        assert [task["kind"] for task in (await former.get("/v1/me/tasks")).json()["items"]] == []

    async def test_a_role_that_only_the_directory_knows_decides(self, office: Any, http: Any) -> None:
        stage = {"name": "Team", "reviewers": [{"role": "manager"}], "quorum": "any", "due_business_days": 2}
        signoff = await office.submit(await office.draft(), [stage])
        boss = await http.as_("employee", name="boss", roles=["employee", "manager"])
        body = {"decision": "approve", "content_hash": signoff["content_hash"]}
        decided = await boss.post(f"/v1/signoffs/{signoff['id']}/decisions", json=body)
        assert (decided.status_code, decided.json()["state"]) == (200, "approved")

    async def test_a_machine_does_not_decide_and_a_stranger_does_not_see(self, office: Any, http: Any) -> None:
        signoff = await office.submit(await office.draft())
        machine = http.system("partner", ["content.read"])
        assert (await machine.get(f"/v1/signoffs/{signoff['id']}")).status_code == 403
        await office.get("employee", f"signoffs/{signoff['id']}", expect=404)
        await office.decide("employee", signoff, expect=404)
        assert (await office.get("employee", "signoffs"))["items"] == []
        assert len((await office.get("corporate-affairs", "signoffs"))["items"]) == 1

    async def test_a_named_reviewer_of_no_role_sees_and_decides(self, office: Any, http: Any) -> None:
        editor = (await http.as_("employee", name="editor")).person
        stage = {"name": "Editor", "reviewers": [{"person": str(editor.id)}], "quorum": "all", "due_business_days": 1}
        path = await office.draft()
        signoff = await office.submit(path, [stage])
        client = await http.as_("employee", name="editor")
        body = {"decision": "approve-if", "comment": "If the title fits.", "content_hash": signoff["content_hash"]}
        bare = {**body, "comment": ""}
        where = f"/v1/signoffs/{signoff['id']}/decisions"
        assert (await client.post(where, json=bare)).status_code == 422
        done = (await client.post(where, json=body)).json()
        assert (done["state"], done["decisions"][0]["comment"]) == ("approved", "If the title fits.")

    async def test_a_request_for_changes_returns_the_draft(self, office: Any) -> None:
        path = await office.draft()
        signoff = await office.submit(path)
        silent = {"reason_code": None, "comment": None}
        await office.decide("legal", signoff, "request-changes", expect=422, **silent)
        after = await office.decide("legal", signoff, "request-changes")
        assert (after["state"], after["stages"][0]["state"]) == ("changes-requested", "closed")
        assert (await office.get("strategist", path))["state"] == "draft"
        again = await office.submit(path)
        assert again["id"] != signoff["id"]

    async def test_a_rejection_needs_its_reason(self, office: Any) -> None:
        path = await office.draft()
        signoff = await office.submit(path)
        await office.decide("legal", signoff, "reject", reason_code=None, expect=422)
        assert (await office.decide("legal", signoff, "reject", reason_code="law"))["state"] == "rejected"
        assert (await office.get("strategist", path))["state"] == "draft"

    async def test_an_edit_voids_what_runs_and_what_was_approved(self, office: Any, published: Any) -> None:
        path = await office.draft()
        running = await office.submit(path)
        await office.post("strategist", f"{path}/clauses", office.clause("encouragement"), expect=201)
        assert (await office.get("strategist", f"signoffs/{running['id']}"))["state"] == "voided"
        assert (await office.decide("legal", running, expect=409))["code"] == "ContentChanged"
        approved = await office.sign(path)
        await office.post("strategist", f"{path}/clauses", office.clause("freedom"), expect=201)
        assert (await office.get("strategist", f"signoffs/{approved['id']}"))["state"] == "voided"
        assert (await office.get("strategist", path))["state"] == "draft"
        assert (await office.post("strategist", f"{path}/publish", {}, expect=409))["code"] == "NotSignedOff"
        assert len(await published("governance.signoff.voided.v1")) == 2


class TestWhatWasSeen:
    async def test_the_same_decision_again_is_never_taken_for_the_next_stage(self, office: Any) -> None:
        signoff = await office.submit(await office.draft())
        assert (await office.decide("legal", signoff))["stage"] == 1
        for words in ({}, {"stage": 0}, {"comment": "Once more."}):
            refused = await office.decide("legal", signoff, expect=409, **words)
            assert (refused["code"], refused["stage"]) == ("NotYourTurn", 1)
        seen = await office.get("legal", f"signoffs/{signoff['id']}")
        assert (len(seen["decisions"]), seen["my_turn"]) == (1, True)
        decided = await office.decide("legal", signoff, stage=1)
        assert [decision["stage"] for decision in decided["decisions"]] == [0, 1]

    async def test_a_stage_that_is_not_on_yet_is_not_decided(self, office: Any) -> None:
        signoff = await office.submit(await office.draft())
        refused = await office.decide("legal", signoff, stage=1, expect=409)
        assert (refused["code"], refused["stage"]) == ("NotYourTurn", 0)

    async def test_an_etag_says_which_stage_was_seen(self, office: Any, http: Any) -> None:
        signoff = await office.submit(await office.draft())
        legal, affairs = await http.as_("legal"), await http.as_("corporate-affairs")
        path = f"/v1/signoffs/{signoff['id']}"
        body = {"decision": "approve", "content_hash": signoff["content_hash"]}
        first = (await legal.get(path)).headers["etag"]
        decided = await legal.post(f"{path}/decisions", json=body, headers={"If-Match": first})
        assert decided.status_code == 200
        late = await legal.post(f"{path}/decisions", json=body, headers={"If-Match": first})
        assert (late.status_code, late.json()["code"]) == (409, "NotYourTurn")
        second = (await legal.get(path)).headers["etag"]
        assert second.split(".")[0] == decided.headers["etag"].split(".")[0]
        assert (await affairs.post(f"{path}/decisions", json=body)).status_code == 200
        changed = await legal.post(f"{path}/decisions", json=body, headers={"If-Match": second})
        assert (changed.status_code, changed.json()["code"]) == (412, "Changed")
        newest = (await legal.get(path)).headers["etag"]
        done = await legal.post(f"{path}/decisions", json=body, headers={"If-Match": newest})
        assert (done.status_code, done.json()["state"]) == (200, "approved")
        assert (await legal.post(f"{path}/decisions", json=body, headers={"If-Match": "*"})).status_code == 409

    async def test_who_had_no_say_before_names_no_stage(self, office: Any) -> None:
        signoff = await office.submit(await office.draft())
        await office.decide("legal", signoff)
        assert (await office.decide("corporate-affairs", signoff))["stage"] == 1

    async def test_who_could_have_decided_before_names_the_stage(self, office: Any) -> None:
        both = [{"role": "legal"}, {"role": "hr"}]
        stages = [
            {"name": "Either", "reviewers": both, "quorum": "any", "due_business_days": 1},
            {"name": "Both", "reviewers": both, "quorum": "all", "due_business_days": 1},
        ]
        signoff = await office.submit(await office.draft(), stages)
        await office.decide("legal", signoff)
        assert (await office.decide("hr", signoff, expect=409))["code"] == "NotYourTurn"
        assert (await office.decide("hr", signoff, stage=1))["state"] == "running"


class TestQuorum:
    async def test_two_of_three_complete_a_stage(self, office: Any) -> None:
        reviewers = [{"role": "legal"}, {"role": "corporate-affairs"}, {"role": "hr"}]
        stage = {"name": "Two of three", "reviewers": reviewers, "quorum": 2, "due_business_days": 1}
        signoff = await office.submit(await office.draft(), [stage])
        assert (await office.decide("hr", signoff))["state"] == "running"
        assert (await office.decide("legal", signoff))["state"] == "approved"
        assert (await office.decide("corporate-affairs", signoff, expect=409))["code"] == "NotYourTurn"


class TestTheReviewersModule:
    async def test_who_has_not_passed_it_does_not_sign(self, office: Any, siblings: Any) -> None:
        signoff = await office.submit(await office.draft(), reviewer_module="LEG-201")
        away = await office.decide("legal", signoff, expect=503)
        assert away["code"] == "SiblingAway"
        siblings.answer("training", MODULE, {"completed": False})
        refused = await office.decide("legal", signoff, expect=409)
        assert (refused["code"], refused["module"]) == ("ReviewerModuleMissing", "LEG-201")
        siblings.answer("training", MODULE, {"completed": True})
        assert (await office.decide("legal", signoff))["stage"] == 1
        assert siblings.asked[-1].url.params["module"] == "LEG-201"

    async def test_own_work_and_what_is_over_are_refused_without_asking_training(
        self, office: Any, siblings: Any
    ) -> None:
        path = await office.draft()
        signoff = await office.submit(path, reviewer_module="LEG-201")
        assert (await office.decide("strategist", signoff, expect=403))["code"] == "OwnWork"
        await office.post("strategist", f"{path}/clauses", office.clause("do"), expect=201)
        assert (await office.decide("legal", signoff, expect=409))["code"] == "ContentChanged"
        assert siblings.asked == []


class TestTheRecord:
    async def test_it_chains_every_decision_and_holds(self, office: Any) -> None:
        signed = await office.sign(await office.draft())
        record = await office.get("legal", f"signoffs/{signed['id']}/record")
        assert (record["intact"], len(record["entries"])) == (True, 3)
        for before, after in zip(record["entries"], record["entries"][1:], strict=False):
            assert after["previous_hash"] == before["hash"]
        kinds = [moment["kind"] for moment in signed["timeline"]]
        assert (kinds[0], kinds[-1], kinds.count("decided")) == ("submitted", "approved", 3)
        assert signed["diff"]["href"].endswith("/diff?from=0&to=1")
