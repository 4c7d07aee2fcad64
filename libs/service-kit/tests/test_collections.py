"""Lists from one declaration: visible, filtered, searched, sorted, paged, and the same rows as a file."""

import csv
import io
import tracemalloc
import zipfile
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID
from xml.etree import ElementTree

import pytest
from fastapi import Depends, Request
from service_kit.data.database import HotConnection
from service_kit.data.statements import Statement, run
from service_kit.domain import exports
from service_kit.domain.collections import (
    By,
    Collection,
    Format,
    Selection,
    Wanted,
    answer,
    derived,
    one,
    selection_from,
    unnarrowed,
    wanted_from,
)
from service_kit.domain.exports import FILES, MOST_FILES_AT_ONCE, cell, fields_of
from service_kit.domain.filters import equals, selects
from service_kit.domain.folding import name_sort_key, sort_key
from service_kit.domain.readers import Asking
from service_kit.identity.auth import EVERYONE, Actor, Grants, Needs
from service_kit.identity.people import Person
from service_kit.web.pages import Page, PageQuery
from service_kit.web.routes import capability_router
from service_kit.web.schemas import BodyOut, Instant
from service_kit.work.clock import Now
from sqlalchemy import Row, Select, any_, func, or_, select, text

PEOPLE = Person.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
GRANTS = Grants(roles={"list": EVERYONE, "all": {"hr"}})


def visible_to(asking: Asking) -> Any:
    """Who left is for HR and for themselves."""
    gone = or_(PEOPLE.c.active, PEOPLE.c.id == asking.actor.person_id)
    return PEOPLE.c.id.is_not(None) if asking.actor.may("all") else gone


LIST = Collection(
    "people",
    select(*PEOPLE.c),
    key=PEOPLE.c.id,
    sorts={
        "family_name": lambda asking: (By(name_sort_key(PEOPLE.c.family_name, asking.language)),),
        "department": (By(sort_key(PEOPLE.c.department), empty=""),),
        "updated_at": (By(PEOPLE.c.updated_at),),
        "user_name": (By(PEOPLE.c.user_name),),
    },
    default="family_name",
    visible_to=visible_to,
    filters={
        "department": equals(PEOPLE.c.department, str),
        "active": equals(PEOPLE.c.active, bool),
        "manager_id": equals(PEOPLE.c.manager_id, UUID),
        "role": selects(lambda role: role == any_(PEOPLE.c.roles), str, "One of the roles."),
    },
    searched=PEOPLE.c.given_name + " " + PEOPLE.c.family_name,
    personal=True,
)


class Place(BodyOut):
    department: str | None
    roles: list[str]


class PersonRow(BodyOut):
    user_name: str
    family_name: str
    place: Place
    title: dict[str, str]
    active: bool
    email: str | None
    updated_at: Instant


router = capability_router("/listed", "Listed")


@router.get("", response_model=Page[PersonRow], responses=FILES)
async def list_them(
    wanted: Annotated[Wanted, Depends(wanted_from(LIST))],
    actor: Annotated[Actor, Needs("list")],
    connection: HotConnection,
    now: Now,
) -> Any:
    """People."""

    def show(row: Row[Any]) -> PersonRow:
        place = Place(department=row.department, roles=row.roles)
        title = {"en": "Person", "nl": "Persoon"}
        known = {name: getattr(row, name) for name in ("user_name", "family_name", "active", "updated_at")}
        return PersonRow(**known, place=place, title=title, email=row.email if actor.may("all") else None)

    return await answer(LIST, connection, actor, wanted, now=now, out=PersonRow, show=show)


def how_many(found: Select[Any]) -> Select[Any]:
    return select(func.count().label("number")).select_from(found.subquery())


@router.get("/count")
async def count_them(
    wanted: Annotated[Selection, Depends(selection_from(LIST))],
    actor: Annotated[Actor, Needs("list")],
    connection: HotConnection,
    now: Now,
) -> int:
    """How many of them."""
    [counted] = await run(connection, derived(LIST, actor, wanted, how_many, now=now))
    return int(counted.number)


@router.get("/hot", response_model=Page[Place], responses=FILES)
async def list_hot(
    page: PageQuery, actor: Annotated[Actor, Needs("list")], connection: HotConnection, now: Now, file: Format = None
) -> Any:
    """All of them, at an address without filters."""
    return await answer(LIST, connection, actor, unnarrowed(LIST, page, file), now=now, out=Place)


@router.get("/{person_id}")
async def read_one(
    person_id: UUID, actor: Annotated[Actor, Needs("list")], connection: HotConnection, now: Now
) -> Place:
    """One of them."""
    return Place.model_validate(await one(LIST, connection, actor, person_id, now=now))


@pytest.fixture
async def http(serve: Any) -> Any:
    """The list, with a few people in it."""
    people = serve(router, GRANTS)
    await people.as_("employee", family_name="Aa", department="=Ops")
    for name, department in (("Berg", "Sales"), ("van den Berg", None), ("Ångström", "Legal"), ("O'Brien", "sales")):
        user = name.replace(" ", "").replace("'", "").lower()
        await people.add(user, family_name=name, department=department, roles=["employee", f"r-{user}"])
    await people.add("gone", family_name="Zed", department="Sales", active=False)
    return people


async def names(client: Any, **parameters: Any) -> list[str]:
    found = await client.get("/v1/listed", params=parameters)
    assert found.status_code == 200, found.text
    return [one["family_name"] for one in found.json()["items"]]


async def test_a_list_shows_what_may_be_seen_in_one_statement(http: Any, statements: Any) -> None:
    employee, hr = await http.as_("employee"), await http.as_("hr", family_name="Hr")
    statements.seen.clear()
    assert "Zed" not in await names(employee)
    assert len(statements) == 1
    assert "Zed" in await names(hr)
    gone = [one for one in (await hr.get("/v1/listed")).json()["items"] if one["family_name"] == "Zed"]
    assert len(gone) == 1


async def test_the_single_read_shares_the_condition(http: Any, session: Any) -> None:
    employee, hr = await http.as_("employee"), await http.as_("hr")
    gone = (await session.execute(select(PEOPLE.c.id).where(PEOPLE.c.user_name == "gone"))).scalar_one()
    assert (await hr.get(f"/v1/listed/{gone}")).status_code == 200
    assert (await employee.get(f"/v1/listed/{gone}")).status_code == 404


async def test_filters_search_and_sort_come_from_the_declaration(http: Any) -> None:
    employee = await http.as_("employee")
    assert await names(employee, department="Sales") == ["Berg"]
    assert await names(employee, role="r-berg") == ["Berg"]
    assert await names(employee, q="angstrom") == ["Ångström"]
    assert await names(employee, q="OBRIEN") == ["O'Brien"]
    assert await names(employee, q="!!!") == []
    assert await names(employee, sort="family_name") == ["Aa", "Ångström", "Berg", "O'Brien", "van den Berg"]
    assert await names(employee, sort="-family_name") == ["van den Berg", "O'Brien", "Berg", "Ångström", "Aa"]
    dutch = await http.as_("dutch", family_name="Boom", locale="nl")
    assert await names(dutch) == ["Aa", "Ångström", "Berg", "van den Berg", "Boom", "O'Brien"]


@pytest.mark.parametrize(
    "sort", ["family_name", "-family_name", "department", "-department", "updated_at", "user_name"]
)
async def test_every_order_pages_without_loss_and_empty_values_come_last(http: Any, sort: str) -> None:
    employee = await http.as_("employee")
    whole = (await employee.get("/v1/listed", params={"sort": sort})).json()["items"]
    seen, cursor = [], None
    while cursor or not seen:
        page = await employee.get(
            "/v1/listed", params={"sort": sort, "limit": 2} | ({"cursor": cursor} if cursor else {})
        )
        assert page.status_code == 200, page.text
        seen += page.json()["items"]
        cursor = page.json()["next_cursor"]
    assert seen == whole
    if "department" in sort:
        assert whole[-1]["place"]["department"] is None


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"departement": "Sales"}, "UnknownParameter"),
        ({"department": "Sales", "Department": "x"}, "UnknownParameter"),
        ({"sort": "email"}, "Malformed"),
        ({"format": "pdf"}, "Malformed"),
        ({"active": "perhaps"}, "Malformed"),
    ],
)
async def test_what_a_list_does_not_know_is_refused(http: Any, parameters: dict[str, str], code: str) -> None:
    refused = await (await http.as_("employee")).get("/v1/listed", params=parameters)
    assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_an_unknown_parameter_is_named_with_those_that_are_known(http: Any) -> None:
    refused = (await (await http.as_("employee")).get("/v1/listed?departement=Sales")).json()
    assert refused["parameter"] == "departement"
    assert refused["known"] == [
        "active", "cursor", "department", "format", "limit", "manager_id", "q", "role", "sort",
    ]  # fmt: skip
    assert refused["errors"][0]["pointer"] == "#/query/departement"
    assert (await http.anonymous.get("/v1/listed?departement=Sales")).status_code == 401


async def test_every_route_of_the_app_refuses_an_unknown_parameter(http: Any) -> None:
    hr = await http.as_("hr")
    refused = await hr.get("/v1/people/me?verbose=1")
    assert (refused.status_code, refused.json()["known"]) == (422, [])
    assert (await hr.post("/v1/audiences/preview?x", json={"everyone": True})).json()["code"] == "UnknownParameter"
    assert (await hr.get("/v1/audit?subjekt=x")).status_code in (403, 422)


def lines(answered: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answered.text)))


@pytest.mark.parametrize("ask", [{"params": {"format": "csv"}}, {"headers": {"Accept": "text/csv"}}])
async def test_the_same_list_is_a_file(http: Any, statements: Any, ask: dict[str, Any]) -> None:
    employee = await http.as_("employee")
    statements.seen.clear()
    file = await employee.get("/v1/listed", **ask)
    assert file.status_code == 200, file.text
    assert len([one for one in statements.seen if "FROM people" in one]) == 1
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert file.headers["content-disposition"].startswith('attachment; filename="people-20')
    assert file.text.splitlines()[0] == (
        "user_name,family_name,place.department,place.roles,title,active,email,updated_at"
    )
    assert [line["family_name"] for line in lines(file)] == await names(employee)
    first = lines(file)[0]
    assert (first["title"], first["active"], first["email"]) == ("Person", "true", "")
    assert first["place.department"] == "'=Ops", "harmless in a spreadsheet"


async def test_a_file_has_every_row_however_many_and_only_those_selected(http: Any, session: Any) -> None:
    copies = text(
        "INSERT INTO people (id, employee_number, user_name, given_name, family_name, email, locale, department) "
        "SELECT gen_random_uuid(), 'n' || n, 'u' || n, 'G', 'F', 'e' || n || '@x.y', 'en', 'Many' "
        "FROM generate_series(1, 1234) n"
    )
    await session.execute(copies)
    await session.commit()
    employee = await http.as_("employee")
    file = await employee.get("/v1/listed", params={"format": "csv", "department": "Many", "limit": 5})
    assert len(lines(file)) == 1234
    assert len({line["user_name"] for line in lines(file)}) == 1234
    assert len(lines(await employee.get("/v1/listed?format=csv&department=Nobody"))) == 0


SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


async def test_a_workbook_holds_the_same_cells_and_no_formula(http: Any) -> None:
    employee = await http.as_("employee")
    file = await employee.get("/v1/listed?format=xlsx", headers={"Accept-Language": "nl"})
    assert file.status_code == 200, file.text
    assert file.headers["content-disposition"].endswith('.xlsx"')
    book = zipfile.ZipFile(io.BytesIO(file.content))
    sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not list(sheet.iter(f"{SHEET}f"))
    found = [["".join(one.itertext()) for one in row] for row in sheet.iter(f"{SHEET}row")]
    assert found[0][:3] == ["user_name", "family_name", "place.department"]
    assert found[1][1:3] == ["Aa", "'=Ops"]
    assert "Persoon" in found[1]
    assert len(found) == 1 + len(await names(employee))


async def test_a_file_of_peoples_data_is_on_record_without_names(http: Any, session: Any) -> None:
    employee = await http.as_("employee")
    await employee.get("/v1/listed?format=csv&active=true&department=Sales&q=Berg")
    await employee.get("/v1/listed?active=true")
    entries = (await session.execute(text("SELECT actor, action, details FROM audit_entries"))).all()
    assert [tuple(entry) for entry in entries] == [
        (
            f"person:{employee.person.id}",
            "people.exported",
            {"format": "csv", "filters": {"active": "True"}, "narrowed_by": ["active", "department"]},
        )
    ]


async def test_a_file_that_cannot_be_read_is_a_refusal_and_gives_its_turn_back(http: Any) -> None:
    employee = await http.as_("employee")
    for _ in range(MOST_FILES_AT_ONCE + 1):
        refused = await employee.get("/v1/listed", params={"format": "csv", "department": "nul \0"})
        assert (refused.status_code, refused.json()["code"]) == (422, "Malformed")
    assert (await employee.get("/v1/listed?format=csv")).status_code == 200
    assert http._app.state.files_being_made == 0
    http._app.state.files_being_made = MOST_FILES_AT_ONCE
    busy = await employee.get("/v1/listed?format=csv")
    assert (busy.status_code, busy.json()["code"]) == (503, "FilesBusy")
    assert "retry-after" in busy.headers


async def test_a_file_that_was_not_made_is_not_recorded_and_wants_no_second_connection(
    http: Any, statements: Any
) -> None:
    employee = await http.as_("employee")
    http._app.state.files_being_made = MOST_FILES_AT_ONCE
    statements.seen.clear()
    assert (await employee.get("/v1/listed?format=csv")).status_code == 503
    assert statements.seen == []


@pytest.mark.parametrize(
    ("accept", "file"),
    [
        ("text/csv", "csv"),
        ("text/csv;q=0.9, application/json;q=0.5", "csv"),
        ("application/json, text/csv", None),
        ("*/*", None),
        ("text/html, */*;q=0.8", None),
        ("", None),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        ("text/csv;q=x", None),
    ],
)
def test_accept_asks_for_a_file_only_when_it_wants_it_more(accept: str, file: str | None) -> None:
    request = Request({"type": "http", "headers": [(b"accept", accept.encode())]})
    assert exports.wanted_file(request, None) == file


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+32 2 555", "'+32 2 555"),
        ("-5", "'-5"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\r=x", "'\r=x"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("a=b", "a=b"),
        (-5, -5),
        (None, None),
        (True, True),
        (["=a", "b"], "'=a; b"),
        ({"nl": "ja", "en": "yes"}, "ja"),
        ({"deep": {"x": 1}}, '{"deep": {"x": 1}}'),
        ([{"x": 1}], '[{"x": 1}]'),
    ],
)
def test_a_value_becomes_one_harmless_cell(value: Any, shown: Any) -> None:
    assert cell(value, ["nl"]) == shown


def test_the_header_is_the_documented_names() -> None:
    class Holder(BodyOut):
        name: str

    class Body(BodyOut):
        id: UUID
        holder: Holder
        maybe: Holder | None
        several: list[Holder]
        title: dict[str, str] | None

    assert [".".join(path) for path in fields_of(Body)] == ["id", "holder.name", "maybe.name", "several", "title"]


def test_the_parameters_stand_in_the_contract(serve: Any) -> None:
    listed = serve(router, GRANTS)._app.openapi()["paths"]["/v1/listed"]["get"]
    found = {one["name"]: one["schema"] for one in listed["parameters"]}
    assert {"cursor", "limit", "department", "active", "manager_id", "role", "q", "sort", "format"} == set(found)
    assert found["sort"]["anyOf"][0]["enum"][:2] == ["department", "-department"]
    assert set(listed["responses"]["200"]["content"]) == {"application/json", *exports.MEDIA_TYPES.values()}


def test_a_default_that_is_no_sort_is_found_at_once() -> None:
    with pytest.raises(ValueError, match="not among its sorts"):
        Collection("x", select(PEOPLE.c.id), key=PEOPLE.c.id, sorts={"a": (By(PEOPLE.c.id),)}, default="-b")


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
async def test_a_file_takes_no_more_memory_for_more_rows(live_http: Any, live_database: Any, file_format: Any) -> None:
    request = Request({"type": "http", "headers": [], "app": live_http._app})

    class Line(BodyOut):
        number: int
        words: str

    async def peak(count: int) -> tuple[int, int]:
        number = func.generate_series(1, count).column_valued("number")
        statement = select(number, func.repeat("x", 200).label("words"))
        table = exports.Table("lines", file_format, fields_of(Line), Line.model_validate, datetime.now(UTC))
        tracemalloc.start()
        whole = Statement(statement).rows()
        answered, size = await exports.answer_file(request, whole, table), 0

        async def send(message: Any) -> None:
            nonlocal size
            size += len(message.get("body", b""))

        await answered({"type": "http", "method": "GET", "asgi": {"spec_version": "2.4"}}, request.receive, send)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most, size

    await peak(600)
    few, small = await peak(2_000)
    many, large = await peak(20_000)
    assert large > 5 * small
    assert many < few + 1_000_000
    assert live_http._app.state.files_being_made == 0


async def test_a_count_takes_what_narrows_the_list_and_nothing_else(http: Any) -> None:
    employee, hr = await http.as_("employee"), await http.as_("hr", family_name="Hr")
    counts = [(await client.get("/v1/listed/count?department=Sales")).json() for client in (employee, hr)]
    assert counts == [1, 2]
    assert (await hr.get("/v1/listed/count?q=angs&active=true")).json() == 1
    for parameter in ("sort=user_name", "limit=3", "format=csv"):
        assert (await hr.get(f"/v1/listed/count?{parameter}")).json()["code"] == "UnknownParameter"


async def test_a_list_without_filters_is_a_page_and_a_file_of_all_that_its_reader_may_see(
    http: Any, session: Any
) -> None:
    hr = await http.as_("hr", family_name="Hr")
    assert len((await hr.get("/v1/listed/hot", params={"limit": 200})).json()["items"]) == len(
        await names(hr, limit=200)
    )
    for asked in ({"params": {"format": "csv"}}, {"headers": {"Accept": "Text/CSV"}}):
        file = await hr.get("/v1/listed/hot", **asked)
        assert len(file.text.splitlines()) == 1 + len(await names(hr, limit=200))
        assert file.text.startswith("department,roles")
    noted = await session.execute(text("SELECT count(*) FROM audit_entries WHERE action = 'people.exported'"))
    assert noted.scalar_one() == 2
