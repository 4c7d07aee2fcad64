"""Whom something is for: one answer in Python and in SQL, for every person and every audience."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from service_kit.domain import audience
from service_kit.domain.audience import Audience, AudienceOrEveryone, means
from service_kit.domain.twins import Example, compare
from service_kit.identity import matching
from service_kit.identity.people import Person
from sqlalchemy import ARRAY, Integer, Text, column, func, literal, select, text
from sqlalchemy.dialects.postgresql import JSONB


@dataclass(frozen=True)
class Somebody:
    department: str | None = None
    division: str | None = None
    location: str | None = None
    job_profile: str | None = None
    roles: tuple[str, ...] = ("employee",)


@dataclass(frozen=True)
class Case:
    audience: dict[str, Any] = field(hash=False)
    person: Somebody


SALES = Somebody(department="Sales", division="Trade", location="Gent", job_profile="seller")
EXAMPLES = [
    Example("everyone", Case({"everyone": True}, Somebody()), True),
    Example("a name of one list", Case({"departments": ["Sales", "Legal"]}, SALES), True),
    Example("each list must fit", Case({"departments": ["Sales"], "roles": ["manager"]}, SALES), False),
    Example("each list fits", Case({"departments": ["Sales"], "locations": ["Gent"]}, SALES), True),
    Example("who has none is not meant", Case({"departments": ["Sales"]}, Somebody()), False),
    Example("without roles", Case({"roles": ["employee"]}, Somebody(roles=())), False),
    Example("one of several roles", Case({"roles": ["x", "manager"]}, Somebody(roles=("employee", "manager"))), True),
    Example("letters are compared as they are", Case({"departments": ["sales"]}, SALES), False),
    Example("a Turkish i is no i", Case({"locations": ["Izmir"]}, Somebody(location="İzmir")), False),
    Example("and is itself", Case({"locations": ["İzmir"]}, Somebody(location="İzmir")), True),
    Example("a blank counts inside", Case({"departments": ["A  B"]}, Somebody(department="A B")), False),
    Example("an empty list asks nothing", Case({"departments": [], "divisions": ["Trade"]}, SALES), True),
    Example("an old row that names nothing is everyone", Case({"everyone": False, "departments": []}, SALES), True),
    Example("a quote is a letter", Case({"departments": ["R' \"D\" \\"]}, Somebody(department="R' \"D\" \\")), True),
]  # fmt: skip
NAMES = st.sampled_from(
    ["Sales", "sales", "Legal", "İzmir", "Izmir", "ızmir", " Sales", "Sales ", "é", "e\u0301", "", "?"]
)
LISTS = st.dictionaries(st.sampled_from(list(audience.LISTS)), st.lists(NAMES, max_size=3), max_size=5)
AUDIENCES = st.one_of(st.just({"everyone": True}), LISTS)
PEOPLE = st.builds(
    Somebody,
    *[st.one_of(st.none(), NAMES)] * 4,
    st.lists(NAMES, max_size=3).map(tuple),
)
CASES = st.lists(st.builds(Case, AUDIENCES, PEOPLE), min_size=40, max_size=80)


async def in_sql(session: Any, cases: list[Case]) -> list[bool]:
    """All cases in one statement: the audience and the person are columns."""
    rows = [{"place": place, "audience": case.audience, **asdict(case.person)} for place, case in enumerate(cases)]
    columns = [
        column("place", Integer), column("audience", JSONB), column("department", Text), column("division", Text),
        column("location", Text), column("job_profile", Text), column("roles", ARRAY(Text)),
    ]  # fmt: skip
    recordset = func.jsonb_to_recordset(literal(rows, JSONB)).table_valued(*columns, name="cases")
    case = recordset.render_derived(with_types=True)
    statement = select(means(case.c.audience, case.c)).order_by(case.c.place)
    return list((await session.execute(statement)).scalars())


def in_python(case: Case) -> bool:
    return audience.includes(case.audience, case.person)


async def test_the_examples_hold_in_both_forms(session: Any) -> None:
    assert await compare(in_python, lambda cases: in_sql(session, list(cases)), examples=EXAMPLES) == len(EXAMPLES)


@given(generated=CASES)
@settings(
    max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink]
)
async def test_both_forms_agree_on_whatever_is_generated(session: Any, generated: list[Case]) -> None:
    await compare(in_python, lambda cases: in_sql(session, list(cases)), examples=EXAMPLES, generated=generated)


async def test_a_person_given_as_values_gets_the_same_answer(session: Any) -> None:
    """As a list asks it: the audience is a column, the person is who asks."""
    for example in EXAMPLES:
        stored = select(literal(example.case.audience, JSONB).label("audience")).subquery()
        found = await session.execute(select(means(stored.c.audience, example.case.person)))
        assert found.scalar_one() is example.answer, example.name


async def test_the_text_of_the_condition_is_the_condition(session: Any) -> None:
    """As a statement written as text asks it, for sets of people and of things."""
    condition = audience.means_sql("r.audience", "p")
    statement = text(
        "SELECT r.place FROM jsonb_to_recordset(CAST(:cases AS jsonb)) AS r (place int, audience jsonb, person jsonb), "
        "LATERAL (SELECT r.person ->> 'department' AS department, r.person ->> 'division' AS division, "
        "r.person ->> 'location' AS location, r.person ->> 'job_profile' AS job_profile, "
        "ARRAY(SELECT jsonb_array_elements_text(r.person -> 'roles')) AS roles) AS p "
        f"WHERE {condition} ORDER BY r.place"
    )
    cases = [
        {"place": place, "audience": example.case.audience, "person": asdict(example.case.person)}
        for place, example in enumerate(EXAMPLES)
    ]
    found = (await session.execute(statement, {"cases": json.dumps(cases)})).scalars().all()
    assert found == [place for place, example in enumerate(EXAMPLES) if example.answer]


def test_the_reasons_stand_in_the_order_of_the_lists() -> None:
    manager = Somebody(department="Sales", location="Gent", roles=("manager", "employee", "admin"))
    named = {"roles": ["manager", "admin"], "locations": ["Gent"], "departments": ["Sales", "Legal"]}
    assert audience.why(named, manager) == [
        ("departments", "Sales"), ("locations", "Gent"), ("roles", "admin"), ("roles", "manager"),
    ]  # fmt: skip
    assert audience.why({"everyone": True}, manager) == [("everyone", None)]
    assert audience.why({**named, "divisions": ["Trade"]}, manager) == []


@given(case=st.builds(Case, AUDIENCES, PEOPLE))
def test_there_is_a_reason_exactly_for_who_is_meant(case: Case) -> None:
    assert bool(audience.why(case.audience, case.person)) is in_python(case)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"everyone": True, "departments": ["Sales"]}, "AudienceContradictory"),
        ({}, "AudienceEmpty"),
        ({"everyone": False, "departments": []}, "AudienceEmpty"),
        ({"departments": [""]}, "string_too_short"),
        ({"teams": ["Sales"]}, "extra_forbidden"),
    ],
)
def test_a_body_that_is_unclear_is_refused(body: dict[str, Any], kind: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Audience.model_validate(body)
    assert [error["type"] for error in refused.value.errors()] == [kind]


def test_what_is_kept_is_short_and_clear() -> None:
    assert Audience.model_validate({"everyone": True, "roles": []}).stored() == {"everyone": True}
    assert Audience(departments=[" Sales ", "Sales", "Legal"]).stored() == {"departments": ["Sales", "Legal"]}
    lenient = TypeAdapter(AudienceOrEveryone)
    for nothing in ({}, {"roles": []}, {"everyone": False}):
        assert lenient.validate_python(nothing).stored() == {"everyone": True}
    with pytest.raises(ValidationError):
        lenient.validate_python({"teams": []})


async def test_a_preview_counts_people_and_names_the_unknown(http: Any, statements: Any) -> None:
    hr = await http.as_("hr", department="People")
    for number in range(7):
        await http.add(f"seller-{number}", department="Sales", location="Gent")
    await http.add("left", department="Sales", location="Gent", active=False)
    await http.add("ghost", department="Ghosts", active=False)
    statements.seen.clear()
    body = {"departments": ["Sales", "Ghosts", "sales"], "locations": ["Gent"], "roles": ["employee", "wizard"]}
    answer = await hr.post("/v1/audiences/preview", json=body)
    assert answer.status_code == 200, answer.text
    assert len(statements) == 2
    assert answer.json()["people"] == 7
    assert [one["department"] for one in answer.json()["examples"]] == ["Sales"] * 5
    assert answer.json()["unknown"] == {"departments": ["Ghosts", "sales"], "roles": ["wizard"]}
    nobody = await hr.post("/v1/audiences/preview", json={"departments": ["sales"]})
    assert nobody.json() == {"people": 0, "examples": [], "unknown": {"departments": ["sales"]}}


async def test_a_contradiction_has_its_code_and_its_place(http: Any) -> None:
    hr = await http.as_("hr")
    both = await hr.post("/v1/audiences/preview", json={"everyone": True, "departments": ["Sales"]})
    assert (both.status_code, both.json()["code"]) == (422, "AudienceContradictory")
    assert "departments" in both.json()["detail"]
    neither = await hr.post("/v1/audiences/preview", json={})
    assert (neither.status_code, neither.json()["code"]) == (422, "AudienceEmpty")
    several = await hr.post("/v1/audiences/preview", json={"everyone": True, "roles": ["x"], "teams": 1})
    assert several.status_code == 422
    assert (
        await (await http.as_("employee")).post("/v1/audiences/preview", json={"everyone": True})
    ).status_code == 403


async def test_the_caller_is_known_with_the_location_of_the_directory(http: Any, database: Any) -> None:
    person: Person = await http.add("local", location="Gent")
    async with database.identity() as connection:
        ref = await matching.find_ref(connection, "user_name", "local")
    assert (ref.id, ref.location) == (person.id, "Gent")
