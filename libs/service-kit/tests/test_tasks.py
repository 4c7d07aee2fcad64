"""What waits for a person: several rooms' sources, one shape, one statement."""

import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from service_kit.domain.task_endpoints import tasks_router
from service_kit.domain.tasks import NOW, PERSON, ROLES, TOKEN_ROLES, Gathered, Source, task, word_for
from service_kit.identity.auth import EVERYONE, Actor, Grants
from service_kit.identity.people import Person
from service_kit.work import clock
from sqlalchemy import any_, func, literal, select

PEOPLE = Person.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
REPORTS = (
    select(
        *task(
            "welcome",
            id=PEOPLE.c.id,
            subject_type="person",
            subject_id=PEOPLE.c.id,
            subject_code=PEOPLE.c.employee_number,
            subject_title=func.jsonb_build_object("en", PEOPLE.c.given_name),
            reason="NewHere",
            params=func.jsonb_build_object(
                "department", PEOPLE.c.department, "text", func.jsonb_build_object("en", "x")
            ),
            due_at=PEOPLE.c.updated_at,
            minutes=15,
        )
    )
    .where(PEOPLE.c.manager_id == PERSON, PEOPLE.c.active, PEOPLE.c.locale.in_(["en", "nl"]))
    .limit(50)
)
SECOND = PEOPLE.alias("second")
REVIEWS = select(
    *task(
        "review-person",
        id=SECOND.c.id,
        subject_type="person",
        subject_id=SECOND.c.id,
        subject_title=func.jsonb_build_object("en", "Review"),
        reason="ReviewDue",
        for_id=SECOND.c.manager_id,
    )
).where(SECOND.c.department == "Review", SECOND.c.updated_at <= NOW)
ROLE_TASK = select(
    *task(
        "badge",
        id=PERSON,
        subject_type="badge",
        subject_id=PERSON,
        subject_title=func.jsonb_build_object("en", "Badge"),
        reason="RoleHeld",
    )
).where(literal("analyst") == any_(ROLES), literal("analyst") == any_(TOKEN_ROLES))
SOURCES = [REPORTS, Source(REVIEWS, "people.review"), ROLE_TASK]
GRANTS = Grants(roles={"tasks.own": EVERYONE, "people.review": {"hr"}})


@pytest.fixture
async def http(serve: Any) -> Any:
    """A manager with three reports, and two people to review."""
    people, now = serve(tasks_router("tasks.own", SOURCES), GRANTS), clock.now()
    manager = (await people.as_("manager", family_name="Boss")).person
    for number, due in enumerate((now + timedelta(days=2), now - timedelta(days=1), now + timedelta(days=1))):
        await people.add(f"report-{number}", manager_id=manager.id, updated_at=due, department="Sales")
    await people.add("french", manager_id=manager.id, locale="fr")
    await people.add("to-review", department="Review", manager_id=manager.id, locale="fr")
    await people.add("also-review", department="Review", locale="fr")
    return people


async def test_tasks_of_all_sources_come_in_one_statement_soonest_first(http: Any, statements: Any) -> None:
    manager = await http.as_("manager")
    statements.seen.clear()
    answer = await manager.get("/v1/me/tasks")
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    assert [one["subject"]["code"] for one in items] == ["E-report-1", "E-report-2", "E-report-0"]
    assert [one["overdue"] for one in items] == [True, False, False]
    assert items[0]["id"] == f"welcome:{items[0]['subject']['id']}"
    assert (
        items[0]
        | {
            "kind": "welcome",
            "reason": {"code": "NewHere", "params": {"department": "Sales", "text": {"en": "x"}}},
            "minutes": 15,
            "for": None,
        }
        == items[0]
    )
    assert set(items[0]) == {"id", "kind", "subject", "reason", "due_at", "overdue", "minutes", "for"}
    assert len(statements) <= 1


async def test_who_may_decide_sees_it_and_for_whom(http: Any) -> None:
    hr, boss = await http.as_("hr"), await http.as_("manager")
    items = (await hr.get("/v1/me/tasks")).json()["items"]
    assert {one["kind"] for one in items} == {"review-person"}
    assert [one["due_at"] for one in items] == [None, None]
    assert sorted((one["for"] for one in items), key=lambda one: one is None) == [
        {"id": str(boss.person.id), "name": "Manager Boss"},
        None,
    ]
    assert len((await hr.get("/v1/me/tasks?for=others")).json()["items"]) == 1
    assert len((await hr.get("/v1/me/tasks?for=me&kind=review-person")).json()["items"]) == 1
    assert (await hr.get("/v1/me/tasks?kind=other")).json()["items"] == []
    assert (await hr.get("/v1/me/tasks?kid=other")).json()["code"] == "UnknownParameter"


async def test_roles_of_the_directory_and_of_the_token_are_told_apart(http: Any) -> None:
    both = await http.as_("analyst")
    assert [one["kind"] for one in (await both.get("/v1/me/tasks")).json()["items"]] == ["badge"]
    await http.add("once", "analyst")
    once = await http.as_(name="once")
    assert (await once.get("/v1/me/tasks")).json()["items"] == []


async def test_the_summary_counts_what_the_list_holds(http: Any) -> None:
    for who in ("manager", "hr", "employee"):
        client = await http.as_(who)
        items = (await client.get("/v1/me/tasks")).json()["items"]
        summary = (await client.get("/v1/me/tasks/summary")).json()
        kinds = [one["kind"] for one in items]
        assert summary == {
            "total": len(items),
            "overdue": sum(one["overdue"] for one in items),
            "by_kind": {kind: kinds.count(kind) for kind in sorted(set(kinds))},
        }


async def test_a_system_has_no_tasks(http: Any) -> None:
    answer = await http.system("lms", ["tasks"]).get("/v1/me/tasks")
    assert answer.status_code == 403


async def test_what_only_some_are_asked_costs_the_others_nothing(serve: Any, statements: Any) -> None:
    asked: list[str] = []

    async def now_and_then(state: Any) -> bool:
        asked.append(type(state).__name__)
        return len(asked) > 1

    sources = [ROLE_TASK, Source(REVIEWS, "people.review", when=now_and_then)]
    people = serve(tasks_router("tasks.own", sources), GRANTS)
    await people.add("to-review", department="Review")
    employee, hr = await people.as_("employee"), await people.as_("hr")
    statements.seen.clear()
    assert (await employee.get("/v1/me/tasks")).json()["items"] == []
    assert (len(statements), asked) == (1, [])
    assert "Review" not in statements.seen[0]
    assert (await hr.get("/v1/me/tasks")).json()["items"] == []
    assert [one["kind"] for one in (await hr.get("/v1/me/tasks")).json()["items"]] == ["review-person"]
    alone = serve(tasks_router("tasks.own", sources[1:]), GRANTS)
    nobody = await alone.as_("employee")
    assert (await nobody.get("/v1/me/tasks")).json()["items"] == []
    assert (await nobody.get("/v1/me/tasks/summary")).json() == {"total": 0, "overdue": 0, "by_kind": {}}


def test_the_contract_names_each_kind_and_each_reason() -> None:
    app = FastAPI()
    app.include_router(tasks_router("tasks.own", SOURCES))
    schemas = app.openapi()["components"]["schemas"]
    assert schemas["TaskOut"]["properties"]["kind"]["enum"] == ["badge", "review-person", "welcome"]
    assert schemas["TaskReasonOut"]["properties"]["code"]["enum"] == ["NewHere", "ReviewDue", "RoleHeld"]


def test_the_words_of_a_source_are_known_before_a_row_is_read() -> None:
    fields = {"id": PERSON, "subject_type": "x", "subject_id": PERSON, "subject_title": None}
    chosen = word_for(PEOPLE.c.department, {"Sales": "sales-task", "Review": "review-task"})
    source = Source(select(*task(chosen, reason="R", **fields)).select_from(PEOPLE))
    assert source.words("kind") == {"sales-task", "review-task"}
    with pytest.raises(ValueError, match="reason of a source"):
        Gathered([select(*task("x", reason=PEOPLE.c.department, **fields))])


async def test_what_is_the_same_for_everybody_stands_in_the_text_of_the_statement() -> None:
    anybody = Actor("person", "anna", "anna", frozenset(), frozenset(), frozenset())
    statements = await Gathered([REPORTS]).statements(anybody, None)
    assert statements is not None
    assert "people.locale IN ('en', 'nl')" in statements.listed
    assert set(re.findall(r"%\((\w+)\)s", statements.listed)) == {"person", "now", "kind", "whose"}


def test_a_source_of_another_shape_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="selects"):
        Gathered([select(PEOPLE.c.id)])
    with pytest.raises(ValueError, match="no word"):
        task("a'b", id=PERSON, subject_type="x", subject_id=PERSON, subject_title=None, reason="R")
