"""The lines of a requirement over HTTP: who sees whom, how they are narrowed, counted and taken along."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from service_kit.data.database import AsyncSession
from service_kit.domain.collections import Wanted, derived, page_statement
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.testing.doubles import plan_of
from service_kit.testing.plugin import People, Statements, TestClock
from service_kit.web.pages import PageRequest
from service_kit.work import clock as clocks
from sqlalchemy import select, text
from training_api.permissions import Permission
from training_api.requirements.lines import queries

REASON = {"en": "They answer customers in public."}


@pytest.fixture
async def asked(http: People, catalogue: Any, clock: TestClock) -> dict[str, Any]:
    """A requirement of a module for five people: one is done, one is late, one is exempt, two have time.

    Mia leads Ben, Ben leads Dora and Olga; Lars and Ivo report to nobody here.
    """
    _, [module] = await catalogue.published(phase="function")
    trainer = await http.as_("trainer")
    mia = await http.as_("manager", name="mia")
    ben = await http.as_("manager", name="ben", department="Sales", manager_id=mia.person.id)
    people = {
        "dora": await http.as_("employee", name="dora", department="Sales", manager_id=ben.person.id),
        "lars": await http.as_("employee", name="lars", department="Sales"),
        "ivo": await http.as_("employee", name="ivo", department="Legal"),
        "ben": ben,
    }
    body = {"module_id": module["id"], "due_in_days": 30, "reason": REASON}
    body["applies_to"] = {"departments": ["Sales", "Legal"]}
    made = (await trainer.post("/v1/requirements", json=body)).json()
    activated = await trainer.post(f"/v1/requirements/{made['id']}/activate")
    assert activated.status_code == 200, activated.text
    clock.advance(days=31)
    people["olga"] = await http.as_("employee", name="olga", manager_id=ben.person.id)
    hr = await http.as_("hr")
    card = await hr.get(f"/v1/people/{people['olga'].person.id}")
    moved = await hr.patch(
        f"/v1/people/{people['olga'].person.id}",
        json={"department": "Sales"},
        headers={"If-Match": card.headers["etag"]},
    )
    assert moved.status_code == 200, moved.text
    await catalogue.complete(people["dora"], module)
    until = (clock.moment + timedelta(days=90)).isoformat()
    let_off = {"person_id": str(people["ivo"].person.id), "reason": "On leave.", "until": until}
    assert (await hr.post(f"/v1/requirements/{made['id']}/exemptions", json=let_off)).status_code == 201
    return {"id": made["id"], "path": f"/v1/requirements/{made['id']}/lines", "people": people, "mia": mia}


async def listed(client: Any, path: str, **params: Any) -> list[tuple[str, str]]:
    answer = await client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return [(line["given_name"], line["state"]) for line in answer.json()["items"]]


async def test_who_is_late_has_a_name_and_every_state_a_number(http: People, asked: Any, clock: TestClock) -> None:
    hr = await http.as_("hr")
    answer = (await hr.get(asked["path"], params={"sort": "name"})).json()
    assert answer["summary"] == {"open": 1, "done": 1, "overdue": 2, "exempt": 1}
    assert [(one["given_name"], one["state"]) for one in answer["items"]] == [
        ("Ben", "overdue"),
        ("Dora", "done"),
        ("Ivo", "exempt"),
        ("Lars", "overdue"),
        ("Olga", "open"),
    ]
    ben = answer["items"][0]
    assert ben["head"] == {"id": str(asked["mia"].person.id), "name": "Mia Tester"}
    assert (ben["department"], ben["employee_number"], ben["completed_at"]) == ("Sales", "E-ben", None)
    late = (await hr.get(asked["path"], params={"state": "overdue", "q": "lar"})).json()
    assert [one["given_name"] for one in late["items"]] == ["Lars"]
    assert late["summary"] == {"open": 0, "done": 0, "overdue": 1, "exempt": 0}, "whatever state was asked for"
    for state, name in (("open", "Olga"), ("done", "Dora"), ("exempt", "Ivo")):
        assert await listed(hr, asked["path"], state=state) == [(name, state)]
    assert await listed(hr, asked["path"], department="Legal") == [("Ivo", "exempt")]
    assert await listed(hr, asked["path"], person=str(asked["people"]["lars"].person.id)) == [("Lars", "overdue")]


async def test_a_list_goes_on_by_its_cursor_and_tells_the_numbers_once(http: People, asked: Any) -> None:
    hr = await http.as_("hr")
    for sort in ("due_at", "-due_at", "name", "-department", "completed_at"):
        seen, cursor, summaries = [], None, 0
        while True:
            page = (
                await hr.get(asked["path"], params={"sort": sort, "limit": 2, **({"cursor": cursor} if cursor else {})})
            ).json()
            seen += [one["given_name"] for one in page["items"]]
            summaries += page["summary"] is not None
            if (cursor := page["next_cursor"]) is None:
                break
        assert sorted(seen) == ["Ben", "Dora", "Ivo", "Lars", "Olga"], sort
        assert summaries == 1


async def test_a_manager_sees_the_whole_line_below_and_nobody_else(http: People, asked: Any) -> None:
    mia, ben = asked["mia"], asked["people"]["ben"]
    assert await listed(mia, asked["path"], sort="name") == [("Ben", "overdue"), ("Dora", "done"), ("Olga", "open")]
    assert await listed(ben, asked["path"], sort="name") == [("Dora", "done"), ("Olga", "open")], "not their own"
    answer = (await ben.get(asked["path"])).json()
    assert answer["summary"] == {"open": 1, "done": 1, "overdue": 0, "exempt": 0}
    assert {one["employee_number"] for one in answer["items"]} == {"E-dora", "E-olga"}
    below = (await mia.get(asked["path"], params={"q": "dora"})).json()["items"]
    assert below[0]["employee_number"] is None, "the number is for whoever sees the person whole"
    assert await listed(ben, asked["path"], department="Legal") == []
    assert await listed(ben, asked["path"], manager=str(mia.person.id), sort="name") == [
        ("Dora", "done"),
        ("Olga", "open"),
    ]
    hr = await http.as_("hr")
    assert await listed(hr, asked["path"], manager=str(ben.person.id), sort="name") == [
        ("Dora", "done"),
        ("Olga", "open"),
    ]
    rows = (await ben.get(asked["path"], params={"format": "csv"})).text.splitlines()
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("role", "status"),
    [
        *((role, 200) for role in ("manager", "trainer", "hr", "admin")),
        *((role, 403) for role in ("employee", "executive", "analyst", "strategist", "legal", "community-manager")),
    ],
)
async def test_who_may_ask(http: People, asked: Any, role: str, status: int) -> None:
    client = await http.as_(role, name=f"a-{role}")
    for path in (asked["path"], f"/v1/requirements/{asked['id']}/standings"):
        assert (await client.get(path)).status_code == status
    if role == "manager":
        assert await listed(client, asked["path"]) == [], "who leads nobody sees nobody"


async def test_what_is_not_there_is_missing(http: People, asked: Any) -> None:
    hr = await http.as_("hr")
    nowhere = "0194fdc2-fa2f-7cc0-81d3-ff12045b73c8"
    for path in (f"{nowhere}/lines", f"{nowhere}/standings", f"{nowhere}/lines?format=csv"):
        assert (await hr.get(f"/v1/requirements/{path}")).status_code == 404
    assert (await hr.get(asked["path"], params={"state": "late"})).status_code == 422


async def test_the_late_ones_are_a_file_that_is_recorded(http: People, asked: Any, session: AsyncSession) -> None:
    hr = await http.as_("hr")
    file = await hr.get(asked["path"], params={"state": "overdue", "sort": "name", "format": "csv"})
    header, *rows = file.text.splitlines()
    assert header.startswith("person_id,given_name,family_name,employee_number,department")
    assert "head.name" in header
    assert [row.split(",")[1] for row in rows] == ["Ben", "Lars"]
    assert file.headers["content-disposition"].startswith('attachment; filename="requirement-lines-')
    assert (await hr.get(asked["path"], params={"format": "xlsx"})).content.startswith(b"PK")
    noted = await session.execute(
        select(audit.entries.c.details).where(audit.entries.c.action == "requirement-lines.exported")
    )
    assert [one["filters"] for one in noted.scalars()] == [{"state": "overdue"}, {}]


async def test_each_place_has_its_numbers(http: People, asked: Any, statements: Statements) -> None:
    hr, path = await http.as_("hr"), f"/v1/requirements/{asked['id']}/standings"
    await hr.get(path)
    statements.seen.clear()
    answer = (await hr.get(path)).json()
    assert len(statements.seen) == 2, "whether it is there, and the numbers"
    assert (answer["by"], answer["suppressed"]) == ("department", 0)
    sales, legal = answer["items"]
    assert sales == {
        "key": "Sales", "title": "Sales", "people": 4, "open": 1, "overdue": 2, "done": 1, "exempt": 0,
    }  # fmt: skip
    assert (legal["key"], legal["exempt"]) == ("Legal", 1)
    of_ben = (await asked["people"]["ben"].get(path, params={"by": "location"})).json()["items"]
    assert [(one["key"], one["people"]) for one in of_ben] == [(None, 2)]


async def test_a_page_with_its_numbers_is_two_statements_in_one_trip(
    http: People, asked: Any, statements: Statements
) -> None:
    hr = await http.as_("hr")
    await hr.get(asked["path"])
    statements.seen.clear()
    statements.round_trips = 0
    await hr.get(asked["path"])
    assert (len(statements.seen), statements.round_trips) == (3, 2), "whether it is there; the page and the numbers"
    count = next(sql for sql in statements.seen if "count(*)" in sql)
    assert "LEFT OUTER JOIN people" in count


async def test_lines_are_read_and_counted_by_the_index_on_their_day(session: AsyncSession) -> None:
    # As a table that stands in a year: what other tests took back would count as rows that nobody has looked at.
    grown = (
        "UPDATE pg_class SET reltuples = 100000, relpages = 2000, relallvisible = 2000 WHERE relname = 'assignments'"
    )
    await session.execute(text(grown))
    for way in ("seqscan", "sort", "bitmapscan"):
        await session.execute(text(f"SET LOCAL enable_{way} = off"))
    reader = Actor("service", "t", "t", frozenset(), frozenset(), frozenset({Permission.READ_LINES}))
    given: Any = {"now": clocks.now(), "values": {"requirement": uuid4()}}
    wanted = Wanted(PageRequest(50, *[None] * 3), {}, None, "due_at", None)  # type: ignore[arg-type,misc]  # unused
    page = await plan_of(session, page_statement(queries.LIST, reader, wanted, **given))
    assert "Index Scan using ix_assignments_due" in page
    numbers = await plan_of(session, derived(queries.LIST, reader, wanted, queries.BY_STATE, **given))
    assert "Index Only Scan using ix_assignments_due" in numbers
    assert "people" not in numbers, "nobody's card is read to count"


async def test_what_a_line_keeps_of_its_next_day_is_what_the_rule_says(
    http: People, catalogue: Any, clock: TestClock, session: AsyncSession
) -> None:
    _, [module] = await catalogue.published(phase="function")
    trainer, anna = await http.as_("trainer"), await http.as_("employee", name="anna", department="Sales")
    body = {"module_id": module["id"], "due_in_days": 10, "repeat_every_days": 90, "reason": REASON}
    made = (await trainer.post("/v1/requirements", json={**body, "applies_to": {"departments": ["Sales"]}})).json()
    await trainer.post(f"/v1/requirements/{made['id']}/activate")
    path = f"/v1/requirements/{made['id']}/lines"
    for _ in range(2):
        await catalogue.complete(anna, module, again=True)
        [mine] = (await anna.get("/v1/me/requirements")).json()["items"]
        [line] = (await trainer.get(path)).json()["items"]
        assert (line["due_at"], line["state"]) == (mine["due_at"], mine["state"])
        clock.advance(days=85)
        [mine] = (await anna.get("/v1/me/requirements")).json()["items"]
        assert [mine["state"]] == [state for _, state in await listed(trainer, path)] == ["open"]
