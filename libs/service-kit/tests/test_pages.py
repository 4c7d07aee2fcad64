"""A cursor fits the list it came from and no other, and a wrong one is refused wherever it is wrong."""

import base64
import enum
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from service_kit.record import audit
from service_kit.web.errors import Malformed
from service_kit.web.pages import LONGEST_CURSOR, CursorInvalid, Key, PageRequest, next_cursor, position
from sqlalchemy import Boolean, Column, Date, DateTime, Enum, Float, Integer, MetaData, Numeric, String, Table, Uuid
from sqlalchemy.types import NullType
from sqlmodel import AutoString
from starlette.requests import Request
from starlette.responses import Response

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)


class Colour(enum.StrEnum):
    RED = "red"


ROWS = Table(
    "rows",
    MetaData(),
    Column("text", String),
    Column("wrapped", AutoString),
    Column("whole", Integer),
    Column("number", Float),
    Column("amount", Numeric),
    Column("truth", Boolean),
    Column("day", Date),
    Column("moment", DateTime(timezone=True)),
    Column("local", DateTime),
    Column("colour", Enum(Colour)),
    Column("id", Uuid),
)
VALUES: dict[str, Any] = {
    "text": "é",
    "wrapped": "é",
    "whole": -(2**63),
    "number": 1.5,
    "amount": Decimal("12.30"),
    "truth": True,
    "day": date(2026, 11, 29),
    "moment": datetime(2026, 11, 29, 8, tzinfo=UTC),
    "local": datetime(2026, 11, 29, 8),  # noqa: DTZ001 - the column has no zone either
    "colour": Colour.RED,
    "id": UUID("01939d6e-0000-7000-8000-000000000000"),
}
# What each column cannot be compared with, though it is JSON.
WRONG: dict[str, list[Any]] = {
    "text": [1, True, None, [], {}, "\0", "\ud800"],
    "wrapped": [1, None, True, [1], {}, "\0"],
    "whole": [True, 1.5, None, "1", [1], 2**63, 10**1000],
    "number": [True, None, "1", [1.5], 10**400],
    "amount": [1, None, "x", "NaN", "Infinity", "1e999999", [1]],
    "truth": [1, None, "true", []],
    "day": [1, None, "yesterday", [1]],
    "moment": [0, None, "2026-11-29T08:00:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", {}],
    "local": [0, None, "2026-11-29T08:00:00Z", "now"],
    "colour": [1, None, "green", [1]],
    "id": [1, None, True, 1.5, "x", [[1]]],
}


def asked(path: str = "/v1/rows", query: str = "", place: dict[str, Any] | None = None) -> PageRequest:
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": []}
    return PageRequest(50, Request({**scope, "server": ("kring.test", 80), "scheme": "http"}), Response(), path, place)


def read(cursor: str) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return held


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("descending", [False, True])
def test_a_value_of_every_kind_comes_back_as_it_was(name: str, descending: bool) -> None:
    keys = [Key(ROWS.c[name], descending), Key(ROWS.c.id)] if name != "id" else [Key(ROWS.c.id, descending)]
    held = read(next_cursor(asked(), keys, [VALUES[key.column.key] for key in keys]))
    held.pop("list")
    assert position(asked(place=held), keys) == [VALUES[key.column.key] for key in keys]


@pytest.mark.parametrize("name", WRONG)
def test_a_value_of_another_kind_is_refused(name: str) -> None:
    for value in WRONG[name]:
        with pytest.raises(CursorInvalid):
            position(asked(place={name: value}), [Key(ROWS.c[name])])


@pytest.mark.parametrize("name", VALUES)
@given(value=JSON)
def test_no_value_at_all_becomes_a_fault_of_ours(name: str, value: Any) -> None:
    keys = [Key(ROWS.c[name])]
    try:
        found = position(asked(place={name: value}), keys)
    except CursorInvalid:
        return
    assert isinstance(found[0], type(VALUES[name]))


def test_a_cursor_of_another_order_is_refused() -> None:
    keys = [Key(ROWS.c.day, descending=True), Key(ROWS.c.id)]
    held = read(next_cursor(asked(), keys, [VALUES["day"], VALUES["id"]]))
    held.pop("list")
    for other in (keys[:1], keys[1:], keys[::-1], [Key(ROWS.c.day), Key(ROWS.c.id)], [*keys, Key(ROWS.c.text)]):
        with pytest.raises(CursorInvalid):
            position(asked(place=held), other)


def test_a_list_cannot_be_ordered_by_what_no_cursor_can_hold() -> None:
    with pytest.raises(TypeError):
        next_cursor(asked(), [Key(Column("any", NullType()))], ["x"])


def test_a_first_page_begins_nowhere() -> None:
    assert position(asked(), [Key(ROWS.c.day), Key(ROWS.c.id)]) == [None, None]


def test_the_longest_keys_make_a_cursor_that_is_taken_back() -> None:
    keys = [Key(ROWS.c.text), Key(ROWS.c.text.label("second")), Key(ROWS.c.id)]
    cursor = next_cursor(asked(), keys, ["😀" * 128, "\\" * 128, VALUES["id"]])
    assert len(cursor) <= LONGEST_CURSOR


def test_an_answer_that_shows_another_list_points_there() -> None:
    page = asked("/v1/rows/reversals", "limit=5").at("/v1/people/7/rows")
    cursor = next_cursor(page, [Key(ROWS.c.id)], [VALUES["id"]])
    assert page.response.headers["link"].startswith("</v1/people/7/rows?limit=5&cursor=")
    assert read(cursor)["list"] == read(next_cursor(asked("/v1/people/7/rows"), [], []))["list"]


async def test_a_cursor_belongs_to_its_list_and_its_filters(http: Any, session: Any) -> None:
    for subject in ("one", "two"):
        audit.record(session, audit.SystemActor("clock"), "thing.ended", subject)
    await session.flush()
    writer = await http.as_("writer")
    for number in range(3):
        await writer.post("/v1/notes", json={"code": f"C{number}", "text": "x"})
    cursor = (await writer.get("/v1/notes", params={"limit": 1})).json()["next_cursor"]
    assert (await writer.get("/v1/notes", params={"limit": 2, "cursor": cursor})).status_code == 200
    admin = await http.as_("admin")
    entries = (await admin.get("/v1/audit", params={"limit": 1})).json()["next_cursor"]
    assert (await admin.get("/v1/audit", params={"cursor": entries})).status_code == 200
    for answer in (
        await admin.get("/v1/audit", params={"cursor": cursor}),
        await admin.get("/v1/audit", params={"cursor": entries, "subject": "another"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, "CursorInvalid"), answer.text
        assert answer.json()["errors"][0]["pointer"] == "#/query/cursor"


def encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "wrong",
    [
        "", "WzFd", "!", "ééé", "A", "AAAA", "-_-_", "x" * (LONGEST_CURSOR + 1), "[" * 2900, "W1tbW1tbW1tb" * 300,
        *map(encoded, (None, True, 1.5, 1, "", [], [[1]], [1, 2], {}, {"list": 1}, {"list": None}, [None], {"a": 1})),
        base64.b64encode(b"\xff\xfe").decode(), base64.b64encode(b'{"list": NaN}').decode(),
    ],
)  # fmt: skip
async def test_what_is_no_cursor_is_refused_as_such(http: Any, wrong: str) -> None:
    answer = await (await http.as_("employee")).get("/v1/notes", params={"cursor": wrong})
    assert (answer.status_code, answer.json()["code"]) == (422, "CursorInvalid"), answer.text


def test_it_is_a_request_that_does_not_fit() -> None:
    assert issubclass(CursorInvalid, Malformed)
    assert CursorInvalid.status == 422
