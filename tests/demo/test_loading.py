"""The loader is patient with what passes, and says clearly what was refused."""

import math
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from infra.demo import programme
from infra.demo.api import A, Api, Refused, T, until
from infra.demo.loading import Load, caller
from infra.demo.people import colleagues
from infra.demo.reading import content


def api_answering(answer: Callable[[httpx.Request], httpx.Response]) -> Api:
    api = Api("http://kring.test", Path(), httpx.MockTransport(answer))
    api.tokens["trainer"] = ("token", math.inf)
    return api


async def test_a_refusal_says_what_which_code_and_why() -> None:
    problem = {"code": "NotPublishable", "detail": "A goal is missing.", "missing": [{"code": "GoalMissing"}]}
    async with api_answering(lambda _: httpx.Response(409, json=problem)) as api:
        with pytest.raises(Refused) as refused:
            await api.post("trainer", f"{T}/modules/1/publish")
    assert refused.value.code == "NotPublishable"
    assert str(refused.value) == (
        "POST /api/training/v1/modules/1/publish: 409 NotPublishable: A goal is missing. GoalMissing"
    )


async def test_a_malformed_body_names_its_fields() -> None:
    problem = {
        "code": "Malformed",
        "detail": "The body does not fit.",
        "errors": [{"pointer": "/level", "detail": "gt 0"}],
    }
    async with api_answering(lambda _: httpx.Response(422, json=problem)) as api:
        with pytest.raises(Refused, match="/level gt 0"):
            await api.post("trainer", f"{T}/modules", {})


async def test_an_answer_that_is_no_problem_document_is_told_as_it_came() -> None:
    async with api_answering(lambda _: httpx.Response(500, text="oh dear")) as api:
        with pytest.raises(Refused, match="500 : oh dear"):
            await api.get("trainer", f"{T}/tracks")


async def test_the_programme_is_made_once_a_draft_is_finished_and_the_rest_left_alone() -> None:
    wanted = content("programme")
    known = {"completion": "retired", "share": "draft", "first-share": "published"}
    made: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix(A)
        if request.method == "GET":
            kind = "rules" if path.endswith("rules") else "badges"
            codes = {one["code"] for one in wanted[kind]} & known.keys()
            items = [{"code": code, "state": known[code]} for code in sorted(codes)]
            return httpx.Response(200, json={"items": items, "next_cursor": None})
        made.append(path)
        return httpx.Response(200, json={"state": "draft"})

    async with api_answering(answer) as api:
        api.tokens["community-manager"] = ("token", math.inf)
        assert await programme.start(api) == (2, 9)
    assert made[:5] == [
        "/points/rules",
        "/points/rules/certificate/activate",
        "/points/rules/share/activate",
        "/points/rules",
        "/points/rules/click/activate",
    ]
    assert made.count("/badges") == len([path for path in made if path.endswith("/publish")]) == 9


async def test_what_passes_is_tried_again_with_the_callers_token() -> None:
    answers = [httpx.Response(429, headers={"retry-after": "0"}), httpx.Response(200, json={"id": "1"})]
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["authorization"])
        return answers.pop(0)

    async with api_answering(answer) as api:
        assert await api.post("trainer", f"{T}/tracks", {}) == {"id": "1"}
    assert seen == ["Bearer token", "Bearer token"]


async def test_a_write_that_may_have_arrived_is_not_sent_twice() -> None:
    sent: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.method)
        raise httpx.ReadError("gone", request=request)

    async with api_answering(answer) as api:
        with pytest.raises(httpx.ReadError):
            await api.post("trainer", f"{T}/tracks", {})
    assert sent == ["POST"]


async def test_a_list_is_read_page_by_page() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.params.get("cursor") == "next":
            return httpx.Response(200, json={"items": [{"id": "2"}], "next_cursor": None})
        return httpx.Response(200, json={"items": [{"id": "1"}], "next_cursor": "next"})

    async with api_answering(answer) as api:
        assert [item["id"] async for item in api.every("trainer", f"{T}/tracks")] == ["1", "2"]


async def test_waiting_ends_with_a_sentence() -> None:
    async def never() -> bool | None:
        return None

    with pytest.raises(Refused, match="the people import: 0 NotInTime"):
        await until("the people import", never, within=0.0)


async def test_like_refusals_are_told_once_with_their_number() -> None:
    async def refuse(number: int) -> str:
        raise Refused(f"POST /x/0194fdc2-fa2f-7cc0-81d3-ff12045b73c{number}/y", 409, "OutOfStock", "None left.")

    async with api_answering(lambda _: httpx.Response(200)) as api:
        load = Load(api)
        assert [await load.attempt(refuse(number)) for number in range(3)] == [None, None, None]
    assert load.summary() == ["  refused: POST /x/{id}/y: 409 OutOfStock: None left. (3 times)"]


def test_demo_people_call_with_their_roles_and_everyone_else_as_themselves() -> None:
    by_name = {person.user_name: person for person in colleagues()}
    assert caller(by_name["emma.janssens"]) == "employee"
    other = next(person for person in colleagues() if person.employee_number == "100101")
    assert caller(other) == f"person:{other.user_name}"
