"""A small organisation, made through the API, that gives every screen something to show."""

from dataclasses import dataclass
from typing import Any

from tests.calling import Caller, SignedIn, eventually

HEADER = (
    "employee_number,user_name,given_name,family_name,email,locale,department,division,job_profile,"
    "manager_employee_number,location,active"
)
ROLES = {
    "learner": "Lena", "reader": "Rik", "sharer": "Sara", "invited": "Ines", "saver": "Said", "asking": "Aisha",
    "lapsing": "Lars",
}  # fmt: skip
SIZES = {"wide": "Wouters", "phone": "Fonteyn"}


def row(number: str, user_name: str, given: str, family: str, **other: str) -> str:
    """One line of HR's file."""
    mail = other.get("email", f"{user_name}@example.org")
    return f"{number},{user_name},{given},{family},{mail},en,Depot,North,planner,{other.get('manager', '')},Ghent,true"


def file(*rows: str) -> str:
    """A file as HR sends it."""
    return "\n".join([HEADER, *rows]) + "\n"


def send(hr: Caller, text: str) -> str:
    """Import a file and wait for it; the id of the job."""
    answer = hr.http.post("/api/training/v1/people/imports", files={"file": ("depot.csv", text.encode(), "text/csv")})
    assert answer.status_code == 202, answer.text
    path = answer.headers["location"]

    def over() -> bool:
        status = hr.http.get(path).json()["status"]
        assert status != "failed", hr.http.get(path).text
        return bool(status == "succeeded")

    eventually(over, 60)
    return str(path).rsplit("/", 1)[-1]


@dataclass
class World:
    """What there is, and what can be made of it for one test."""

    signed_in: SignedIn
    ids: dict[str, str]

    def person(self, role: str, size: str = "wide") -> str:
        """Who plays a role at a size; each screen test has somebody of its own."""
        return f"person:{role}.{SIZES[size].lower()}"

    def name(self, role: str, size: str = "wide") -> str:
        """The same person as colleagues call them."""
        return f"{ROLES[role]} {SIZES[size]}"

    def complete(self, who: str, module: str = "first") -> None:
        """They have read all of a module."""
        person = self.signed_in(who)
        enrolment = person.post("T/enrolments", {"module_id": self.ids[module]}, expect=201)
        for item in person.get(f"T/modules/{self.ids[module]}")["content"]:
            person.post(f"T/enrolments/{enrolment['id']}/progress", {"content_item_id": item["id"]})

    def asked(self, who: str) -> dict[str, Any]:
        """What the guideline asks them."""

        def look() -> Any:
            mine = self.signed_in(who).get("G/me/acknowledgements")["items"]
            return next((item for item in mine if item["guideline"]["code"] == "depot-words"), None)

        return dict(eventually(look, 30))

    def acknowledge(self, who: str) -> None:
        """They have said yes to the guideline."""
        body = {"accepted": True, "language": "en", "comment": None}
        self.signed_in(who).post(f"G/acknowledgements/{self.asked(who)['id']}/answer", body)

    def certify(self, who: str) -> str:
        """They may speak for the brand; the id of their certificate."""
        self.complete(who)
        self.acknowledge(who)
        person = self.signed_in(who)
        certificate = eventually(lambda: person.get("T/me/certificates")["items"], 30)[0]["id"]
        eventually(lambda: self.may_speak(who), 30)
        return str(certificate)

    def may_speak(self, who: str) -> bool:
        """What the speaking right says of them now."""
        person = self.signed_in(who)
        return bool(person.get(f"G/speaking-rights/check?person={person.person_id}&network=linkedin")["allowed"])

    def nominate(self, who: str) -> str:
        """The community manager thinks of them."""
        body = {"person_id": self.signed_in(who).person_id}
        return str(self.signed_in("community-manager").post("A/ambassadors", body, expect=201)["id"])

    def invite(self, who: str) -> None:
        """They have an invitation."""
        self.signed_in("community-manager").post(f"A/ambassadors/{self.nominate(who)}/invite")

    def share(self, who: str, network: str = "x") -> dict[str, Any]:
        """They have shared the story as themselves."""
        body = {"content_id": self.ids["content"], "network": network, "on_behalf": False, "text": "Look at this."}
        return dict(self.signed_in(who).post("A/shares", body, expect=201))

    def signoff(self, code: str) -> dict[str, Any]:
        """A second version of a guideline of its own, with one clause changed and one new, waiting for legal."""
        strategist = self.signed_in("strategist")
        versions = in_force(self.signed_in, code, {"en": f"Words of {code}"}, self.ids["template"], ["legal"])
        strategist.post(versions, {"based_on": 1}, expect=201)
        first = strategist.get(f"{versions}/2")["clauses"][0]
        strategist.patch(
            f"{versions}/2/clauses/{first['id']}", {"text": {"en": "Greet every colleague and every driver."}}
        )
        strategist.post(f"{versions}/2/clauses", clause("duty", "Close the gate.", strategist, ["legal"]), expect=201)
        return dict(strategist.post(f"{versions}/2/submit", {"template_id": self.ids["template"]}))


def built(signed_in: SignedIn) -> World:
    """Everything, once."""
    rows = [
        row(f"BR-{number}{size[0]}", f"{role}.{family.lower()}", given, family)
        for number, (role, given) in enumerate(ROLES.items())
        for size, family in SIZES.items()
    ]
    ids = {"import": send(signed_in("hr"), file(*rows, row("BR-99", "", "No", "Name")))}
    ids |= catalogue(signed_in)
    ids |= guideline(signed_in)
    ids |= programme(signed_in)
    return World(signed_in, ids)


def module(track: str, code: str, level: int, owner: str, title: str) -> dict[str, Any]:
    """A module with two things to read."""
    read = {
        "kind": "text", "title": {"en": f"{title}: why"}, "body": {"en": "## Why\n\nBecause **people** follow people."}
    }  # fmt: skip
    then = {"kind": "text", "title": {"en": f"{title}: how"}, "body": {"en": "- Look\n- Listen\n- Tell"}}
    return {
        "code": code, "track_id": track, "level": level, "title": {"en": title}, "minutes": 6, "credits": 2,
        "modality": "online", "goals": [{"en": "Tell what you do in one line"}], "content": [read, then],
        "completion_rule": "content", "owner_id": owner,
    }  # fmt: skip


def catalogue(signed_in: SignedIn) -> dict[str, str]:
    """A track of two modules, the second behind the first, and a certificate for the first."""
    trainer = signed_in("trainer")
    track = trainer.post(
        "T/tracks",
        {"code": "DEPOT", "title": {"en": "Talking about the depot"}, "phase": "organisation",
         "component": "all-staff", "audience": {"everyone": True}},
        expect=201,
    )  # fmt: skip
    titles = {"first": ("DEPOT-101", 1, "What we do here"), "second": ("DEPOT-201", 2, "Telling it outside")}
    ids = {
        name: str(trainer.post("T/modules", module(track["id"], code, level, trainer.person_id, title), 201)["id"])
        for name, (code, level, title) in titles.items()
    }
    trainer.put(f"T/modules/{ids['second']}/prerequisites", {"all_of": [{"module": ids["first"]}]})
    for one in ids.values():
        trainer.post(f"T/modules/{one}/publish")
    trainer.post(f"T/tracks/{track['id']}/publish")
    requirement = trainer.post(
        "T/requirements",
        {"module_id": ids["first"], "applies_to": {"job_profiles": ["planner"]}, "due_in_days": 30,
         "repeat_every_days": None, "reason": "Planners meet visitors", "legal_basis": "contract",
         "sponsor_id": signed_in("hr").person_id},
        expect=201,
    )  # fmt: skip
    trainer.post(f"T/requirements/{requirement['id']}/activate")
    scheme = trainer.post(
        "T/certification-schemes",
        {"code": "depot-speaker", "title": {"en": "Depot speaker"}, "guideline_code": "depot-words",
         "rule": {"modules": [ids["first"]], "min_credits": 2, "min_offline_credits": 0},
         "valid_for_days": 365, "refresher_window_days": 60},
        expect=201,
    )  # fmt: skip
    trainer.post(f"T/certification-schemes/{scheme['id']}/publish")
    return {**ids, "track": str(track["id"]), "requirement": str(requirement["id"]), "scheme": str(scheme["id"])}


def clause(kind: str, text: str, owner: Caller, roles: list[str]) -> dict[str, Any]:
    """A clause as the strategist sends it."""
    return {
        "type": kind, "scope": "work", "applies_to": {"roles": roles}, "audience_groups": ["customers"],
        "text": {"en": text}, "reason": "It keeps trust", "owner_id": owner.person_id, "review_on": "2027-06-01",
    }  # fmt: skip


def in_force(signed_in: SignedIn, code: str, title: dict[str, str], template: str, roles: list[str]) -> str:
    """A guideline whose first version legal has signed; the path of its versions."""
    strategist = signed_in("strategist")
    made = strategist.post("G/guidelines", {"code": code, "title": title}, expect=201)
    versions = f"G/guidelines/{made['id']}/versions"
    strategist.post(versions, {"based_on": None}, expect=201)
    texts = {"do": "Greet every colleague.", "dont": "Name no customer.", "duty": "Report a mistake the same day.",
             "freedom": "Your own account is yours."}  # fmt: skip
    for kind, text in texts.items():
        strategist.post(f"{versions}/1/clauses", clause(kind, text, strategist, roles), expect=201)
    signoff = strategist.post(f"{versions}/1/submit", {"template_id": template})
    decision = {
        "decision": "approve", "reason_code": "fits", "comment": "", "content_hash": signoff["content_hash"]
    }  # fmt: skip
    signed_in("legal").post(f"G/signoffs/{signoff['id']}/decisions", decision)
    strategist.post(f"{versions}/1/publish", {"acknowledge_within_days": 14})
    return versions


def guideline(signed_in: SignedIn) -> dict[str, str]:
    """A guideline in force, and the route by which it came there."""
    stage = {
        "name": "Legal", "kind": "decide", "reviewers": [{"role": "legal"}], "quorum": "any", "due_business_days": 5
    }  # fmt: skip
    template = signed_in("strategist").post(
        "G/signoff-templates", {"name": "Depot: legal only", "stages": [stage]}, expect=201
    )
    versions = in_force(signed_in, "depot-words", {"en": "Words of the depot"}, template["id"], [])
    return {"template": str(template["id"]), "guideline": versions.split("/")[2]}


def programme(signed_in: SignedIn) -> dict[str, str]:
    """Something to share and something to earn."""
    manager = signed_in("community-manager")
    story = manager.post(
        "A/content",
        {"kind": "article", "title": {"en": "How the night shift works"}, "url": "https://example.org/night",
         "language": "en", "disclosure": "#workingatdepot", "valid_from": None, "valid_to": None,
         "audience": {"everyone": True}, "taxonomy": "people",
         "variants": [{"network": "linkedin", "language": "en", "text": "Ever seen a depot at three?"},
                      {"network": "x", "language": "en", "text": "A depot at three."}]},
        expect=201,
    )  # fmt: skip
    manager.post(f"A/content/{story['id']}/publish")
    reward = manager.post(
        "A/rewards", {"title": {"en": "Lunch with the crew"}, "cost": 1, "stock": 50, "budget": 500}, expect=201
    )
    return {"content": str(story["id"]), "reward": str(reward["id"])}
