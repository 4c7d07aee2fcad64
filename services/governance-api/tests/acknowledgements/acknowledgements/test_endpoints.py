"""Acknowledgements over HTTP: whom is asked, who answers, and what is told."""

from typing import Any
from uuid import UUID

from governance_api.followers import FOLLOWERS
from service_kit.testing.plugin import event_of
from sqlalchemy import text

SUMMARY = "guidelines/social-media/versions/{}/acknowledgement-summary"


class TestBeingAsked:
    async def test_everyone_whom_a_clause_concerns_is_asked(self, office: Any, http: Any) -> None:
        await http.as_("employee", name="anna")
        executive = office.clause("duty", applies_to={"roles": ["executive"]})
        path = await office.draft("social-media", executive)
        await http.as_("executive", name="erik")
        await office.publish(path)
        anna = await http.as_("employee", name="anna")
        items = (await anna.get("/v1/me/acknowledgements")).json()["items"]
        assert [(item["state"], item["version_number"]) for item in items] == [("open", 1)]
        assert (items[0]["guideline"]["code"], len(items[0]["clauses"])) == ("social-media", 4)
        erik = await http.as_("executive", name="erik")
        theirs = (await erik.get("/v1/me/acknowledgements")).json()["items"]
        assert len(theirs[0]["clauses"]) == 5
        summary = await office.get("strategist", SUMMARY.format(1))
        assert summary["asked"] == summary["open"] >= 5
        await office.get("employee", SUMMARY.format(1), expect=403)

    async def test_a_change_asks_only_those_whom_it_concerns(self, office: Any, http: Any) -> None:
        await http.as_("employee", name="anna")
        await http.as_("executive", name="erik")
        first = await office.draft()
        await office.publish(first)
        anna, erik = await http.as_("employee", name="anna"), await http.as_("executive", name="erik")
        for client in (anna, erik):
            asked = (await client.get("/v1/me/acknowledgements")).json()["items"][0]
            answer = await client.post(f"/v1/acknowledgements/{asked['id']}/answer", json={"accepted": True})
            assert answer.status_code == 200
        second = await office.next_version(first, office.clause("do", applies_to={"roles": ["executive"]}))
        await office.publish(second)
        mine = (await anna.get("/v1/me/acknowledgements")).json()["items"]
        assert [(item["version_number"], item["state"]) for item in mine] == [(1, "accepted")]
        theirs = (await erik.get("/v1/me/acknowledgements")).json()["items"]
        assert [(item["version_number"], item["state"]) for item in theirs] == [(2, "open"), (1, "accepted")]
        assert [clause["change"] for clause in theirs[0]["clauses"]] == [None] * 4 + ["added"]

    async def test_an_open_ask_moves_to_the_new_version_and_keeps_its_date(self, office: Any, http: Any) -> None:
        await http.as_("employee", name="anna")
        first = await office.draft()
        await office.publish(first, within_days=3)
        anna = await http.as_("employee", name="anna")
        before = (await anna.get("/v1/me/acknowledgements")).json()["items"][0]
        await office.publish(await office.next_version(first, office.clause("do", applies_to={"roles": ["x"]})), 30)
        items = (await anna.get("/v1/me/acknowledgements")).json()["items"]
        assert [(item["version_number"], item["state"]) for item in items] == [(2, "open"), (1, "superseded")]
        assert items[0]["due_at"] == before["due_at"]
        late = await anna.post(f"/v1/acknowledgements/{before['id']}/answer", json={"accepted": True})
        assert (late.status_code, late.json()["code"]) == (409, "AcknowledgementSuperseded")
        summary = await office.get("legal", SUMMARY.format(1))
        assert (summary["open"], summary["superseded"]) == (0, summary["asked"])


class TestAnswering:
    async def test_a_receipt_is_bound_to_the_text_and_the_language(
        self, office: Any, http: Any, published: Any
    ) -> None:
        await http.as_("employee", name="anna")
        version = await office.publish(await office.draft())
        anna = await http.as_("employee", name="anna")
        asked = (await anna.get("/v1/me/acknowledgements")).json()["items"][0]
        path = f"/v1/acknowledgements/{asked['id']}/answer"
        body = {"accepted": True, "language": "nl", "comment": None}
        receipt = (await anna.post(path, json=body)).json()
        assert (receipt["content_hash"], receipt["language"]) == (version["content_hash"], "nl")
        assert (receipt["state"], receipt["accepted"]) == ("accepted", True)
        again = await anna.post(path, json=body)
        assert (again.status_code, again.json()) == (200, receipt)
        told = await published("governance.acknowledgement.recorded.v1")
        assert [event["data"]["accepted"] for event in told] == [True]
        current = await published("governance.acknowledgement.current.v1")
        assert [(event["data"]["guideline_code"], event["data"]["current"]) for event in current] == [
            ("social-media", True)
        ]
        summary = await office.get("strategist", SUMMARY.format(1))
        assert (summary["accepted"], summary["open"]) == (1, summary["asked"] - 1)

    async def test_few_answers_are_counted_only_for_those_who_keep_the_guideline(self, office: Any, http: Any) -> None:
        await office.publish(await office.draft())
        asked = (await office.get("strategist", SUMMARY.format(1)))["asked"]
        assert asked < 5
        assert (await office.get("analyst", SUMMARY.format(1), expect=409))["code"] == "TooFewPeople"
        for number in range(5):
            await http.as_("employee", name=f"one-of-many-{number}")
        await office.publish(await office.draft("many"))
        many = await office.get("analyst", SUMMARY.format(1).replace("social-media", "many"))
        assert many["asked"] >= 5

    async def test_a_no_may_become_a_yes_and_the_other_way(self, office: Any, http: Any, published: Any) -> None:
        await http.as_("employee", name="anna")
        await office.publish(await office.draft())
        anna = await http.as_("employee", name="anna")
        asked = (await anna.get("/v1/me/acknowledgements")).json()["items"][0]
        path = f"/v1/acknowledgements/{asked['id']}/answer"
        receipts: list[str | None] = [None]
        for accepted in (False, True, False):
            body = {"accepted": accepted, "comment": "Because.", "replaces": receipts[-1]}
            answer = (await anna.post(path, json=body)).json()
            assert answer["state"] == ("accepted" if accepted else "declined")
            assert answer["replaces"] == receipts[-1]
            receipts.append(answer["id"])
            assert (await anna.get("/v1/me/acknowledgements")).json()["items"][0]["receipt_id"] == answer["id"]
        told = await published("governance.acknowledgement.current.v1")
        assert [event["data"]["current"] for event in told] == [False, True, False]

    async def test_another_answer_names_the_receipt_it_replaces(self, office: Any, http: Any) -> None:
        await http.as_("employee", name="anna")
        await office.publish(await office.draft())
        anna = await http.as_("employee", name="anna")
        asked = (await anna.get("/v1/me/acknowledgements")).json()["items"][0]
        assert asked["receipt_id"] is None
        path, nowhere = f"/v1/acknowledgements/{asked['id']}/answer", str(UUID(int=1))
        early = await anna.post(path, json={"accepted": True, "replaces": nowhere})
        assert (early.status_code, early.json()["code"]) == (409, "AlreadyAnswered")
        first = (await anna.post(path, json={"accepted": True})).json()
        for replaces in (None, nowhere):
            refused = await anna.post(path, json={"accepted": False, "replaces": replaces})
            assert refused.status_code == 409
            said = refused.json()
            assert (said["code"], said["receipt_id"], said["accepted"]) == ("AlreadyAnswered", first["id"], True)
        second = (await anna.post(path, json={"accepted": False, "replaces": first["id"]})).json()
        assert second["replaces"] == first["id"]
        assert (await anna.post(path, json={"accepted": False, "replaces": first["id"]})).json() == second
        late = await anna.post(path, json={"accepted": True, "replaces": first["id"]})
        assert (late.status_code, late.json()["receipt_id"]) == (409, second["id"])

    async def test_nobody_answers_for_another(self, office: Any, http: Any) -> None:
        await http.as_("employee", name="anna")
        await http.as_("employee", name="bram")
        await office.publish(await office.draft())
        anna, bram = await http.as_("employee", name="anna"), await http.as_("employee", name="bram")
        asked = (await anna.get("/v1/me/acknowledgements")).json()["items"][0]
        path = f"/v1/acknowledgements/{asked['id']}/answer"
        assert (await bram.post(path, json={"accepted": True})).status_code == 404
        machine = http.system("partner", ["content.read"])
        assert (await machine.post(path, json={"accepted": True})).status_code == 403
        assert (await anna.post(path, json={"accepted": "perhaps"})).status_code == 422

    async def test_my_list_takes_one_statement_and_pages(self, office: Any, http: Any, statements: Any) -> None:
        await http.as_("employee", name="anna")
        for code in ("one", "two", "three"):
            await office.publish(await office.draft(code))
        anna = await http.as_("employee", name="anna")
        statements.seen.clear()
        first = await anna.get("/v1/me/acknowledgements", params={"limit": 2})
        page = first.json()
        assert len(statements) == 1, statements.seen
        assert 'rel="next"' in first.headers["link"]
        rest = (await anna.get("/v1/me/acknowledgements", params={"cursor": page["next_cursor"]})).json()
        codes = [item["guideline"]["code"] for item in page["items"] + rest["items"]]
        assert codes == ["three", "two", "one"]
        only = (await anna.get("/v1/me/acknowledgements", params={"guideline": "two", "state": "open"})).json()
        assert len(only["items"]) == 1
        found = (await anna.get("/v1/me/acknowledgements", params={"q": "WORDS our"})).json()["items"]
        assert len(found) == 3
        refused = await anna.get("/v1/me/acknowledgements", params={"state": "gone"})
        assert refused.status_code == 422
        file = await anna.get("/v1/me/acknowledgements", params={"format": "csv", "guideline": "two"})
        assert [line.split(",")[1] for line in file.text.splitlines()[1:]] == ["open"]

    async def test_each_answer_says_what_may_be_answered_now(self, office: Any, http: Any) -> None:
        await http.as_("employee", name="anna")
        first = await office.draft()
        await office.publish(first)
        anna = await http.as_("employee", name="anna")

        async def allowed() -> list[list[str]]:
            items = (await anna.get("/v1/me/acknowledgements")).json()["items"]
            return [item["allowed"] for item in items]

        assert await allowed() == [["accept", "decline"]]
        asked = (await anna.get("/v1/me/acknowledgements")).json()["items"][0]
        path = f"/v1/acknowledgements/{asked['id']}/answer"
        receipt = (await anna.post(path, json={"accepted": True})).json()
        assert await allowed() == [["decline"]]
        await anna.post(path, json={"accepted": False, "replaces": receipt["id"]})
        assert await allowed() == [["accept"]]
        await office.publish(await office.next_version(first, office.clause("do")))
        assert await allowed() == [["accept", "decline"], []]

    async def test_a_refusal_is_said_in_the_asked_language(self, office: Any, http: Any) -> None:
        await http.as_("employee", name="anna")
        await office.publish(await office.draft())
        anna = await http.as_("employee", name="anna")
        asked = (await anna.get("/v1/me/acknowledgements")).json()["items"][0]
        path = f"/v1/acknowledgements/{asked['id']}/answer"
        await anna.post(path, json={"accepted": True})
        refused = await anna.post(path, json={"accepted": False}, headers={"Accept-Language": "nl"})
        assert refused.json()["detail"].startswith("Je hebt dit al bevestigd.")

    async def test_an_answer_takes_two_trips(self, office: Any, http: Any, statements: Any) -> None:
        await http.as_("employee", name="anna")
        await office.publish(await office.draft())
        anna = await http.as_("employee", name="anna")
        asked = (await anna.get("/v1/me/acknowledgements")).json()["items"][0]
        path = f"/v1/acknowledgements/{asked['id']}/answer"
        receipt = None
        for accepted in (True, False, True):
            statements.seen.clear()
            statements.round_trips = 0
            answer = await anna.post(path, json={"accepted": accepted, "replaces": receipt})
            assert answer.status_code == 200
            # The lock of asking and the ask; then the answer with its receipt, and what is told.
            assert (len(statements), statements.round_trips) == (4, 2), statements.seen
            receipt = answer.json()["id"]

    async def test_the_right_is_computed_anew_only_where_it_rests_on_the_answer(
        self, office: Any, http: Any, statements: Any, session: Any, certificate: Any, published: Any
    ) -> None:
        anna = await http.as_("employee", name="anna")
        for code in ("social-media", "another"):
            await office.publish(await office.draft(code))
        issued = certificate(anna.person.id)
        await FOLLOWERS[0].handlers["training.certificate.issued.v1"](
            session, [event_of("training.certificate.issued.v1", issued)]
        )
        anna = await http.as_("employee", name="anna")
        computed = {}
        for asked in (await anna.get("/v1/me/acknowledgements")).json()["items"]:
            statements.seen.clear()
            await anna.post(f"/v1/acknowledgements/{asked['id']}/answer", json={"accepted": True})
            computed[asked["guideline"]["code"]] = any("speaking_rights" in one for one in statements.seen)
        assert computed == {"social-media": True, "another": False}
        granted = await published("governance.speaking-right.granted.v1")
        assert [event["subject"] for event in granted] == [str(anna.person.id)]


class TestWhoWasAsked:
    PATH = "guidelines/social-media/versions/1/acknowledgements"

    async def test_those_who_keep_the_rules_see_who_has_not_answered(
        self, office: Any, http: Any, statements: Any, session: Any
    ) -> None:
        for name in ("anna", "bram", "cleo"):
            await http.as_("employee", name=name)
        await office.publish(await office.draft())
        anna = await http.as_("employee", name="anna")
        asked = (await anna.get("/v1/me/acknowledgements")).json()["items"][0]
        await anna.post(f"/v1/acknowledgements/{asked['id']}/answer", json={"accepted": False, "comment": "Not clear."})
        for role in ("employee", "manager", "legal", "hr", "analyst"):
            await office.get(role, self.PATH, expect=403)
        strategist = await http.as_("strategist")
        every = (await strategist.get(f"/v1/{self.PATH}")).json()["items"]
        summary = await office.get("strategist", SUMMARY.format(1))
        assert len(every) == summary["asked"]
        declined = (await strategist.get(f"/v1/{self.PATH}", params={"state": "declined"})).json()["items"]
        assert [(one["person_id"], one["state"]) for one in declined] == [(str(anna.person.id), "declined")]
        assert "Not clear" not in str(every)
        statements.seen.clear()
        waiting = await strategist.get(f"/v1/{self.PATH}", params={"state": "open", "limit": 1})
        assert len(statements) == 2, statements.seen  # the version, and the list
        assert waiting.json()["next_cursor"]
        file = await strategist.get(f"/v1/{self.PATH}", params={"state": "open", "format": "csv"})
        assert len(file.text.splitlines()) == 1 + summary["open"]
        entries = await session.execute(text("SELECT action FROM audit_entries WHERE action LIKE '%.exported'"))
        assert entries.scalars().all() == ["acknowledgements.exported"]
