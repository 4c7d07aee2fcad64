"""Sentences from catalogues: the language asked for, parameters, and what is said where a sentence is missing."""

from typing import ClassVar

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from pydantic import BaseModel, field_validator
from service_kit.web import errors
from service_kit.web.errors import Malformed, Missing, Refusal
from service_kit.web.words import Words, unfit, with_details

WORDS = Words(
    {
        "en": {
            "refusals": {"Full": "{room} is full.", "Full.soon": "{room} is full soon.", "Malformed.late": "Too late."},
            "reasons": {"SeatsMissing": "{count} seats are missing."},
            "bodies": {"room_unfit": "At most {most} characters."},
        },
        "nl": {"refusals": {"Full": "{room} is vol."}, "bodies": {"room_unfit": "Hoogstens {most} tekens."}},
    }
)


class Full(Refusal):
    title: ClassVar[str] = "No room"


class Body(BaseModel):
    room: str

    @field_validator("room")
    @classmethod
    def _short(cls, room: str) -> str:
        if len(room) > 3:
            raise unfit("room_unfit", most=3)
        return room


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> AsyncClient:
    app = FastAPI()
    errors.add_handlers(app)
    monkeypatch.setattr(errors, "_words", lambda _request: WORDS)

    @app.get("/full")
    def full(case: str = "") -> None:
        raise Full(
            case=case, room={"en": "The attic", "nl": "De zolder"}, missing=[{"code": "SeatsMissing", "count": 2}]
        )

    @app.get("/gone")
    def gone() -> None:
        raise Missing

    @app.get("/late")
    def late() -> None:
        raise Malformed(case="late", pointer="/at")

    @app.post("/rooms")
    def rooms(body: Body) -> Body:
        return body

    return AsyncClient(transport=ASGITransport(app), base_url="http://test")


async def test_a_refusal_speaks_the_asked_language(client: AsyncClient) -> None:
    said = (await client.get("/full", headers={"Accept-Language": "nl-BE, en;q=0.5"})).json()
    assert (said["code"], said["title"], said["detail"]) == ("Full", "No room", "De zolder is vol.")
    assert said["missing"] == [{"code": "SeatsMissing", "count": 2, "detail": "2 seats are missing."}]
    assert said["room"] == {"en": "The attic", "nl": "De zolder"}


async def test_a_case_has_its_own_sentence_and_english_stands_in(client: AsyncClient) -> None:
    said = (await client.get("/full?case=soon", headers={"Accept-Language": "nl"})).json()
    assert said["detail"] == "De zolder is full soon."
    assert "case" not in said


async def test_without_a_sentence_the_title_is_said(client: AsyncClient) -> None:
    assert (await client.get("/full?case=never")).json()["detail"] == "No room"


async def test_hidden_and_missing_say_the_same_everywhere(client: AsyncClient) -> None:
    assert (await client.get("/gone")).json()["detail"] == "There is nothing here that you may see."


async def test_a_body_and_its_pointer_carry_the_sentence(client: AsyncClient) -> None:
    assert (await client.get("/late")).json()["errors"] == [{"pointer": "/at", "detail": "Too late."}]
    said = (await client.post("/rooms", json={"room": "attic"}, headers={"Accept-Language": "nl"})).json()
    assert said["code"] == "Malformed"
    assert said["errors"] == [{"pointer": "/room", "detail": "Hoogstens 3 tekens.", "kind": "room_unfit"}]


def test_a_parameter_that_is_missing_breaks_no_answer() -> None:
    assert WORDS.say("refusals", "Full", {}) is None


def test_what_explains_itself_is_left_alone() -> None:
    listed = [{"code": "SeatsMissing", "detail": "None."}, {"code": "Unheard"}, 7]
    explained = with_details(WORDS, {"missing": listed}, ["nl"])["missing"]
    assert explained == [listed[0], {"code": "Unheard", "detail": "Unheard"}, 7]
