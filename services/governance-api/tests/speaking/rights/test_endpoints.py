"""Speaking rights over HTTP: why not, the way to yes, and whom a change of facts reaches."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from governance_api.acknowledgements.rounds.jobs import lapse_due_acknowledgements
from governance_api.events import AcknowledgementCurrent, SpeakingRightGranted, SpeakingRightLapsed
from governance_api.speaking.certificates import actions
from governance_api.speaking.rights.jobs import end_what_is_over
from service_kit.testing.plugin import event_of
from sqlalchemy import text

SCHEME = {"scheme_id": "0190f3a0-0000-7000-8000-000000000000", "code": "speaker", "title": {"en": "Speaker"}}
GRANTED, LAPSED = SpeakingRightGranted.type, SpeakingRightLapsed.type


class Desk:
    """Asks whether Anna may speak, and tells what training says of that certificate."""

    def __init__(self, office: Any, session: Any, certificate: Callable[..., dict[str, Any]]) -> None:
        self.office, self.session, self.certificate = office, session, certificate
        self.anna: Any = None

    async def ready(self, within_days: int = 14) -> "Desk":
        """A guideline in force, a published scheme, and Anna with neither certificate nor acknowledgement."""
        self.anna = (await self.office.http.as_("employee", name="anna")).person
        self.path = await self.office.draft()
        await self.office.publish(self.path, within_days)
        told = event_of("training.scheme.published.v1", {**SCHEME, "guideline_code": "social-media"})
        await actions.follow_schemes(self.session, [told])
        await self.session.commit()
        return self

    async def check(self, **more: Any) -> Any:
        """The answer to whether Anna may speak, as a strategist reads it."""
        return await self.office.get("strategist", "speaking-rights/check", person=str(self.anna.id), **more)

    async def missing(self, **more: Any) -> list[str]:
        """The codes of what Anna misses."""
        return [line["code"] for line in (await self.check(**more))["missing"]]

    async def acknowledge(self, *, accepted: bool = True) -> None:
        """Anna answers what is open."""
        client = await self.office.http.as_("employee", name="anna")
        asked = (await client.get("/v1/me/acknowledgements", params={"state": "open"})).json()["items"][0]
        answer = await client.post(f"/v1/acknowledgements/{asked['id']}/answer", json={"accepted": accepted})
        assert answer.status_code == 200

    async def issue(self, number: int = 1, **more: Any) -> None:
        """Training issued a certificate to Anna."""
        told = event_of("training.certificate.issued.v1", self.certificate(self.anna.id, number, **more))
        await actions.follow_issued(self.session, [told])
        await self.session.commit()

    async def tell(self, state: str, number: int = 1) -> None:
        """Training put the certificate into a state."""
        told = event_of(f"training.certificate.{state}.v1", self.certificate(self.anna.id, number))
        await actions.follow_state(state, f"Certificate{state.title()}")(self.session, [told])
        await self.session.commit()


@pytest.fixture
def desk(office: Any, session: Any, certificate: Any) -> Desk:
    """Where one asks."""
    return Desk(office, session, certificate)


class TestTheWayToYes:
    async def test_each_missing_thing_is_named_with_its_fix(self, desk: Desk, published: Any) -> None:
        await desk.ready()
        answer = await desk.check(network="linkedin")
        assert [line["code"] for line in answer["missing"]] == ["CertificateMissing", "AcknowledgementMissing"]
        hrefs = [line["fix"]["href"] for line in answer["missing"]]
        assert hrefs[0] == "/learn/certificates"
        assert hrefs[1].startswith("/guidelines/acknowledge/")
        await desk.issue()
        assert await desk.missing() == ["AcknowledgementMissing"]
        assert await published(GRANTED) == []
        await desk.acknowledge()
        answer = await desk.check(network="linkedin")
        assert (answer["allowed"], answer["missing"]) == (True, [])
        reasons = [line["code"] for line in answer["because"]]
        assert reasons == ["CertificateValid", "AcknowledgementCurrent", "NotSuspended"]
        told = await published(GRANTED)
        assert [SpeakingRightGranted.model_validate(event["data"]).person_id for event in told] == [desk.anna.id]

    async def test_the_reader_chooses_the_language(self, desk: Desk, http: Any) -> None:
        await desk.ready()
        client = await http.as_("strategist")
        path = f"/v1/speaking-rights/check?person={desk.anna.id}"
        for language, words in (("nl", "certificaat"), ("fr", "certificat valable"), ("de", "certificate")):
            answer = await client.get(path, headers={"Accept-Language": language})
            assert words in answer.json()["missing"][0]["detail"]

    async def test_anyone_and_the_named_scope_may_ask_of_a_known_person(self, desk: Desk, http: Any) -> None:
        await desk.ready()
        path = f"/v1/speaking-rights/check?person={desk.anna.id}&network=linkedin"
        assert (await http.system("advocacy-api", ["speaking-rights.read"]).get(path)).status_code == 200
        assert (await http.system("ats", ["people.read"]).get(path)).status_code == 403
        assert (await http.anonymous.get(path)).status_code == 401
        unknown = "0190f3a0-0000-7000-8000-000000000000"
        await desk.office.get("manager", "speaking-rights/check", expect=404, person=unknown)
        await desk.office.get("manager", "speaking-rights/check", expect=422, person="nobody")
        await desk.office.get("manager", "speaking-rights/check", expect=422, person=unknown, network="No Good")

    async def test_sentences_come_in_the_readers_language(self, desk: Desk, http: Any) -> None:
        await desk.ready()
        path = f"/v1/speaking-rights/check?person={desk.anna.id}"
        french = await http.as_("strategist", name="sofie", locale="fr-BE")
        assert "certificat valable" in (await french.get(path)).json()["missing"][0]["detail"]
        machine = http.system("advocacy-api", ["speaking-rights.read", "people.read"])
        assert (await machine.get(path)).json()["missing"][0]["detail"] == "A valid certificate is missing."
        dutch = await machine.get(path, headers={"Accept-Language": "nl-NL, en;q=0.5"})
        assert "geldig certificaat" in dutch.json()["missing"][0]["detail"]

    async def test_the_check_is_one_statement(self, desk: Desk, http: Any, statements: Any) -> None:
        await desk.ready()
        await http.as_("manager")
        statements.seen.clear()
        await desk.check()
        assert len(statements) == 1

    async def test_a_scheme_without_a_guideline_needs_no_acknowledgement(self, desk: Desk) -> None:
        await desk.ready()
        told = event_of("training.scheme.published.v1", {**SCHEME, "guideline_code": None})
        await actions.follow_schemes(desk.session, [told])
        await desk.issue()
        assert (await desk.check())["allowed"] is True


class TestLapses:
    async def test_a_suspended_certificate_takes_the_right_and_reinstating_gives_it_back(
        self, desk: Desk, published: Any
    ) -> None:
        await desk.ready()
        await desk.issue()
        await desk.acknowledge()
        await desk.tell("suspended")
        assert await desk.missing() == ["CertificateSuspended"]
        await desk.tell("suspended")
        lapses = await published(LAPSED)
        assert [SpeakingRightLapsed.model_validate(event["data"]).missing for event in lapses] == [
            ["CertificateSuspended"]
        ]
        await desk.tell("valid")
        assert (await desk.check())["allowed"] is True
        assert len(await published(GRANTED)) == 2
        await desk.tell("revoked")
        assert await desk.missing() == ["CertificateMissing"]

    async def test_a_renewal_counts_and_old_news_does_not(self, desk: Desk) -> None:
        await desk.ready()
        await desk.acknowledge()
        await desk.issue(1, valid_until="2026-02-01T00:00:00Z")
        assert await desk.missing() == ["CertificateExpired"]
        await desk.issue(2, issued_at="2026-06-01T00:00:00Z")
        assert (await desk.check())["allowed"] is True
        await desk.tell("expired", 1)
        assert (await desk.check())["allowed"] is True

    async def test_an_event_that_comes_twice_or_late_changes_nothing(self, desk: Desk) -> None:
        await desk.ready()
        await desk.acknowledge()
        issued = event_of("training.certificate.issued.v1", desk.certificate(desk.anna.id))
        suspended = event_of("training.certificate.suspended.v1", desk.certificate(desk.anna.id))
        await actions.follow_state("suspended", "CertificateSuspended")(desk.session, [suspended])
        await actions.follow_issued(desk.session, [issued, issued])
        await desk.session.commit()
        assert await desk.missing() == ["CertificateSuspended"]

    async def test_a_new_version_leaves_time_and_past_its_date_takes_the_right(
        self, desk: Desk, clock: Any, database: Any, published: Any
    ) -> None:
        await desk.ready()
        await desk.issue()
        await desk.acknowledge()
        following = await desk.office.next_version(desk.path, desk.office.clause("do"))
        await desk.office.publish(following, 14)
        assert (await desk.check())["allowed"] is True
        clock.advance(days=14)
        assert await desk.missing() == ["AcknowledgementMissing"]
        await lapse_due_acknowledgements(database)
        await lapse_due_acknowledgements(database)
        told = await published(AcknowledgementCurrent.type)
        current = [AcknowledgementCurrent.model_validate(event["data"]).current for event in told]
        assert current == [True, False]
        assert [event["data"]["missing"] for event in await published(LAPSED)] == [["AcknowledgementMissing"]]
        await desk.acknowledge()
        assert (await desk.check())["allowed"] is True

    async def test_no_days_to_acknowledge_takes_the_right_at_once(self, desk: Desk, published: Any) -> None:
        await desk.ready()
        await desk.issue()
        await desk.acknowledge()
        following = await desk.office.next_version(desk.path, desk.office.clause("do"))
        await desk.office.publish(following, 0)
        assert await desk.missing() == ["AcknowledgementMissing"]
        assert len(await published(LAPSED)) == 1

    async def test_a_version_that_does_not_concern_the_person_changes_nothing(self, desk: Desk) -> None:
        await desk.ready()
        await desk.issue()
        await desk.acknowledge()
        leaders = desk.office.clause("duty", applies_to={"roles": ["executive"]})
        await desk.office.publish(await desk.office.next_version(desk.path, leaders), 0)
        assert (await desk.check())["allowed"] is True

    async def test_a_certificate_expires_by_the_clock_alone(
        self, desk: Desk, clock: Any, database: Any, published: Any
    ) -> None:
        await desk.ready()
        await desk.issue(valid_until=(datetime.now(UTC) + timedelta(days=30)).isoformat())
        await desk.acknowledge()
        clock.advance(days=31)
        assert await desk.missing() == ["CertificateExpired"]
        await end_what_is_over(database)
        assert [event["data"]["because"] for event in await published(LAPSED)] == [["CertificateExpired"]]


class TestSuspending:
    async def test_a_strategist_suspends_and_reinstates(self, desk: Desk, published: Any) -> None:
        await desk.ready()
        await desk.issue()
        await desk.acknowledge()
        path, body = f"speaking-rights/{desk.anna.id}", {"reason": "A complaint", "until": "2099-01-01T00:00:00Z"}
        await desk.office.post("employee", f"{path}/suspend", body, expect=403)
        suspended = await desk.office.post("strategist", f"{path}/suspend", body)
        assert (suspended["state"], suspended["suspension"]["reason"]) == ("suspended", "A complaint")
        assert await desk.missing() == ["Suspended"]
        again = await desk.office.post("strategist", f"{path}/suspend", body, expect=409)
        assert (again["code"], again["state"], again["allowed"]) == ("MoveNotAllowed", "suspended", ["reinstate"])
        kept = await desk.session.execute(text("SELECT text FROM audit_texts"))
        assert kept.scalars().all() == ["A complaint"]
        told = await desk.session.execute(
            text("SELECT count(*) FROM audit_entries WHERE details::text LIKE :words"),
            {"words": "%" + "A complaint" + "%"},
        )
        assert told.scalar_one() == 0
        assert (await desk.office.get("manager", path))["suspension"] is None
        back = await desk.office.post("strategist", f"{path}/reinstate")
        assert (back["state"], back["allowed"]) == ("granted", True)
        twice = await desk.office.post("strategist", f"{path}/reinstate", expect=409)
        assert (twice["code"], twice["state"], twice["allowed"]) == ("MoveNotAllowed", "granted", ["suspend"])
        assert len(await published(LAPSED)) == 1

    async def test_it_ends_by_itself(self, desk: Desk, clock: Any, database: Any, published: Any) -> None:
        await desk.ready()
        await desk.issue()
        await desk.acknowledge()
        path = f"speaking-rights/{desk.anna.id}/suspend"
        past = {"reason": "x", "until": (clock.moment - timedelta(days=1)).isoformat()}
        await desk.office.post("strategist", path, past, expect=422)
        until = {"reason": "x", "until": (clock.moment + timedelta(days=2)).isoformat()}
        await desk.office.post("strategist", path, until)
        clock.advance(days=3)
        assert (await desk.check())["allowed"] is True
        await end_what_is_over(database)
        assert [event["data"]["because"] for event in await published(GRANTED)][-1] == ["SuspensionEnded"]
        await desk.office.post("strategist", path, {"reason": "again"})

    async def test_nobody_gives_themselves_the_right_back(self, office: Any, http: Any) -> None:
        strategist = await http.as_("strategist")
        path = f"speaking-rights/{strategist.person.id}"
        colleague = await http.as_("strategist", name="colleague")
        assert (await colleague.post(f"/v1/{path}/suspend", json={"reason": "A complaint"})).status_code == 200
        refused = await office.post("strategist", f"{path}/reinstate", expect=403)
        assert refused["code"] == "SecondPersonNeeded"
        assert (await colleague.post(f"/v1/{path}/reinstate")).status_code == 200

    async def test_nobody_suspends_whom_nobody_knows(self, office: Any) -> None:
        path = "speaking-rights/0190f3a0-0000-7000-8000-000000000000"
        await office.post("strategist", f"{path}/suspend", {"reason": "x"}, expect=404)
        await office.post("strategist", f"{path}/reinstate", expect=404)
        await office.get("manager", path, expect=404)


class TestWhatOthersLearn:
    WHOLE = ("strategist", "admin")
    WHETHER = ("manager", "hr", "legal", "trainer", "executive", "community-manager")

    async def readers(self, desk: Desk, http: Any) -> dict[str, tuple[Any, bool]]:
        """Everybody who may ask, and whether they may see why."""
        boss = await http.as_("manager", name="boss")
        roles = {role: (await http.as_(role), role in self.WHOLE) for role in (*self.WHOLE, *self.WHETHER)}
        scopes = ["speaking-rights.read", "certificates.read", "content.read", "feed.read"]
        return roles | {
            "the person": (await http.as_("employee", name="anna"), True),
            "a colleague": (await http.as_("employee", name="colleague"), False),
            "another manager": (boss, False),
            "a partner": (http.system("partner", scopes), False),
            "our own service": (http.system("advocacy-api", ["speaking-rights.read", "people.read"]), True),
        }

    async def test_whether_for_all_and_why_for_a_few(self, desk: Desk, http: Any) -> None:
        await desk.ready()
        path = f"/v1/speaking-rights/{desk.anna.id}"
        await desk.office.post("strategist", path.removeprefix("/v1/") + "/suspend", {"reason": "A complaint"})
        for who, (reader, sees_why) in (await self.readers(desk, http)).items():
            check = (await reader.get("/v1/speaking-rights/check", params={"person": str(desk.anna.id)})).json()
            whole = (await reader.get(path)).json()
            assert set(check) == {"allowed", "because", "missing"}
            assert (check["allowed"], whole["allowed"]) == (False, False), who
            codes = [line["code"] for line in check["missing"]]
            assert codes == (["Suspended", "CertificateMissing", "AcknowledgementMissing"] if sees_why else []), who
            assert [line["code"] for line in whole["missing"]] == codes, who
            assert whole["state"] == ("suspended" if sees_why else "open"), who
            assert (whole["suspension"] is not None) == sees_why, who
            if not sees_why:
                assert (check["because"], whole["because"], whole["since"]) == ([], [], None), who

    async def test_a_right_that_holds_says_no_more_either(self, desk: Desk, http: Any) -> None:
        await desk.ready()
        await desk.issue()
        await desk.acknowledge()
        for who, (reader, sees_why) in (await self.readers(desk, http)).items():
            whole = (await reader.get(f"/v1/speaking-rights/{desk.anna.id}")).json()
            assert (whole["allowed"], whole["state"], whole["missing"]) == (True, "granted", []), who
            assert bool(whole["because"]) == (whole["since"] is not None) == sees_why, who

    async def test_the_feed_tells_partners_whether_and_not_why(self, desk: Desk, http: Any) -> None:
        await desk.ready()
        await desk.issue()
        await desk.acknowledge()
        await desk.office.post("strategist", f"speaking-rights/{desk.anna.id}/suspend", {"reason": "A complaint"})
        told: dict[str, Any] = {}
        for who, scopes in (("partner", ["feed.read"]), ("advocacy-api", ["feed.read", "people.read"])):
            answer = await http.system(who, scopes).get("/v1/feed", params={"type": LAPSED})
            [event] = answer.json()
            assert event["data"]["person_id"] == str(desk.anna.id)
            told[who] = (event["data"]["because"], event["data"]["missing"])
        assert told == {"partner": ([], []), "advocacy-api": (["Suspended"], ["Suspended"])}


class TestTheList:
    async def test_those_who_keep_rights_see_whose_changed(
        self, desk: Desk, http: Any, statements: Any, session: Any
    ) -> None:
        await desk.ready()
        await desk.issue()
        await desk.acknowledge()
        for role in ("employee", "manager", "hr", "legal"):
            await desk.office.get(role, "speaking-rights", expect=403)
        assert (await http.system("partner", ["speaking-rights.read"]).get("/v1/speaking-rights")).status_code == 403
        strategist = await http.as_("strategist")
        statements.seen.clear()
        [anna] = (await strategist.get("/v1/speaking-rights")).json()["items"]
        assert len(statements) == 1, statements.seen
        assert (anna["person_id"], anna["state"], anna["allowed"]) == (str(desk.anna.id), "granted", ["suspend"])
        await desk.office.post("strategist", f"speaking-rights/{desk.anna.id}/suspend", {"reason": "A complaint"})
        bram = (await http.as_("employee", name="bram")).person
        await desk.office.post("strategist", f"speaking-rights/{bram.id}/suspend", {"reason": "Another one"})
        every = (await strategist.get("/v1/speaking-rights")).json()["items"]
        assert [one["person_id"] for one in every] == [str(desk.anna.id), str(bram.id)]
        assert [one["since"] is None for one in every] == [False, True], "one never had the right"
        first = (await strategist.get("/v1/speaking-rights", params={"limit": 1})).json()
        after = {"limit": 1, "cursor": first["next_cursor"]}
        assert [*first["items"], *(await strategist.get("/v1/speaking-rights", params=after)).json()["items"]] == every
        assert [one["allowed"] for one in every] == [["reinstate"], ["reinstate"]]
        for state, whose in (("granted", []), ("open", []), ("suspended", every)):
            assert (await strategist.get("/v1/speaking-rights", params={"state": state})).json()["items"] == whose
        file = await strategist.get("/v1/speaking-rights", params={"state": "suspended", "format": "csv"})
        assert len(file.text.splitlines()) == 3
        assert "complaint" not in file.text
        entries = await session.execute(text("SELECT action FROM audit_entries WHERE action LIKE '%.exported'"))
        assert entries.scalars().all() == ["speaking-rights.exported"]


class TestPolicies:
    async def test_only_named_schemes_count_on_a_network(self, desk: Desk, http: Any) -> None:
        await desk.ready()
        await desk.issue()
        await desk.acknowledge()
        strategist = await http.as_("strategist")
        path, body = "/v1/speaking-policies/x", {"schemes": ["press"]}
        assert (await strategist.put(path, json=body)).status_code == 428
        made = await strategist.put(path, json=body, headers={"If-Match": "*"})
        assert (made.status_code, made.json()["schemes"]) == (200, ["press"])
        employee = await http.as_("employee", name="anna")
        assert (await employee.put(path, json=body, headers={"If-Match": "*"})).status_code == 403
        assert await desk.missing(network="x") == ["CertificateMissing"]
        assert await desk.missing(network="linkedin") == []
        whole = await desk.office.get("manager", f"speaking-rights/{desk.anna.id}")
        assert (whole["allowed"], whole["networks"]) == (True, {"x": False})
        assert len((await desk.office.get("manager", "speaking-policies"))["items"]) == 1
        assert (await strategist.delete(path, headers={"If-Match": '"v9"'})).status_code == 412
        assert (await strategist.delete(path, headers={"If-Match": "*"})).status_code == 204
        assert (await strategist.get(path)).status_code == 404
