"""The service under test, and the office that writes, signs and publishes guidelines in it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from governance_api.main import SERVICE
from service_kit.service import Service
from service_kit.testing.plugin import People

KINDS = ("do", "dont", "duty", "freedom")
STAGES = [
    {
        "name": "Help us",
        "kind": "co-create",
        "reviewers": [{"role": "legal"}],
        "quorum": "any",
        "due_business_days": 3,
    },
    {
        "name": "Decide",
        "kind": "decide",
        "reviewers": [{"role": "legal"}, {"role": "corporate-affairs"}],
        "quorum": "all",
        "due_business_days": 5,
    },
]


@pytest.fixture(scope="session")
def service() -> Service:
    """governance-api."""
    return SERVICE


class Office:
    """The people who write, sign and publish, doing it over HTTP."""

    def __init__(self, http: People) -> None:
        self.http = http

    async def post(self, role: str, path: str, body: Any = None, expect: int = 200) -> Any:
        """A POST by somebody of this role; the answer must have the expected status."""
        client = await self.http.as_(role)
        answer = await client.post(f"/v1/{path}", json=body if body is not None else {})
        assert answer.status_code == expect, answer.text
        return answer.json()

    async def get(self, role: str, path: str, expect: int = 200, **params: Any) -> Any:
        """A GET by somebody of this role; the answer must have the expected status."""
        client = await self.http.as_(role)
        answer = await client.get(f"/v1/{path}", params=params)
        assert answer.status_code == expect, answer.text
        return answer.json()

    def clause(self, kind: str = "do", **more: Any) -> dict[str, Any]:
        """A clause as a strategist sends it."""
        body = {
            "type": kind,
            "scope": "work",
            "applies_to": {"roles": []},
            "audience_groups": ["customers"],
            "text": {"en": f"A {kind} clause.", "nl": f"Een {kind}-bepaling."},
            "reason": "It keeps trust",
            "review_on": "2027-06-01",
        }
        return {**body, **more}

    async def guideline(self, code: str = "social-media") -> Any:
        """A guideline without versions."""
        return await self.post("strategist", "guidelines", {"code": code, "title": {"en": "Our words"}}, expect=201)

    async def draft(self, code: str = "social-media", *clauses: dict[str, Any]) -> str:
        """The path of a first version with one clause of each needed kind, and the given ones."""
        guideline = await self.guideline(code)
        await self.post("strategist", f"guidelines/{guideline['id']}/versions", {"based_on": None}, expect=201)
        path = f"guidelines/{guideline['id']}/versions/1"
        for clause in (*[self.clause(kind) for kind in KINDS], *clauses):
            await self.post("strategist", f"{path}/clauses", clause, expect=201)
        return path

    async def template(self, stages: Any = None, **more: Any) -> str:
        """The id of a template."""
        body = {"name": "Legal first", "stages": stages or STAGES, **more}
        made = await self.post("strategist", "signoff-templates", body, expect=201)
        return str(made["id"])

    async def submit(self, path: str, stages: Any = None, **more: Any) -> Any:
        """The running sign-off of a version."""
        return await self.post("strategist", f"{path}/submit", {"template_id": await self.template(stages, **more)})

    async def decide(self, role: str, signoff: Any, decision: str = "approve", expect: int = 200, **more: Any) -> Any:
        """One decision on what the sign-off is bound to."""
        body = {
            "decision": decision,
            "reason_code": "fits",
            "comment": "Good.",
            "content_hash": signoff["content_hash"],
            **more,
        }
        return await self.post(role, f"signoffs/{signoff['id']}/decisions", body, expect=expect)

    async def sign(self, path: str) -> Any:
        """A sign-off that every stage approved."""
        signed = await self.submit(path)
        for role in ("legal", "legal", "corporate-affairs"):
            signed = await self.decide(role, signed, stage=signed["stage"])
        assert signed["state"] == "approved"
        return signed

    async def publish(self, path: str, within_days: int = 14) -> Any:
        """The version signed and in force."""
        await self.sign(path)
        return await self.post("strategist", f"{path}/publish", {"acknowledge_within_days": within_days})

    async def next_version(self, path: str, *clauses: dict[str, Any]) -> str:
        """The path of the next draft, based on this version, with more clauses."""
        base, number = path.rsplit("/", 1)
        made = await self.post("strategist", base, {"based_on": int(number)}, expect=201)
        following = f"{base}/{made['number']}"
        for clause in clauses:
            await self.post("strategist", f"{following}/clauses", clause, expect=201)
        return following

    async def asked(self, who: str, state: str = "open") -> Any:
        """What somebody is asked to acknowledge, in this state, newest first."""
        return (await self.get(who, "me/acknowledgements", state=state))["items"]

    async def acknowledge(self, who: str, *, accepted: bool = True) -> Any:
        """Answer the newest open ask."""
        asked = await self.asked(who)
        body = {"accepted": accepted, "language": "nl", "comment": None}
        return await self.post(who, f"acknowledgements/{asked[0]['id']}/answer", body)


@pytest.fixture
def office(http: People) -> Office:
    """The people who write, sign and publish."""
    return Office(http)


@pytest.fixture
def live_office(live_http: People) -> Office:
    """The same on a database that really commits."""
    return Office(live_http)


@pytest.fixture
def certificate() -> Callable[..., dict[str, Any]]:
    """What training tells of a certificate."""

    def told(person_id: UUID, number: int = 1, **more: Any) -> dict[str, Any]:
        facts = {
            "certificate_id": str(UUID(int=number)),
            "person_id": str(person_id),
            "scheme_id": str(UUID(int=99)),
            "scheme_code": "speaker",
            "guideline_code": "social-media",
            "issued_at": "2026-01-01T00:00:00Z",
            "valid_until": "2099-01-01T00:00:00Z",
            "renews": None,
        }
        return {**facts, **more}

    return told
