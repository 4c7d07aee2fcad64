"""The service under test, and things its tests need to exist."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import hypothesis
import pytest
from advocacy_api.main import SERVICE
from advocacy_api.rewarding.points import actions as points
from advocacy_api.rewarding.points.rules import Earned, Reason
from service_kit.data.database import Database
from service_kit.service import Service
from service_kit.work import clock as clock_module

# A busy machine is slow, not wrong.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


@pytest.fixture(scope="session")
def service() -> Service:
    return SERVICE


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
