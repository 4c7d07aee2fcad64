"""A small organisation to write about under load: people, modules, a certificate, a guideline, content to share."""

import os
from dataclasses import dataclass
from typing import Any

from tests.calling import Caller, SignedIn, eventually

KILLS = int(os.environ.get("KILLS") or 14)
PEOPLE = 40 + 2 * KILLS
MODULES = 20
CONTENTS = 10 + KILLS // 4
SHARERS = 10
HEADER = (
    "employee_number,user_name,given_name,family_name,email,locale,department,division,job_profile,"
    "manager_employee_number,location,active"
)
GUIDELINE = "faults-guideline"
SCHEME = "faults-scheme"


@dataclass(frozen=True)
class World:
    """Ids by which the load writes; people are user names."""

    people: list[str]
    person_ids: dict[str, str]
    modules: list[str]
    contents: list[str]


def build(signed_in: SignedIn) -> World:
    """All of it, through the gateway, as those whose task it is."""
    people = [f"faults.{number:04}" for number in range(PEOPLE)]
    person_ids = _people(signed_in("hr"), people)
    modules = _modules(signed_in("trainer"))
    _guideline(signed_in)
    manager = signed_in("community-manager")
    # Every share earns its points, so that each can be counted.
    rule = {"amount": 10, "daily_cap": None, "diminishing": 1.0, "active": True}
    manager.put("A/points/rules/share", rule)
    contents = [_content(manager, number) for number in range(CONTENTS)]
    known = eventually(lambda: signed_in("admin").get(f"A/people/{person_ids[people[-1]]}"), 60)
    assert known["id"] == person_ids[people[-1]]
    return World(people, person_ids, modules, contents)


def _people(hr: Caller, people: list[str]) -> dict[str, str]:
    rows = [
        f"F-{number:04},{name},Given{number},Family{number},{name}@example.org,en,Sales,,faults,,Ghent,true"
        for number, name in enumerate(people)
    ]
    text = "\n".join([HEADER, *rows]) + "\n"
    answer = hr.http.post("/api/training/v1/people/imports", files={"file": ("p.csv", text.encode(), "text/csv")})
    assert answer.status_code == 202, answer.text
    job = eventually(
        lambda: (found := hr.http.get(answer.headers["location"]).json())["status"] == "succeeded" and found, 60
    )
    assert job["created"] == len(people)
    ids: dict[str, str] = {}
    cursor = None
    while True:
        page = hr.get("T/people", params={"q": "faults", "limit": 200, **({"cursor": cursor} if cursor else {})})
        ids |= {item["user_name"]: item["id"] for item in page["items"] if item["user_name"] in set(people)}
        cursor = page["next_cursor"]
        if cursor is None:
            assert len(ids) == len(people)
            return ids


def _modules(trainer: Caller) -> list[str]:
    track = {"code": "FAULTS", "title": {"en": "Faults"}, "phase": "organisation", "component": "all-staff",
             "audience": {"everyone": True}}  # fmt: skip
    track_id = trainer.post("T/tracks", track, expect=201)["id"]
    made = []
    for number in range(MODULES):
        body = {
            "code": f"F-{number:03}", "track_id": track_id, "level": 1, "title": {"en": f"Module {number}"},
            "minutes": 10, "credits": 1, "modality": "online", "goals": [{"en": "Know it"}],
            "content": [{"kind": "text", "title": {"en": "Read"}, "body": {"en": "Words."}}],
            "completion_rule": "content", "owner_id": trainer.person_id,
        }  # fmt: skip
        made.append(trainer.post("T/modules", body, expect=201)["id"])
        trainer.post(f"T/modules/{made[-1]}/publish")
    trainer.post(f"T/tracks/{track_id}/publish")
    rule = {"modules": made[:1], "min_credits": 0, "min_offline_credits": 0}
    scheme: dict[str, Any] = {"code": SCHEME, "title": {"en": "Faults"}, "rule": rule, "guideline_code": None,
                              "valid_for_days": 365, "refresher_window_days": 60}  # fmt: skip
    scheme_id = trainer.post("T/certification-schemes", scheme, expect=201)["id"]
    trainer.post(f"T/certification-schemes/{scheme_id}/publish")
    return made


def _guideline(signed_in: SignedIn) -> None:
    strategist, legal = signed_in("strategist"), signed_in("legal")
    guideline = strategist.post("G/guidelines", {"code": GUIDELINE, "title": {"en": "Faults"}}, expect=201)
    versions = f"G/guidelines/{guideline['id']}/versions"
    strategist.post(versions, {"based_on": None}, expect=201)
    for kind in ("do", "dont", "duty", "freedom"):
        clause: dict[str, Any] = {
            "type": kind, "scope": "work", "applies_to": {"roles": []}, "audience_groups": ["customers"],
            "text": {"en": f"A {kind}."}, "reason": "It keeps trust", "owner_id": strategist.person_id,
            "review_on": "2027-06-01",
        }  # fmt: skip
        strategist.post(f"{versions}/1/clauses", clause, expect=201)
    stage = {"name": "Decide", "kind": "decide", "reviewers": [{"role": "legal"}], "quorum": "any",
             "due_business_days": 5}  # fmt: skip
    template = strategist.post("G/signoff-templates", {"name": "Faults", "stages": [stage]}, expect=201)
    signoff = strategist.post(f"{versions}/1/submit", {"template_id": template["id"]})
    decision = {"decision": "approve", "reason_code": "fits", "comment": "", "content_hash": signoff["content_hash"]}
    legal.post(f"G/signoffs/{signoff['id']}/decisions", decision)
    strategist.post(f"{versions}/1/publish", {"acknowledge_within_days": 14})


def _content(manager: Caller, number: int) -> str:
    body = {
        "kind": "article", "title": {"en": f"Story {number}"}, "url": f"https://example.org/{number}", "language": "en",
        "variants": [{"network": network, "language": "en", "text": "Words."} for network in ("linkedin", "x")],
        "disclosure": "#kring", "valid_from": None, "valid_to": None, "audience": {"everyone": True},
        "taxonomy": "people",
    }  # fmt: skip
    content_id = str(manager.post("A/content", body, expect=201)["id"])
    manager.post(f"A/content/{content_id}/publish")
    return content_id
