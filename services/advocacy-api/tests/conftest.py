"""The service under test, and things its tests need to exist."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import hypothesis
import pytest
from advocacy_api.main import SERVICE
from advocacy_api.rewarding.badges import actions as badges
from advocacy_api.rewarding.badges.rules import Move as BadgeMove
from advocacy_api.rewarding.badges.schemas import CreateBadge
from advocacy_api.rewarding.point_rules import actions as point_rules
from advocacy_api.rewarding.point_rules.rules import Move as RuleMove
from advocacy_api.rewarding.point_rules.schemas import CreatePointRule
from advocacy_api.rewarding.points import actions as points
from advocacy_api.rewarding.points.rules import Earned, Reason
from service_kit.data.database import Database
from service_kit.identity.auth import Actor
from service_kit.service import Service
from service_kit.web.concurrency import Match
from service_kit.work import clock as clock_module

# A busy machine is slow, not wrong.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


@pytest.fixture(scope="session")
def service() -> Service:
    return SERVICE


# What things are worth and what can be earned in these tests; a fresh database holds neither.
POINT_RULES = (
    ("completion", 10, None, 1.0),
    ("certificate", 50, None, 1.0),
    ("share", 10, 40, 0.8),
    ("click", 1, 30, 1.0),
)
BADGES = (
    ("first-module", "collaboration", {"completion": 1}),
    ("five-modules", "collaboration", {"completion": 5}),
    ("first-certificate", "collaboration", {"certificate": 1}),
    ("both-ways", "both", {"certificate": 1, "share": 5}),
    ("full-circle", "both", {"completion": 20, "certificate": 1, "share": 25, "click": 100}),
)
ORGANISER = Actor(
    "service", "organiser", "organiser", frozenset(), frozenset(), frozenset({"points.manage", "badges.manage"})
)


async def _make_programme(database: Database) -> None:
    now = clock_module.now()
    async with database.write() as session:
        for act, amount, cap, diminishing in POINT_RULES:
            rule = CreatePointRule(
                code=act, act=act, title={"en": act}, amount=amount, daily_cap=cap, diminishing=diminishing
            )
            await point_rules.create(session, ORGANISER, rule)
            await point_rules.move(session, ORGANISER, act, Match(None), RuleMove.ACTIVATE, None, now=now)
        for code, axis, criteria in BADGES:
            words = dict.fromkeys(("en", "nl", "fr"), code)
            asked = [{"act": act, "times": times} for act, times in criteria.items()]
            badge = CreateBadge(code=code, axis=axis, title=words, description=words, criteria=asked)
            await badges.create(session, ORGANISER, badge)
            await badges.move(session, ORGANISER, code, Match(None), BadgeMove.PUBLISH, None, now=now)


@pytest.fixture
async def programme(database: Database) -> None:
    """Four rules of points and some badges, in the database that is rolled back."""
    await _make_programme(database)


@pytest.fixture
async def live_programme(live_database: Database) -> None:
    """The same in the database that commits."""
    await _make_programme(live_database)


class Make:
    """Made through the API, as people would."""

    @staticmethod
    async def content(manager: httpx.AsyncClient, *, publish: bool = True, **fields: Any) -> dict[str, Any]:
        body = {
            "kind": "article",
            "title": {"en": "How we built the ring", "nl": "Hoe wij de ring bouwden"},
            "url": "https://example.org/news?id=7#top",
            "language": "en",
            "variants": [{"network": "linkedin", "language": "en", "text": "Proud of this one."}],
            "disclosure": "I work here.",
            "taxonomy": "people",
            **fields,
        }
        made = await manager.post("/v1/content", json=body)
        assert made.status_code == 201, made.text
        if publish:
            made = await manager.post(f"/v1/content/{made.json()['id']}/publish")
            assert made.status_code == 200, made.text
        answer: dict[str, Any] = made.json()
        return answer

    @staticmethod
    async def share(person: httpx.AsyncClient, content_id: str, **fields: Any) -> dict[str, Any]:
        body = {"content_id": content_id, "network": "linkedin", "on_behalf": False, **fields}
        made = await person.post("/v1/shares", json=body)
        assert made.status_code in (200, 201), made.text
        answer: dict[str, Any] = made.json()
        return answer

    @staticmethod
    async def earned(database: Database, person_id: UUID, times: int = 1, reason: Reason = Reason.COMPLETION) -> None:
        """Points from learning, as if training had told so."""
        moment = clock_module.now()
        async with database.write() as session:
            await points.award(session, [Earned(person_id, reason, uuid4(), moment) for _ in range(times)], now=moment)

    @staticmethod
    async def reward(manager: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
        made = await manager.post("/v1/rewards", json={"title": "A day off", "cost": 10, **fields})
        assert made.status_code == 201, made.text
        answer: dict[str, Any] = made.json()
        return answer

    @staticmethod
    def allowed(**_query: Any) -> dict[str, Any]:
        return {"allowed": True, "because": ["certificate", "acknowledgement"], "missing": []}

    @staticmethod
    def refused(code: str = "CertificateMissing") -> dict[str, Any]:
        fix = {"label": "Take module 201", "href": "/learn/modules/201"}
        return {
            "allowed": False,
            "because": [],
            "missing": [{"code": code, "detail": "No certificate yet.", "fix": fix}],
        }


@pytest.fixture
def make() -> type[Make]:
    """`await make.content(manager)`, `await make.share(employee, content_id)` and the like."""
    return Make
