"""The main journey, step by step, as a partner would walk it: through the gateway, by the promised paths and fields."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.calling import Caller, SignedIn, eventually
from tests.journeys.conftest import Story

HEADER = (
    "employee_number,user_name,given_name,family_name,email,locale,department,division,job_profile,"
    "manager_employee_number,location,active"
)
PEOPLE = [
    "J-001,jr.director,Ingrid,Directeur,ingrid@example.org,nl,Directie,Groep,director,,Utrecht,true",
    "J-002,jr.lead,Luc,Meneur,luc@example.org,fr,Verkoop,Zakelijk,sales-lead,J-001,Namur,true",
    "J-003,jr.anna,Anna,Één,anna@example.org,nl,Verkoop,Zakelijk,account-manager,J-002,Utrecht,true",
    "J-004,jr.bram,Bram,Twee,bram@example.org,nl,Verkoop,Zakelijk,account-manager,J-002,Utrecht,true",
    "J-005,jr.cleo,Cleo,Three,cleo@example.org,en,Support,Zakelijk,webcare-agent,J-002,Gent,true",
]
ANNA = "person:jr.anna"


def import_people(hr: Caller, text: str, *, dry_run: bool = False) -> Any:
    """Upload a file and wait for its job."""
    answer = hr.http.post(
        f"/api/training/v1/people/imports?dry_run={str(dry_run).lower()}",
        files={"file": ("people.csv", text.encode(), "text/csv")},
    )
    assert answer.status_code == 202, answer.text
    location = answer.headers["location"]
    assert location.startswith("/api/training/v1/people/imports/")

    def finished() -> Any:
        job = hr.http.get(location).json()
        assert job["status"] in {"queued", "running", "succeeded", "failed"}
        return job if job["status"] in {"succeeded", "failed"} else None

    return eventually(finished, 30)


def csv(*rows: str) -> str:
    """A file as HR sends it."""
    return "\n".join([HEADER, *rows]) + "\n"


class TestHrBringsThePeople:
    def test_a_dry_run_tells_what_would_happen_and_changes_nothing(self, signed_in: SignedIn) -> None:
        job = import_people(signed_in("hr"), csv(*PEOPLE), dry_run=True)
        assert (job["status"], job["created"], job["errors"]) == ("succeeded", 5, [])
        assert signed_in("hr").get("T/people", params={"q": "jr.anna"})["items"] == []

    def test_rows_in_error_are_named_and_the_others_applied(self, signed_in: SignedIn) -> None:
        wrong = [
            "J-101,,No,Name,no@example.org,nl,Verkoop,Zakelijk,account-manager,J-001,Utrecht,true",
            "J-102,jr.mail,Bad,Mail,not-an-address,nl,Verkoop,Zakelijk,account-manager,J-001,Utrecht,true",
            "J-103,jr.lost,Lost,Soul,lost@example.org,nl,Verkoop,Zakelijk,account-manager,J-999,Utrecht,true",
            "J-104,jr.x,Round,One,x@example.org,nl,Verkoop,Zakelijk,account-manager,J-105,Utrecht,true",
            "J-105,jr.y,Round,Two,y@example.org,nl,Verkoop,Zakelijk,account-manager,J-104,Utrecht,true",
            "J-003,jr.again,Twice,Given,z@example.org,nl,Verkoop,Zakelijk,account-manager,J-001,Utrecht,true",
            "J-106,jr.tongue,Odd,Locale,t@example.org,klingon!,Verkoop,Zakelijk,account-manager,J-001,Utrecht,true",
        ]
        job = import_people(signed_in("hr"), csv(*PEOPLE, *wrong))
        assert job["status"] == "succeeded"
        assert job["progress"]["done"] == job["progress"]["total"]
        found = {(error["line"], error["code"]) for error in job["errors"]}
        for line, code in [
            (7, "MissingValue"), (8, "InvalidEmail"), (9, "UnknownManager"), (10, "ManagerCycle"),
            (11, "ManagerCycle"), (12, "DuplicateEmployeeNumber"), (13, "InvalidLocale"),
        ]:  # fmt: skip
            assert (line, code) in found, job["errors"]
        assert all({"line", "column", "code", "detail"} <= error.keys() for error in job["errors"])
        assert job["created"] >= 4

    def test_the_same_file_again_changes_nothing(self, signed_in: SignedIn) -> None:
        import_people(signed_in("hr"), csv(*PEOPLE))
        job = import_people(signed_in("hr"), csv(*PEOPLE))
        assert (job["created"], job["updated"], job["unchanged"]) == (0, 0, 5)

    def test_a_file_with_a_mark_and_semicolons_is_read(self, signed_in: SignedIn) -> None:
        text = "\ufeff" + csv(*PEOPLE).replace(",", ";")
        assert import_people(signed_in("hr-system"), text)["unchanged"] == 5

    def test_the_others_know_the_person_under_the_same_id(self, signed_in: SignedIn) -> None:
        hr = signed_in("hr")
        anna = hr.get("T/people", params={"q": "jr.anna"})["items"][0]
        for service in ("A", "G"):
            same = eventually(lambda service=service: hr.get(f"{service}/people/{anna['id']}"))
            assert (same["id"], same["user_name"], same["department"]) == (anna["id"], "jr.anna", "Verkoop")
            assert signed_in(ANNA).get(f"{service}/people/me")["id"] == anna["id"]
        assert isinstance(signed_in(ANNA).get("T/people/me")["permissions"], list)
        listed = hr.get("T/people", params={"department": "Verkoop", "limit": 1})
        assert len(listed["items"]) == 1
        assert listed["next_cursor"]

    def test_who_is_not_hr_may_not_import(self, signed_in: SignedIn) -> None:
        answer = signed_in(ANNA).http.post(
            "/api/training/v1/people/imports", files={"file": ("p.csv", b"x", "text/csv")}
        )
        assert answer.status_code == 403
        assert answer.headers["content-type"] == "application/problem+json"


def module(track: str, code: str, level: int, owner: str, **more: Any) -> dict[str, Any]:
    """A module as the trainer sends it."""
    return {
        "code": code, "track_id": track, "level": level, "title": {"nl": f"Module {code}", "en": f"Module {code}"},
        "minutes": 12, "credits": 2, "modality": "online",
        "goals": [{"nl": "Weten wat het is", "en": "Know what it is"}],
        "content": [
            {"kind": "text", "title": {"en": "Read"}, "body": {"en": "Words."}},
            {"kind": "link", "title": {"en": "Look"}, "url": "https://example.org/look"},
        ],
        "completion_rule": "content", "owner_id": owner, **more,
    }  # fmt: skip


class TestTheTrainerBuildsATrack:
    def test_a_track_with_a_graph_of_modules(self, signed_in: SignedIn, story: Story) -> None:
        trainer = signed_in("trainer")
        track = trainer.post(
            "T/tracks",
            {"code": "JR", "title": {"en": "Journey"}, "phase": "organisation", "component": "all-staff",
             "audience": {"everyone": True}},
            expect=201,
        )  # fmt: skip
        story["track"] = track["id"]
        assert track["state"] == "draft"
        for code, level in (("JR-101", 1), ("JR-102", 1), ("JR-201", 2), ("JR-301", 3)):
            made = trainer.post("T/modules", module(track["id"], code, level, trainer.person_id), expect=201)
            assert made["state"] == "draft"
            story[code] = made["id"]
        one, two, three = story["JR-101"], story["JR-102"], story["JR-201"]
        trainer.put(f"T/modules/{three}/prerequisites", {"all_of": [{"module": one}]})
        trainer.put(
            f"T/modules/{story['JR-301']}/prerequisites",
            {"all_of": [{"module": three}, {"any_of": [{"module": one}, {"module": two}]}, {"level": 1}]},
        )

    def test_a_circle_is_refused_and_named(self, signed_in: SignedIn, story: Story) -> None:
        problem = signed_in("trainer").put(
            f"T/modules/{story['JR-101']}/prerequisites", {"all_of": [{"module": story["JR-301"]}]}, expect=422
        )
        assert problem["code"] == "PrerequisiteCycle"
        assert "JR-101" in str(problem)
        assert "JR-301" in str(problem)

    def test_only_what_is_complete_is_published(self, signed_in: SignedIn, story: Story) -> None:
        trainer = signed_in("trainer")
        bare = trainer.post(
            "T/modules",
            module(story["track"], "JR-999", 4, trainer.person_id) | {"goals": [], "content": []},
            expect=201,
        )
        problem = trainer.post(f"T/modules/{bare['id']}/publish", expect=409)
        assert problem["code"] == "NotPublishable"
        assert problem["missing"]
        for code in ("JR-101", "JR-102", "JR-201", "JR-301"):
            assert trainer.post(f"T/modules/{story[code]}/publish")["state"] == "published"
        assert trainer.post(f"T/tracks/{story['track']}/publish")["state"] == "published"

    def test_a_requirement_is_counted_before_it_is_made(self, signed_in: SignedIn, story: Story) -> None:
        trainer = signed_in("trainer")
        requirement = trainer.post(
            "T/requirements",
            {"module_id": story["JR-101"], "applies_to": {"job_profiles": ["account-manager"]}, "due_in_days": 30,
             "repeat_every_days": None, "reason": "They speak with customers daily", "legal_basis": "contract",
             "sponsor_id": signed_in("hr").person_id},
            expect=201,
        )  # fmt: skip
        counted = trainer.post(f"T/requirements/{requirement['id']}/dry-run")
        assert counted["people"] >= 2
        assert counted["already_pass"] == 0
        assert trainer.post(f"T/requirements/{requirement['id']}/activate")["state"] == "active"
        mine = signed_in(ANNA).get("T/me/requirements")["items"]
        assert [line for line in mine if line.get("module_id") == story["JR-101"] or story["JR-101"] in str(line)]
        assert signed_in("person:jr.cleo").get("T/me/requirements")["items"] == []

    def test_a_scheme_is_published(self, signed_in: SignedIn, story: Story) -> None:
        trainer = signed_in("trainer")
        scheme = trainer.post(
            "T/certification-schemes",
            {"code": "jr-speaker", "title": {"en": "Journey speaker"},
             "rule": {"modules": [story["JR-101"], story["JR-201"]], "min_credits": 4, "min_offline_credits": 0},
             "guideline_code": "jr-guideline", "valid_for_days": 365, "refresher_window_days": 60},
            expect=201,
        )  # fmt: skip
        assert trainer.post(f"T/certification-schemes/{scheme['id']}/publish")["state"] == "published"
        story["scheme"] = scheme["id"]

    def test_an_employee_may_not_build(self, signed_in: SignedIn) -> None:
        signed_in(ANNA).post("T/tracks", {"code": "X"}, expect=403)


def clause(kind: str, text: str, owner: str, roles: list[str] | None = None) -> dict[str, Any]:
    """A clause as the strategist sends it."""
    return {
        "type": kind, "scope": "work", "applies_to": {"roles": roles or []}, "audience_groups": ["customers"],
        "text": {"nl": text, "en": text}, "reason": "It keeps trust", "owner_id": owner, "review_on": "2027-06-01",
    }  # fmt: skip


class TestTheGuidelineWithLegal:
    def test_a_version_needs_its_four_kinds_of_clause(self, signed_in: SignedIn, story: Story) -> None:
        strategist = signed_in("strategist")
        guideline = strategist.post("G/guidelines", {"code": "jr-guideline", "title": {"en": "Our words"}}, expect=201)
        version = strategist.post(f"G/guidelines/{guideline['id']}/versions", {"based_on": None}, expect=201)
        story["guideline"], story["v"] = guideline["id"], f"G/guidelines/{guideline['id']}/versions"
        assert version["number"] == 1
        owner = strategist.person_id
        for kind in ("do", "dont", "duty"):
            story[kind] = strategist.post(
                f"{story['v']}/1/clauses", clause(kind, f"A {kind} clause.", owner), expect=201
            )
        template = strategist.post(
            "G/signoff-templates",
            {"name": "Legal first", "stages": [
                {"name": "Help us", "kind": "co-create", "reviewers": [{"role": "legal"}], "quorum": "any",
                 "due_business_days": 3},
                {"name": "Decide", "kind": "decide", "reviewers": [{"role": "legal"}, {"role": "corporate-affairs"}],
                 "quorum": "all", "due_business_days": 5},
            ]},
            expect=201,
        )  # fmt: skip
        story["template"] = template["id"]
        problem = strategist.post(f"{story['v']}/1/submit", {"template_id": template["id"]}, expect=409)
        assert problem["code"] == "ClausesMissing"
        strategist.post(f"{story['v']}/1/clauses", clause("freedom", "A freedom.", owner), expect=201)
        unsigned = strategist.post(f"{story['v']}/1/publish", {"acknowledge_within_days": 14}, expect=409)
        assert unsigned["code"] == "NotSignedOff"

    def test_an_edit_voids_a_running_signoff(self, signed_in: SignedIn, story: Story) -> None:
        strategist, legal = signed_in("strategist"), signed_in("legal")
        signoff = strategist.post(f"{story['v']}/1/submit", {"template_id": story["template"]})
        assert signoff["id"] in [item["id"] for item in legal.get("G/me/signoffs")["items"]]
        strategist.post(
            f"{story['v']}/1/clauses", clause("encouragement", "Tell it.", strategist.person_id), expect=201
        )
        assert strategist.get(f"G/signoffs/{signoff['id']}")["state"] == "voided"

    def test_legal_and_corporate_affairs_decide_in_turn_on_this_very_text(
        self, signed_in: SignedIn, story: Story
    ) -> None:
        strategist, legal, affairs = (signed_in(who) for who in ("strategist", "legal", "corporate-affairs"))
        signoff = strategist.post(f"{story['v']}/1/submit", {"template_id": story["template"]})
        path, text = f"G/signoffs/{signoff['id']}", signoff["content_hash"]

        def decision(content_hash: str = text) -> dict[str, Any]:
            return {"decision": "approve", "reason_code": "fits", "comment": "Good.", "content_hash": content_hash}

        assert strategist.post(f"{path}/decisions", decision(), expect=403)["code"] == "OwnWork"
        assert affairs.post(f"{path}/decisions", decision(), expect=409)["code"] == "NotYourTurn"
        assert legal.post(f"{path}/decisions", decision("0" * 64), expect=409)["code"] == "ContentChanged"
        legal.post(f"{path}/decisions", decision())
        affairs.post(f"{path}/decisions", decision())
        unsigned = strategist.post(f"{story['v']}/1/publish", {"acknowledge_within_days": 14}, expect=409)
        assert unsigned["code"] == "NotSignedOff"
        repeated = legal.post(f"{path}/decisions", decision(), expect=409)
        assert (repeated["code"], repeated["stage"]) == ("NotYourTurn", 1), "sent again, it decides no other stage"
        legal.post(f"{path}/decisions", {**decision(), "stage": 1})
        seen = legal.get(path)
        assert len([decided for decided in seen["decisions"] if decided["decision"] == "approve"]) == 3
        published = strategist.post(f"{story['v']}/1/publish", {"acknowledge_within_days": 14})
        assert published["number"] == 1
        assert signed_in(ANNA).get("G/guidelines/jr-guideline/in-force")["number"] == 1


class TestPeopleAcknowledge:
    def test_they_are_asked_what_concerns_them_and_answers(self, signed_in: SignedIn, story: Story) -> None:
        for who in (ANNA, "person:jr.bram", "person:jr.cleo"):
            caller = signed_in(who)
            mine = caller.get("G/me/acknowledgements")["items"]
            asked = next(item for item in mine if item["guideline"]["code"] == "jr-guideline")
            assert (asked["state"], asked["guideline"]["id"]) == ("open", story["guideline"])
            assert len(asked["clauses"]) == 5
            story[f"{who} asked"] = asked["id"]
        declined = signed_in("person:jr.bram").post(
            f"G/acknowledgements/{story['person:jr.bram asked']}/answer",
            {"accepted": False, "language": "nl", "comment": "Clause two is unclear."},
        )
        assert declined["state"] == "declined"
        summary = signed_in("strategist").get(f"{story['v']}/1/acknowledgement-summary")
        assert summary["declined"] == 1
        assert summary["asked"] == summary["accepted"] + summary["declined"] + summary["open"]

    def test_another_person_cannot_answer_for_them(self, signed_in: SignedIn, story: Story) -> None:
        body = {"accepted": True, "language": "nl", "comment": None}
        signed_in("person:jr.cleo").post(f"G/acknowledgements/{story[f'{ANNA} asked']}/answer", body, expect=404)


class TestPeopleLearn:
    def test_locked_says_what_is_missing_and_the_shortest_way(self, signed_in: SignedIn, story: Story) -> None:
        anna = signed_in(ANNA)
        locked = anna.get(f"T/me/eligibility/{story['JR-301']}")
        assert locked["eligible"] is False
        assert locked["missing"]
        path = locked["shortest_path"]
        assert set(path) == {story["JR-101"], story["JR-102"], story["JR-201"]}
        assert path.index(story["JR-101"]) < path.index(story["JR-201"])
        refused = anna.post("T/enrolments", {"module_id": story["JR-301"]}, expect=409)
        assert refused["code"] == "PrerequisitesMissing"
        assert refused["shortest_path"] == path

    def test_the_last_item_completes_a_module(self, signed_in: SignedIn, story: Story) -> None:
        anna = signed_in(ANNA)
        for code in ("JR-101", "JR-201"):
            enrolment = anna.post("T/enrolments", {"module_id": story[code]}, expect=201)
            items = anna.get(f"T/modules/{story[code]}")["content"]
            for item in items:
                step = anna.post(f"T/enrolments/{enrolment['id']}/progress", {"content_item_id": item["id"]})
            assert step["state"] == "completed"
        transcript = anna.get("T/me/transcript")
        assert {story["JR-101"], story["JR-201"]} <= {line["module_id"] for line in transcript["items"]}

    def test_the_certificate_comes_when_the_acknowledgement_arrives_last(
        self, signed_in: SignedIn, story: Story
    ) -> None:
        anna = signed_in(ANNA)
        assert anna.get("T/me/certificates")["items"] == []
        missing = anna.get(f"G/speaking-rights/check?person={anna.person_id}&network=linkedin")
        assert missing["allowed"] is False
        assert {"CertificateMissing", "AcknowledgementMissing"} <= {line["code"] for line in missing["missing"]}
        assert all({"label", "href"} <= line["fix"].keys() for line in missing["missing"])
        receipt = anna.post(
            f"G/acknowledgements/{story[f'{ANNA} asked']}/answer", {"accepted": True, "language": "nl", "comment": None}
        )
        assert receipt["content_hash"]
        certificate = eventually(lambda: anna.get("T/me/certificates")["items"])[0]
        assert certificate["state"] == "valid"
        story["certificate"] = certificate["id"]
        checked = anna.get(f"T/certificates/check?person={anna.person_id}&scheme=jr-speaker")
        assert (checked["valid"], checked["certificate_id"]) == (True, certificate["id"])
        assert checked["valid_until"]

    def test_anyone_can_verify_it(self, stack: Any, story: Story) -> None:
        with httpx.Client(base_url=stack.origin, timeout=20, trust_env=False) as anyone:
            seen = anyone.get(f"/api/training/v1/credentials/{story['certificate']}")
            assert seen.status_code == 200
            assert "Anna" in seen.text
            assert "anna@example.org" not in seen.text
            assert anyone.get(f"/verify/{story['certificate']}").headers["content-type"].startswith("text/html")
            assert anyone.get("/api/training/v1/credentials/0190f3a0-0000-7000-8000-000000000000").status_code == 404


class TestMayThePersonSpeak:
    def test_yes_when_all_three_hold(self, signed_in: SignedIn) -> None:
        anna = signed_in(ANNA)
        path = f"G/speaking-rights/check?person={anna.person_id}&network=linkedin"
        answer = eventually(lambda: (found := anna.get(path))["allowed"] and found)
        assert answer["because"]
        assert answer["missing"] == []

    def test_a_suspension_is_felt_and_taken_back(self, signed_in: SignedIn) -> None:
        anna, strategist = signed_in(ANNA), signed_in("strategist")
        path = f"G/speaking-rights/check?person={anna.person_id}&network=linkedin"
        body = {"reason": "A complaint is being looked at", "until": "2099-01-01T00:00:00Z"}
        anna.post(f"G/speaking-rights/{anna.person_id}/suspend", body, expect=403)
        strategist.post(f"G/speaking-rights/{anna.person_id}/suspend", body)
        assert "Suspended" in [line["code"] for line in anna.get(path)["missing"]]
        strategist.post(f"G/speaking-rights/{anna.person_id}/reinstate")
        assert anna.get(path)["allowed"] is True


class TestTheEmployeeBecomesAnAmbassadorAndShares:
    def test_only_they_accept_and_activation_says_what_is_missing(self, signed_in: SignedIn, story: Story) -> None:
        manager = signed_in("community-manager")
        for who, ready in ((ANNA, True), ("person:jr.cleo", False)):
            person = signed_in(who)
            made = manager.post("A/ambassadors", {"person_id": person.person_id}, expect=201)
            assert made["state"] == "nominated"
            assert manager.post(f"A/ambassadors/{made['id']}/invite")["state"] == "invited"
            assert person.post("A/me/ambassadorship/accept")["state"] == "accepted"
            if ready:
                assert person.post("A/me/ambassadorship/activate")["state"] == "active"
            else:
                refused = person.post("A/me/ambassadorship/activate", expect=409)
                assert refused["code"] == "NotReady"
                assert "CertificateMissing" in [line["code"] for line in refused["missing"]]
        assert signed_in("person:jr.cleo").post("A/me/ambassadorship/leave")["state"] == "alumni"

    def test_content_is_published_and_found(self, signed_in: SignedIn, story: Story) -> None:
        manager = signed_in("community-manager")
        content = manager.post(
            "A/content",
            {"kind": "article", "title": {"en": "What a day"}, "url": "https://example.org/day?x=1", "language": "en",
             "variants": [{"network": "linkedin", "language": "en", "text": "What a day at work."}],
             "disclosure": "#workingatkring", "valid_from": None, "valid_to": None, "audience": {"everyone": True},
             "taxonomy": "people"},
            expect=201,
        )  # fmt: skip
        assert manager.post(f"A/content/{content['id']}/publish")["state"] == "published"
        found = signed_in(ANNA).get("A/content", params={"kind": "article", "network": "linkedin"})
        assert content["id"] in [item["id"] for item in found["items"]]
        story["content"] = content["id"]

    def test_sharing_is_idempotent_and_on_behalf_needs_the_right(self, signed_in: SignedIn, story: Story) -> None:
        anna, cleo = signed_in(ANNA), signed_in("person:jr.cleo")
        body = {"content_id": story["content"], "network": "linkedin", "on_behalf": True, "text": "Proud of this."}
        share = anna.post("A/shares", body, expect=201)
        assert share["on_behalf"] is True
        assert "/s/" in share["short_url"]
        assert "linkedin.com" in share["intent_url"]
        assert anna.post("A/shares", body, expect=200)["id"] == share["id"]
        story["share"], story["short"] = share["id"], share["short_url"]
        refused = cleo.post("A/shares", body, expect=403)
        assert refused["code"] == "SpeakingRightMissing"
        assert "CertificateMissing" in [line["code"] for line in refused["missing"]]
        assert cleo.post("A/shares", body | {"on_behalf": False}, expect=201)["on_behalf"] is False

    def test_a_click_counts_once_and_a_robot_does_not(self, signed_in: SignedIn, story: Story) -> None:
        anna = signed_in(ANNA)
        browser = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
        robot = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
        preview = {"User-Agent": "LinkedInBot/1.0 (compatible; Mozilla/5.0; +http://www.linkedin.com)"}
        with httpx.Client(timeout=20, trust_env=False) as anyone:
            for headers in (browser, robot):  # a search engine is led on as people are
                answer = anyone.get(story["short"], headers=headers)
                assert answer.status_code == 302
                target = httpx.URL(answer.headers["location"])
                assert target.params["utm_source"] == "linkedin"
                assert target.params["utm_medium"] == "employee"
                assert target.params["utm_campaign"]
                assert target.params["x"] == "1"
                assert "set-cookie" not in answer.headers
            shown = anyone.get(story["short"], headers=preview)
            assert (shown.status_code, "og:title" in shown.text) == (200, True)
            assert anyone.get(story["short"].rsplit("/", 1)[0] + "/nothing-here").status_code == 404
        assert eventually(lambda: anna.get(f"A/shares/{story['share']}")["clicks"]) == 1
        signed_in("person:jr.cleo").get(f"A/shares/{story['share']}", expect=404)


class TestItCountsAndThePersonIsThanked:
    def test_everything_they_did_counts_once(self, signed_in: SignedIn, story: Story) -> None:
        anna = signed_in(ANNA)

        def counted() -> Any:
            points = anna.get("A/me/points")
            return points if len(points["entries"]) >= 5 else None

        points = eventually(counted)
        assert points["balance"] == sum(entry["amount"] for entry in points["entries"])
        events = [(entry["event_id"], entry["reason"]) for entry in points["entries"]]
        assert len(events) == len(set(events)) == 5  # two modules, the certificate, the share, the click
        assert all(entry["created_at"] for entry in points["entries"])
        period = {"period": "month", "scope": "organisation"}
        silent = anna.get("A/leaderboards", params=period)["me"]
        assert (silent["participating"], silent["rank"]) == (False, None)
        anna.put("A/me/leaderboard-preference", {"showing": "pseudonym"})
        board = eventually(lambda: (seen := anna.get("A/leaderboards", params=period))["me"]["participating"] and seen)
        assert board["me"]["points"] == points["balance"]
        if board["people"] is None:  # fewer than five take part
            assert (board["top"], board["around"], board["me"]["rank"]) == ([], [], None)
        assert eventually(lambda: anna.get("A/me/badges")["items"])

    def test_a_reward_is_asked_approved_and_given_but_never_oversold(self, signed_in: SignedIn, story: Story) -> None:
        anna, bram, manager = signed_in(ANNA), signed_in("person:jr.bram"), signed_in("community-manager")
        balance = anna.get("A/me/points")["balance"]
        reward = manager.post("A/rewards", {"title": {"en": "Lunch"}, "cost": 1, "stock": 1, "budget": 100}, expect=201)
        dear = manager.post(
            "A/rewards", {"title": {"en": "Moon"}, "cost": balance + 1, "stock": 5, "budget": 10_000_000}, expect=201
        )
        assert anna.post("A/redemptions", {"reward_id": dear["id"]}, expect=409)["code"] == "BalanceTooLow"
        assert bram.post("A/redemptions", {"reward_id": reward["id"]}, expect=409)["code"] == "BalanceTooLow"
        asked = anna.post("A/redemptions", {"reward_id": reward["id"]}, expect=201)
        assert asked["state"] == "requested"
        anna.post(f"A/redemptions/{asked['id']}/approve", expect=403)
        manager.post(f"A/redemptions/{asked['id']}/approve")
        assert manager.post(f"A/redemptions/{asked['id']}/fulfil")["state"] == "fulfilled"
        assert anna.get("A/me/points")["balance"] == balance - 1
        assert anna.post("A/redemptions", {"reward_id": reward["id"]}, expect=409)["code"] == "OutOfStock"


class TestALapseIsFeltAtOnce:
    def test_a_suspended_certificate_takes_the_right_within_two_seconds(
        self, signed_in: SignedIn, story: Story
    ) -> None:
        anna, trainer = signed_in(ANNA), signed_in("trainer")
        path = f"G/speaking-rights/check?person={anna.person_id}&network=linkedin"
        anna.post(f"T/certificates/{story['certificate']}/suspend", {"reason": "x"}, expect=403)
        suspended = trainer.post(f"T/certificates/{story['certificate']}/suspend", {"reason": "Refresher missed"})
        started = time.monotonic()
        assert suspended["state"] == "suspended"
        eventually(lambda: "CertificateSuspended" in [line["code"] for line in anna.get(path)["missing"]], 2)
        print(f"the lapse was felt after {time.monotonic() - started:.3f} s")
        body = {"content_id": story["content"], "network": "x", "on_behalf": True, "text": "Again."}
        assert anna.post("A/shares", body, expect=403)["code"] == "SpeakingRightMissing"
        assert (
            trainer.post(f"T/certificates/{story['certificate']}/reinstate", {"reason": "Made up for"})["state"]
            == "valid"
        )
        eventually(lambda: anna.get(path)["allowed"], 2)
        anna.post("A/shares", body, expect=201)

    @pytest.fixture
    def next_version(self, signed_in: SignedIn, story: Story) -> Callable[..., int]:
        """Signs off and publishes a next version with one more clause for some roles."""

        def publish(roles: list[str], within_days: int) -> int:
            strategist, legal, affairs = (signed_in(who) for who in ("strategist", "legal", "corporate-affairs"))
            before = strategist.get("G/guidelines/jr-guideline/in-force")["number"]
            version = strategist.post(story["v"], {"based_on": before}, expect=201)
            number = int(version["number"])
            strategist.post(
                f"{story['v']}/{number}/clauses",
                clause("do", f"New in {number}.", strategist.person_id, roles),
                expect=201,
            )
            signoff = strategist.post(f"{story['v']}/{number}/submit", {"template_id": story["template"]})
            body = {
                "decision": "approve",
                "reason_code": "fits",
                "comment": "",
                "content_hash": signoff["content_hash"],
            }
            for decider, stage in ((legal, 0), (legal, 1), (affairs, 1)):
                decider.post(f"G/signoffs/{signoff['id']}/decisions", {**body, "stage": stage})
            strategist.post(f"{story['v']}/{number}/publish", {"acknowledge_within_days": within_days})
            return number

        return publish

    def test_a_change_that_does_not_concern_the_person_changes_nothing(
        self, signed_in: SignedIn, story: Story, next_version: Callable[..., int]
    ) -> None:
        anna = signed_in(ANNA)
        number = next_version(["executive"], 0)
        assert anna.get("G/guidelines/jr-guideline/in-force")["number"] == number
        mine = [
            item for item in anna.get("G/me/acknowledgements")["items"] if item["guideline"]["code"] == "jr-guideline"
        ]
        assert [item["state"] for item in mine if item["state"] in ("open", "accepted")] == ["accepted"]
        assert anna.get(f"G/speaking-rights/check?person={anna.person_id}&network=linkedin")["allowed"] is True
        changes = signed_in("legal").get(f"G/guidelines/{story['guideline']}/diff", params={"from": 1, "to": number})
        assert len(changes["added"]) == 1

    def test_a_change_that_concerns_the_person_asks_again_and_past_its_date_takes_the_right(
        self, signed_in: SignedIn, story: Story, next_version: Callable[..., int]
    ) -> None:
        anna = signed_in(ANNA)
        path = f"G/speaking-rights/check?person={anna.person_id}&network=linkedin"
        next_version([], 14)
        asked = self.asked_again(anna)
        assert anna.get(path)["allowed"] is True, "they have time until the due date"
        next_version([], 0)
        asked = self.asked_again(anna)
        eventually(lambda: "AcknowledgementMissing" in [line["code"] for line in anna.get(path)["missing"]], 5)
        anna.post(f"G/acknowledgements/{asked['id']}/answer", {"accepted": True, "language": "en", "comment": None})
        assert eventually(lambda: anna.get(path)["allowed"])

    @staticmethod
    def asked_again(person: Caller) -> Any:
        """Their open question about this guideline."""
        mine = person.get("G/me/acknowledgements")["items"]
        return next(item for item in mine if item["state"] == "open" and item["guideline"]["code"] == "jr-guideline")

    def test_today_shows_the_tasks_of_all_three(self, signed_in: SignedIn) -> None:
        bram = signed_in("person:jr.bram")
        for service in ("T", "A", "G"):
            for task in bram.get(f"{service}/me/tasks")["items"]:
                assert {"id", "kind", "subject", "reason", "due_at", "for"} <= task.keys()
        assert "JR-101" in str(bram.get("T/me/tasks"))
