"""The service under test, and what many of its tests begin with: a track with published modules."""

from typing import Any

import httpx
import pytest
from service_kit.service import Service
from service_kit.testing.plugin import People, Statements
from training_api.main import SERVICE


@pytest.fixture(scope="session")
def service() -> Service:
    return SERVICE


class Catalogue:
    """Builds the catalogue as a trainer does, over HTTP."""

    def __init__(self, http: People) -> None:
        self.http = http
        self.count = 0

    async def trainer(self) -> httpx.AsyncClient:
        return await self.http.as_("trainer")

    async def post(self, path: str, body: Any = None, *, expect: int = 200) -> dict[str, Any]:
        answer = await (await self.trainer()).post(f"/v1/{path}", json=body)
        assert answer.status_code == expect, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def _code(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}-{self.count:03}"

    async def track(self, **fields: Any) -> dict[str, Any]:
        """A track in draft."""
        return await self.post("tracks", {"code": self._code("T"), "title": {"en": "A track"}, **fields}, expect=201)

    async def draft(self, track_id: str, **fields: Any) -> dict[str, Any]:
        """A module in draft that could be published."""
        owner = (await self.trainer()).person.id  # type: ignore[attr-defined]  # set by the kit's plugin
        body = {
            "code": self._code("M"),
            "track_id": track_id,
            "title": {"en": "A module"},
            "goals": [{"en": "Know it"}],
            "minutes": 10,
            "credits": 2,
            "content": [{"kind": "text", "title": {"en": "Read"}, "body": {"en": "Words."}}],
            "completion_rule": "content",
            "owner_id": str(owner),
        }
        return await self.post("modules", body | fields, expect=201)

    async def module(self, track_id: str, **fields: Any) -> dict[str, Any]:
        """A published module."""
        made = await self.draft(track_id, **fields)
        return await self.post(f"modules/{made['id']}/publish")

    async def published(self, modules: int = 1, **fields: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """A published track with that many published modules."""
        track = await self.track(**fields)
        made = [await self.module(track["id"]) for _ in range(modules)]
        return await self.post(f"tracks/{track['id']}/publish"), made

    async def requires(self, module: dict[str, Any], expression: dict[str, Any]) -> httpx.Response:
        trainer = await self.trainer()
        path = f"/v1/modules/{module['id']}/prerequisites"
        return await trainer.put(path, json=expression, headers={"If-Match": "*"})

    async def scheme(self, modules: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
        """A published scheme over these modules."""
        rule = {"modules": [module["id"] for module in modules], "min_credits": 0, "min_offline_credits": 0}
        body = {"code": self._code("s"), "title": {"en": "Speaker"}, "rule": rule, "valid_for_days": 365}
        made = await self.post("certification-schemes", body | fields, expect=201)
        return await self.post(f"certification-schemes/{made['id']}/publish")

    async def complete(self, learner: httpx.AsyncClient, module: dict[str, Any], **again: Any) -> dict[str, Any]:
        """Enrol and read everything; answers the enrolment."""
        enrolled = await learner.post("/v1/enrolments", json={"module_id": module["id"], **again})
        assert enrolled.status_code in (200, 201), enrolled.text
        found: dict[str, Any] = enrolled.json()
        for item in module["content"]:
            path = f"/v1/enrolments/{found['id']}/progress"
            answer = await learner.post(path, json={"content_item_id": item["id"]})
            assert answer.status_code == 200, answer.text
            found = answer.json()
        return found


@pytest.fixture
def catalogue(http: People) -> Catalogue:
    """The catalogue in the rolled-back database."""
    return Catalogue(http)


@pytest.fixture
def live_catalogue(live_http: People) -> Catalogue:
    """The catalogue in the database that really commits."""
    return Catalogue(live_http)


@pytest.fixture
def counted(statements: Statements) -> Any:
    """`await counted(call)`: the answer of a call, its statements and its trips."""

    async def count(call: Any) -> tuple[Any, int, int]:
        statements.seen.clear()
        statements.round_trips = 0
        answer = await call
        return answer, len(statements.seen), statements.round_trips

    return count
