"""Every list of the three services as a reader asks it: who reads, with which filters, and what may read more."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode


@dataclass(frozen=True)
class Listed:
    """A list as some reader asks for it.

    `roles`: who reads; none is an employee, `manager` has reports. `filters`: a value of each; a blank behind a name
    makes it another one of the same. `why`: by way of asking (`EVERY` for all), why it may read more than a page needs.
    """

    roles: tuple[str, ...] = ()
    filters: Mapping[str, Any] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)

    def may_read_more(self, way: str) -> str:
        """Why this way of asking may read more than a page needs; empty where it may not."""
        return self.why.get(way, self.why.get(EVERY, ""))


EVERY = "*"
MATCHES = "every match is read"
LINES = "the numbers beside the page count every line of the requirement, by the index on their day alone"
STANDINGS = "how somebody stands follows from all that is known of them and the thing: each person of it is read"
ANSWERS = "the numbers beside the page count every ask about the version; the page itself is read by the days due"
NAMES = "names stand in the replica of people, which has no index for a list of ours: catching up would take longer"
DEPARTMENT = f"people of a department are looked for in the order of the list; {NAMES}"
SEATS = "what waits for a role, or went through a reviewer's hands, is looked through whole: hundreds of sign-offs"
SHARED = "sign-in names that several people share are counted at most once a minute"
STAGES = "far behind the first page, stages are read from their beginning, by the index alone"
BELOW = "the people below somebody are found by walking down the directory, and those of the page are taken of them"
TEAM = (
    Listed(("manager",), {"depth": "all", "q": "family12", "overdue": "true"}, why={EVERY: BELOW}),
    Listed(("hr",), {"leader": "{manager}"}, why={EVERY: BELOW}),
)
LISTS: Mapping[str, Mapping[str, tuple[Listed, ...]]] = {
    "training": {
        "/v1/me/team": TEAM,
        "/v1/me/team/requests": (Listed(("manager", "trainer"), why={EVERY: BELOW}), Listed()),
        "/v1/people": (
            Listed(("hr",), {"department": "Department 7", "division": "Division 1", "job_profile": "profile-3",
                             "manager_id": "{manager}", "active": "true", "active ": "false", "user_name": "b000042",
                             "q": "family12"},
                   {"job_profile=profile-3": "an index for each filter would make an import of everybody longer"}),
            Listed(("trainer",), {"department": "Department 7", "q": "f", "q ": "given12"},
                   {"q=given12": f"{MATCHES} where no family name begins with the words"}),
        ),
        "/v1/people/imports": (Listed(("hr",), {"status": "failed", "dry_run": "true"}),),
        "/v1/people/imports/{import_id}/errors": (Listed(("hr",), {"code": "InvalidCharacter"}),),
        "/v1/tracks": (Listed(("trainer",), {"state": "published", "q": "bench"}),),
        "/v1/modules": (Listed(("trainer",), {"state": "published", "level": "2", "q": "module"}), Listed()),
        "/v1/role-mappings": (Listed(("admin",), {"role": "legal", "q": "staff"}), Listed(("hr",), {"fixed": "false"})),
        "/v1/waivers": (Listed(("trainer",), {"state": "approved"}), Listed(("manager",)), Listed()),
        "/v1/requirements": (Listed(("trainer",), {"state": "active"}),),
        "/v1/requirements/{requirement_id}/exemptions": (Listed(("hr",), {"person_id": "{person}"}),),
        "/v1/requirements/{requirement_id}/lines": (
            Listed(("hr",), {"state": "overdue", "state ": "open", "state  ": "done", "state   ": "exempt",
                             "department": "Department 7", "division": "Division 1", "location": "Location 1",
                             "job_profile": "profile-3", "manager": "{manager}", "person": "{person}",
                             "q": "family12"}, why={EVERY: LINES}),
            Listed(("manager",), why={EVERY: LINES}),
        ),
        "/v1/exemptions": (
            Listed(("hr",), {"person": "{person}", "state": "running", "state ": "ended",
                             "department": "Department 7"}, {"department=Department 7": DEPARTMENT}),
            Listed(("manager",)), Listed(),
        ),
        "/v1/modules/{module_id}/people": (Listed(("hr",), {"state": "late"}, why={EVERY: STANDINGS}),),
        "/v1/tracks/{track_id}/people": (Listed(("hr",), {"state": "late"}, why={EVERY: STANDINGS}),),
        "/v1/certification-schemes/{scheme_id}/people": (
            Listed(("hr",), {"state": "late"}, why={EVERY: STANDINGS}),
        ),
        "/v1/me/requirements": (Listed(),),
        "/v1/people/{person_id}/requirements": (Listed(("hr",)),),
        "/v1/enrolments": (
            Listed(("trainer",), {"person": "{person}", "module": "{module}", "state": "completed"}),
            Listed(("manager",), {"state": "completed"}),
        ),
        "/v1/me/enrolments": (Listed((), {"state": "completed"}),),
        "/v1/me/transcript": (Listed(),),
        "/v1/completions": (
            Listed(("trainer",), {"person": "{person}", "module": "BE-100"}), Listed(("manager",)), Listed(),
        ),
        "/v1/certification-schemes": (Listed((), {"state": "published"}),),
        "/v1/me/certificates": (Listed(),),
        "/v1/certificates": (
            Listed(("trainer",), {"person": "{person}", "scheme": "bench-speaker", "state": "valid",
                                  "state ": "expired"},
                   {"state=expired": "for any moment PostgreSQL expects many to have ended; here none has"}),
            Listed(("manager",)),
        ),
        "/v1/me/tasks": (Listed(), Listed(("manager",)), Listed(("hr", "trainer"), why={EVERY: SHARED})),
    },
    "advocacy": {
        "/v1/me/team": TEAM,
        "/v1/me/tasks": (
            Listed(),
            Listed(("community-manager",), why={EVERY: "who put themselves forward is looked for among the nominated"}),
        ),
        "/v1/me/shares": (Listed((), {"network": "x", "q": "story"}),),
        "/v1/content": (
            Listed((), {"kind": "video", "network": "linkedin", "language": "nl", "q": "story"},
                   {"q=story": MATCHES}),
            Listed(("community-manager",), {"state": "withdrawn", "q": "story"}, {"q=story": MATCHES}),
        ),
        "/v1/me/points": (Listed((), {"reason": "share"}),),
        "/v1/people/{person_id}/points": (Listed(("community-manager",), {"reason": "completion"}),),
        "/v1/points/rules": (Listed(("community-manager",)),),
        "/v1/badges": (Listed(("community-manager",)),),
        "/v1/me/badges": (Listed((), {"q": "first"}),),
        "/v1/people/{person_id}/badges": (Listed(("community-manager",)),),
        "/v1/rewards": (Listed(), Listed(("community-manager",), {"state": "retired"})),
        "/v1/redemptions": (
            Listed(("community-manager",), {"state": "requested", "reward": "{reward}", "q": "family12"},
                   {"q=family12": NAMES}),
        ),
        "/v1/me/redemptions": (Listed(),),
        "/v1/ambassadors": (
            Listed(("community-manager",), {"state": "nominated", "tier": "executive", "person": "{person}",
                                            "department": "Department 7", "q": "family12"},
                   {"q=family12": NAMES, "sort=name": NAMES, "sort=-name": NAMES,
                    "department=Department 7": DEPARTMENT}),
        ),
    },
    "governance": {
        "/v1/me/team": TEAM,
        "/v1/me/tasks": tuple(Listed(roles, why={EVERY: SEATS}) for roles in ((), ("legal",), ("strategist",))),
        "/v1/guidelines": (Listed((), {"state": "in-force", "q": "rules"}),),
        "/v1/guidelines/{guideline}/versions": (Listed(("strategist",)),),
        "/v1/guidelines/{guideline}/versions/{number}/acknowledgements": (
            Listed(("strategist",), {"state": "accepted", "department": "Department 7"},
                   {"department=Department 7": DEPARTMENT}),
        ),
        "/v1/guidelines/{guideline}/versions/{number}/people": (
            Listed(("hr",), {"state": "late", "state ": "open", "state  ": "answered", "department": "Department 7",
                             "division": "Division 1", "location": "Location 1", "manager": "{manager}",
                             "person": "{person}", "q": "family12"}, why={EVERY: ANSWERS}),
            Listed(("manager",), why={EVERY: ANSWERS}),
        ),
        "/v1/me/acknowledgements": (Listed((), {"state": "open", "guideline": "bench", "q": "rules"}),),
        "/v1/people/{person_id}/acknowledgements": (
            Listed(("strategist",)), Listed(("manager",), why={EVERY: BELOW}),
        ),
        "/v1/signoff-templates": (Listed(("strategist",), {"q": "legal"}),),
        "/v1/me/signoffs": (
            Listed(("legal",), {"state": "running", "q": "rules"}, {EVERY: SEATS}), Listed(why={EVERY: SEATS}),
        ),
        "/v1/signoffs": (
            Listed(("legal",), {"state": "running", "q": "rules"},
                   {"q=rules": MATCHES, "sort=due_at": SEATS, "sort=-due_at": SEATS, EVERY: STAGES}),
            Listed(why={EVERY: SEATS}),
        ),
        "/v1/speaking-rights": (
            Listed(("strategist",), {"state": "granted", "state ": "open", "state  ": "suspended",
                                     "department": "Department 7"},
                   {"state=suspended": "few are suspended: PostgreSQL reads what is known of everybody's right instead",
                    "department=Department 7": DEPARTMENT}),
        ),
        "/v1/speaking-policies": (Listed(),),
    },
}  # fmt: skip
"""By service and address. What is not filtered by here has the same index as another filter, or a table of its own."""
KIT: Mapping[str, tuple[Listed, ...]] = {
    "/v1/feeds/{source}/losses": (Listed(("admin",)),),
    "/v1/audit": (Listed(("admin",), {"subject": "subject-8", "actor": "person:{person}"}),),
    "/v1/audit/witnesses": (Listed(("admin",), {"of": "training"}),),
}
"""The lists that every service has."""


def asked(listed: Listed, sorts: list[str]) -> Iterator[tuple[str, str]]:
    """The ways to ask for a list: as it comes, in each order, and narrowed by each filter: query and name."""
    yield "", ""
    for sort in sorts:
        yield urlencode({"sort": sort}), f"sort={sort}"
    for name, value in listed.filters.items():
        yield urlencode({name.strip(): value}, safe="{}"), f"{name.strip()}={value}"
