"""A sibling is asked with our own token, within bounds; when it is away we say so."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated, Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI, HTTPException
from service_kit.events.siblings import MAX_ANSWER_BYTES, Asked, SiblingRefused, Siblings, asked_first
from service_kit.observe.trace import enter_trace
from service_kit.service import Service
from service_kit.testing.plugin import settings_for
from service_kit.web.errors import SiblingAway

Answering = Callable[[httpx.Request], Any]


class Outside:
    """The issuer and the sibling, as a test lets them answer."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []
        self.tokens = 0
        self.expires_in = 300
        self.answers: list[Any] = []

    async def respond(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "issuer.test":
            self.tokens += 1
            await asyncio.sleep(0.02)
            return httpx.Response(200, json={"access_token": f"token-{self.tokens}", "expires_in": self.expires_in})
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        status, body = answer
        return httpx.Response(status, content=body) if isinstance(body, bytes) else httpx.Response(status, json=body)


@pytest.fixture
def outside() -> Outside:
    return Outside()


@pytest_asyncio.fixture
async def known(service: Service, outside: Outside) -> AsyncIterator[Siblings]:
    settings = settings_for(
        service,
        "postgresql://unused@localhost/unused",
        oidc_token_url="https://issuer.test/token",
        service_client_id="sample-api",
        service_client_secret="not-really",
    )
    siblings = Siblings(settings)
    siblings.client._transport = httpx.MockTransport(outside.respond)
    siblings.token.open = partial(httpx.AsyncClient, transport=httpx.MockTransport(outside.respond))
    yield siblings
    await siblings.close()


async def test_one_token_serves_many_questions(known: Siblings, outside: Outside) -> None:
    outside.answers = [(200, {"ok": True})]
    answers = await asyncio.gather(*[known["training"].get("/v1/x", params={"n": n}) for n in range(10)])
    assert answers == [{"ok": True}] * 10
    assert outside.tokens == 1
    assert {request.headers["authorization"] for request in outside.asked} == {"Bearer token-1"}


async def test_a_token_is_renewed_before_it_ends(known: Siblings, outside: Outside) -> None:
    outside.answers, outside.expires_in = [(200, {})], 0
    await known["training"].get("/v1/x")
    await known["training"].get("/v1/x")
    assert outside.tokens == 2


async def test_a_token_that_is_not_taken_is_fetched_anew(known: Siblings, outside: Outside) -> None:
    outside.answers = [(401, {}), (200, {"ok": True})]
    assert await known["training"].get("/v1/x") == {"ok": True}
    assert outside.tokens == 2


@pytest.mark.parametrize("fault", [httpx.ConnectError("refused"), (503, {}), (502, b"<html>"), (429, {})])
async def test_a_question_is_asked_again_before_the_sibling_counts_as_away(
    known: Siblings, outside: Outside, fault: Any
) -> None:
    outside.answers = [fault, (200, {"ok": True})]
    assert await known["training"].get("/v1/x") == {"ok": True}
    outside.answers = [fault]
    with pytest.raises(SiblingAway) as refusal:
        await known["training"].get("/v1/x")
    assert (refusal.value.status, refusal.value.headers["Retry-After"]) == (503, "2")


async def test_a_command_is_sent_once_with_its_key(known: Siblings, outside: Outside) -> None:
    outside.answers = [(503, {})]
    with pytest.raises(SiblingAway):
        await known["training"].post("/v1/x", json={"a": 1}, idempotency_key="k-1")
    assert [request.headers["idempotency-key"] for request in outside.asked] == ["k-1"]


async def test_a_refusal_comes_back_as_data(known: Siblings, outside: Outside) -> None:
    outside.answers = [(409, {"code": "NotReady", "detail": "Learn first.", "missing": ["M1"]})]
    with pytest.raises(SiblingRefused, match="Learn first") as refusal:
        await known["training"].post("/v1/x", json={})
    assert (refusal.value.answered, refusal.value.problem["missing"]) == (409, ["M1"])


async def test_a_sibling_that_hangs_is_away(known: Siblings, outside: Outside) -> None:
    async def hang(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(30)
        raise AssertionError

    await known.token.value()
    known.client._transport = httpx.MockTransport(hang)
    began = asyncio.get_running_loop().time()
    with pytest.raises(SiblingAway):
        await known["training"].ask("GET", "/v1/x", timeout=0.2)
    assert asyncio.get_running_loop().time() - began < 2


@pytest.mark.parametrize("body", [b"x" * (MAX_ANSWER_BYTES + 1), b"not json"])
async def test_an_answer_we_cannot_read_counts_as_none(known: Siblings, outside: Outside, body: bytes) -> None:
    outside.answers = [(200, body)]
    with pytest.raises(SiblingAway):
        await known["training"].post("/v1/x")


async def test_an_issuer_that_is_away_makes_the_sibling_unreachable(known: Siblings, outside: Outside) -> None:
    outside.answers = [(200, {})]
    known.token.open = partial(httpx.AsyncClient, transport=httpx.MockTransport(lambda request: httpx.Response(500)))
    with pytest.raises(SiblingAway, match="gives no token"):
        await known["training"].get("/v1/x")


async def test_the_trace_goes_along(known: Siblings, outside: Outside) -> None:
    traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    outside.answers = [(200, {})]
    enter_trace(traceparent)
    await known["training"].get("/v1/x")
    enter_trace(None)
    assert outside.asked[0].headers["traceparent"] == traceparent


async def test_a_sibling_without_an_address_is_away(service: Service) -> None:
    siblings = Siblings(settings_for(service, "postgresql://unused@localhost/unused", sibling_training_url=None))
    with pytest.raises(SiblingAway, match="not configured"):
        await siblings["training"].get("/v1/x")
    await siblings.close()


@pytest.mark.parametrize("fault", [(401, {}), httpx.ConnectError("refused")])
async def test_a_command_that_certainly_had_no_effect_is_sent_again(
    known: Siblings, outside: Outside, fault: Any
) -> None:
    outside.answers = [fault, (201, {"id": "1"})]
    assert await known["training"].post("/v1/x", json={}) == {"id": "1"}


async def test_the_transaction_opens_after_the_answer_and_never_when_there_is_none() -> None:
    happened: list[str] = []

    class Noting:
        """A database that tells when a transaction begins and ends."""

        @asynccontextmanager
        async def write(self) -> AsyncIterator[str]:
            happened.append("begin")
            try:
                yield "session"
            except ValueError:
                happened.append("roll back")
                raise
            happened.append("commit")

    async def ask(answer: str) -> str:
        happened.append("ask")
        if answer == "away":
            raise HTTPException(503)
        return answer

    app = FastAPI()
    app.state.database = Noting()

    @app.post("/write")
    async def write(asked: Annotated[Asked[str], asked_first(ask)], fail: bool = False) -> str:
        happened.append(f"{asked.answer} {asked.session}")
        if fail:
            raise ValueError
        return asked.answer

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://kit.test") as client:
        for query, status, wanted in (
            ("answer=yes", 200, ["ask", "begin", "yes session", "commit"]),
            ("answer=yes&fail=true", 500, ["ask", "begin", "yes session", "roll back"]),
            ("answer=away", 503, ["ask"]),
        ):
            happened.clear()
            assert (await client.post(f"/write?{query}")).status_code == status
            assert happened == wanted
