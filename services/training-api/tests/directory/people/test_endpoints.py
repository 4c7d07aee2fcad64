"""The directory over HTTP."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from service_kit.domain.collections import Wanted, page_statement
from service_kit.identity.auth import Actor
from service_kit.identity.people import READ_WHOLE, Person, PersonOut
from service_kit.testing.doubles import plan_of
from service_kit.testing.plugin import People, Statements, TestClock
from service_kit.work import clock
from sqlalchemy import text
from training_api.directory.people import queries

ANNA = {
    "employee_number": "E1042",
    "user_name": "anna.devries",
    "given_name": "Anna",
    "family_name": "de Vries",
    "email": "anna.devries@example.com",
    "locale": "nl-BE",
    "department": "Sales",
}
SIGN_IN = {
    "employee_number": "E9",
    "user_name": "noor",
    "given_name": "Noor",
    "family_name": "Smit",
    "roles": ["legal"],
}


async def test_hr_adds_a_person_and_the_world_hears_it(http: People, published: Callable[..., Any]) -> None:
    hr = await http.as_("hr")
    added = await hr.post("/v1/people", json=ANNA)
    assert added.status_code == 201, added.text
    assert added.json()["roles"] == ["employee"]
    [event] = await published("training.person.changed.v1")
    assert event["subject"] == added.json()["id"]
    assert event["data"]["person"]["email"] == ANNA["email"]


async def test_a_taken_number_or_user_name_is_refused_by_its_name(http: People) -> None:
    hr = await http.as_("hr")
    await hr.post("/v1/people", json=ANNA)
    again = await hr.post("/v1/people", json=ANNA | {"user_name": "other"})
    assert (again.status_code, again.json()["code"]) == (409, "EmployeeNumberTaken")
    again = await hr.post("/v1/people", json=ANNA | {"employee_number": "E2"})
    assert (again.status_code, again.json()["code"]) == (409, "UserNameTaken")


async def test_what_does_not_fit_is_refused_at_its_place(http: People) -> None:
    hr = await http.as_("hr")
    for field, value in (("email", "nowhere"), ("locale", "Dutch"), ("given_name", ""), ("birth_year", 1980)):
        refused = await hr.post("/v1/people", json=ANNA | {field: value})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["pointer"] == f"/{field}"
    refused = await hr.post("/v1/people", json=ANNA | {"manager_id": str(uuid4())})
    assert (refused.status_code, refused.json()["code"]) == (422, "UnknownManager")


async def test_a_change_needs_the_version_that_was_seen(http: People, published: Callable[..., Any]) -> None:
    hr = await http.as_("hr")
    added = await hr.post("/v1/people", json=ANNA)
    path = f"/v1/people/{added.json()['id']}"
    assert (await hr.patch(path, json={"department": "Legal"})).status_code == 428
    changed = await hr.patch(path, json={"department": "Legal"}, headers={"If-Match": added.headers["etag"]})
    assert changed.status_code == 200
    assert changed.json()["department"] == "Legal"
    stale = await hr.patch(path, json={"department": "Sales"}, headers={"If-Match": added.headers["etag"]})
    assert (stale.status_code, stale.json()["code"]) == (412, "Changed")
    assert (await published("training.person.changed.v1"))[-1]["data"]["changed"] == ["department"]


async def test_an_unchanged_change_is_no_event(http: People, published: Callable[..., Any]) -> None:
    hr = await http.as_("hr")
    added = (await hr.post("/v1/people", json=ANNA)).json()
    await hr.patch(f"/v1/people/{added['id']}", json={"department": "Sales"}, headers={"If-Match": "*"})
    assert len(await published()) == 1


async def test_nobody_becomes_their_own_manager(http: People) -> None:
    hr = await http.as_("hr")
    top = await http.add("top")
    middle = await http.add("middle", manager_id=top.id)
    low = await http.add("low", manager_id=middle.id)
    any_version = {"If-Match": "*"}
    for manager in (low, top):
        refused = await hr.patch(f"/v1/people/{top.id}", json={"manager_id": str(manager.id)}, headers=any_version)
        assert (refused.status_code, refused.json()["code"]) == (422, "ManagerCycle")
    moved = await hr.patch(f"/v1/people/{low.id}", json={"manager_id": str(top.id)}, headers=any_version)
    assert moved.status_code == 200


async def test_the_manager_role_follows_the_reports(http: People, published: Callable[..., Any]) -> None:
    hr = await http.as_("hr")
    old, new = await http.add("old", "manager"), await http.add("new")
    report = await http.add("report", manager_id=old.id)
    await hr.patch(f"/v1/people/{report.id}", json={"manager_id": str(new.id)}, headers={"If-Match": "*"})
    roles = {
        name: (await hr.get("/v1/people", params={"user_name": name})).json()["items"][0] for name in ("old", "new")
    }
    assert roles["old"]["roles"] == ["employee"]
    assert roles["new"]["roles"] == ["employee", "manager"]
    assert len(await published("training.person.changed.v1")) == 3


async def test_a_leaver_is_made_inactive_and_may_not_sign_in(http: People) -> None:
    hr = await http.as_("hr")
    employee = await http.as_("employee")
    person: Person = employee.person  # type: ignore[attr-defined]  # put there by the test client
    assert (await employee.get("/v1/people/me")).status_code == 200
    left = await hr.patch(f"/v1/people/{person.id}", json={"active": False}, headers={"If-Match": "*"})
    assert left.json()["active"] is False
    assert (await employee.get("/v1/people/me")).status_code == 403


async def test_people_are_found_by_the_beginnings_of_words(http: People) -> None:
    hr = await http.as_("hr")
    await hr.post("/v1/people", json=ANNA)
    await hr.post(
        "/v1/people",
        json=ANNA
        | {
            "employee_number": "X7",
            "user_name": "b-jansen",
            "given_name": "Bé",
            "family_name": "Jansen",
            "email": "be@example.com",
        },
    )

    async def found(**wanted: str) -> list[str]:
        answer = await hr.get("/v1/people", params=wanted)
        return [person["user_name"] for person in answer.json()["items"]]

    assert await found(q="dev") == ["anna.devries"]
    assert await found(q="VRI ann") == ["anna.devries"]
    assert await found(q="e1042") == ["anna.devries"]
    assert await found(q="bé jans") == ["b-jansen"]
    assert await found(q="anna.devries@exa") == ["anna.devries"]
    assert await found(q="be@example.com x7") == ["b-jansen"]
    assert await found(q="'); DROP TABLE people; --") == []
    assert await found(q="nobody") == []
    assert await found(department="Sales", user_name="b-jansen") == ["b-jansen"]
    assert await found(department="Legal") == []


async def test_a_long_list_comes_in_pages_and_one_statement_each(http: People, statements: Statements) -> None:
    hr = await http.as_("hr")
    for number in range(7):
        await http.add(f"p{number}", family_name="Jansen" if number % 2 else "Aerts", department="Lab")
    seen: list[str] = []
    cursor = None
    while True:
        statements.seen.clear()
        wanted = {"department": "Lab", "limit": 3} | ({"cursor": cursor} if cursor else {})
        page = (await hr.get("/v1/people", params=wanted)).json()
        assert len(statements) == 1
        seen.extend(person["user_name"] for person in page["items"])
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ["p0", "p2", "p4", "p6", "p1", "p3", "p5"]


async def test_the_list_as_a_file_shows_no_more_than_the_list_and_is_on_record(http: People, session: Any) -> None:
    hr, trainer = await http.as_("hr"), await http.as_("trainer")
    await http.add("anna", department="Lab")
    wanted = {"department": "Lab", "format": "csv"}
    for reader, shown in ((hr, True), (trainer, False)):
        head, row = (await reader.get("/v1/people", params=wanted)).text.splitlines()
        assert dict(zip(head.split(","), row.split(","), strict=True))["email"] == ("anna@example.org" if shown else "")
    exported = await session.execute(text("SELECT count(*) FROM audit_entries WHERE action = 'people.exported'"))
    assert exported.scalar_one() == 2


async def test_the_first_page_of_very_many_people_is_read_by_an_index(session: Any) -> None:
    await session.execute(
        text(
            "INSERT INTO people (id, employee_number, user_name, given_name, family_name, email, locale) "
            "SELECT gen_random_uuid(), 'N' || n, 'n' || n, 'A', 'F' || n % 900, '', 'nl' "
            "FROM generate_series(1, 5000) n"
        )
    )
    await session.execute(text("ANALYZE people"))
    reader = Actor("service", "hr", "hr", frozenset(), frozenset(), frozenset({READ_WHOLE}))
    page = SimpleNamespace(limit=50, place=None)

    async def plan(q: str | None = None, **filters: Any) -> str:
        asked = Wanted(page, filters, q, "family_name", None)
        return await plan_of(session, page_statement(queries.LIST, reader, asked, now=clock.now(), values={}))

    assert "ix_people_listed" in await plan()
    assert "ix_people_listed_by_department" in await plan(department="Lab")
    assert "ix_people_searched" in await plan("N4711")


async def test_those_whose_family_name_begins_with_the_words_are_found_first_and_nobody_twice(
    http: People, statements: Statements
) -> None:
    names = ("Jan Aerts", "Piet JANSSENS", "Jan Jansen", "Els de Jan", "Ann Jansen", "Jo Peeters")
    for number, (given, _, family) in enumerate(name.partition(" ") for name in names):
        await http.add(f"p{number}", given_name=given, family_name=family)
    first = ["Ann Jansen", "Jan Jansen", "Piet JANSSENS", "Jan Aerts", "Els de Jan"]
    by_name = ["Jan Aerts", "Els de Jan", "Ann Jansen", "Jan Jansen", "Piet JANSSENS"]
    for role in ("hr", "trainer"):
        reader = await http.as_(role)

        async def found(reader: Any = reader, **wanted: Any) -> list[str]:
            seen: list[str] = []
            while True:
                statements.seen.clear()
                page = (await reader.get("/v1/people", params=wanted)).json()
                assert len(statements) <= 2
                seen.extend(f"{person['given_name']} {person['family_name']}" for person in page["items"])
                if page["next_cursor"] is None:
                    return seen
                wanted["cursor"] = page["next_cursor"]

        for limit in range(1, 7):
            assert await found(q="  jAn ", limit=limit) == first
        assert await found(q="jan", sort="family_name", limit=2) == by_name
        assert await found(q="jan", sort="-family_name", limit=2) == by_name[::-1]
        assert await found(q="de jan", limit=1) == ["Els de Jan"]
        assert await found(q="aer jan", limit=1) == ["Jan Aerts"]
        assert set(names) < set(await found(q=" --, "))


async def test_a_page_of_very_many_found_reads_a_page(http: People, session: Any) -> None:
    hr = await http.as_("hr")
    await session.execute(
        text(
            "INSERT INTO people (id, employee_number, user_name, given_name, family_name, email, locale) "
            "SELECT gen_random_uuid(), 'N' || n, 'n' || n, 'Fay', 'Family' || n, '', 'nl' "
            "FROM generate_series(1, 3000) n"
        )
    )
    await session.execute(text("ANALYZE people"))
    for way in ("seqscan", "bitmapscan"):  # so few rows are read in any way at all
        await session.execute(text(f"SET LOCAL enable_{way} = off"))
    read = text("SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'people'")
    wanted: dict[str, Any] = {"q": "fam"}
    for _page in range(30):
        before = (await session.execute(read)).scalar_one()
        page = (await hr.get("/v1/people", params=wanted)).json()
        assert len(page["items"]) == 50
        assert (await session.execute(read)).scalar_one() - before < 60, "who asks is looked up too"
        wanted["cursor"] = page["next_cursor"]


@pytest.mark.parametrize(("written", "kept"), [("NL", "nl"), ("nl_be", "nl-BE"), ("FR-be", "fr-BE")])
async def test_a_language_has_one_writing(http: People, written: str, kept: str) -> None:
    hr = await http.as_("hr")
    made = await hr.post("/v1/people", json=ANNA | {"locale": written})
    assert (made.status_code, made.json()["locale"]) == (201, kept)


@pytest.mark.parametrize(("told", "kept"), [("nl_BE", "nl-BE"), ("Dutch", "en"), ("", "en"), (None, "en")])
async def test_a_token_says_names_and_a_language_or_none(http: People, issuer: Any, told: Any, kept: str) -> None:
    claims = {"given_name": "Noor (Gent)", "family_name": "El Amrani,", "preferred_username": "noor@example.org"}
    token = issuer.token(sub="u-new", employee_number="E77", locale=told, **claims)
    me = (await http.with_token(token).get("/v1/people/me")).json()
    assert (me["given_name"], me["family_name"], me["locale"]) == ("Noor", "El Amrani", kept)


async def test_who_signs_in_first_becomes_known(http: People, published: Callable[..., Any]) -> None:
    system = http.system("governance-api", ["people.provision"])
    made = await system.post("/v1/people/sign-ins", json=SIGN_IN)
    assert made.status_code == 200, made.text
    assert made.json()["roles"] == ["employee", "legal"]
    again = await system.post("/v1/people/sign-ins", json=SIGN_IN)
    assert again.json() == made.json()
    assert len(await published("training.person.changed.v1")) == 1


async def test_a_sign_in_brings_new_roles_and_leaves_the_rest_to_hr(http: People) -> None:
    system = http.system("governance-api", ["people.provision"])
    await system.post("/v1/people/sign-ins", json=SIGN_IN)
    answer = await system.post("/v1/people/sign-ins", json=SIGN_IN | {"given_name": "Other", "roles": ["trainer"]})
    assert answer.json()["roles"] == ["employee", "trainer"]
    assert answer.json()["given_name"] == "Noor"


async def test_what_two_applications_hold_counts_together_and_goes_when_both_lost_it(
    http: People, published: Callable[..., Any], clock: TestClock
) -> None:
    system = http.system("governance-api", ["people.provision"])

    async def signs_in(client: str, *roles: str) -> list[str]:
        body = SIGN_IN | {"client": client, "roles": list(roles)}
        found: list[str] = (await system.post("/v1/people/sign-ins", json=body)).json()["roles"]
        return found

    assert await signs_in("desk", "legal", "trainer") == ["employee", "legal", "trainer"]
    for _ in range(3):
        assert await signs_in("phone") == ["employee", "legal", "trainer"]
        assert await signs_in("desk", "legal", "trainer") == ["employee", "legal", "trainer"]
    assert len(await published("training.person.changed.v1")) == 1, "used in turns they change nothing"
    assert await signs_in("phone", "legal") == ["employee", "legal", "trainer"]
    assert await signs_in("desk") == ["employee", "legal"]
    assert await signs_in("phone") == ["employee"]
    assert len(await published("training.person.changed.v1")) == 3
    assert await signs_in("old", "trainer") == ["employee", "trainer"]
    clock.advance(days=91)
    assert await signs_in("desk") == ["employee"], "an application long unused gives no roles any more"


async def test_a_role_that_left_their_token_leaves_them_and_the_derived_ones_stay(
    http: People, issuer: Any, published: Callable[..., Any]
) -> None:
    noor = await http.add("noor")
    await (await http.as_("hr")).post("/v1/people", json=ANNA | {"manager_id": str(noor.id)})

    async def roles_with(*roles: str) -> list[str]:
        caller = http.with_token(issuer.token(employee_number="E-noor", roles=list(roles), client_id="app"))
        found: list[str] = (await caller.get("/v1/people/me")).json()["roles"]
        return found

    assert await roles_with("legal", "trainer") == ["employee", "legal", "manager", "trainer"]
    assert await roles_with("trainer") == ["employee", "manager", "trainer"]
    assert await roles_with() == ["employee", "manager"]
    assert (await published("training.person.changed.v1"))[-1]["data"]["person"]["roles"] == ["employee", "manager"]


async def test_a_sign_in_with_the_user_name_of_another_is_refused(http: People) -> None:
    await http.add("noor")
    system = http.system("governance-api", ["people.provision"])
    refused = await system.post("/v1/people/sign-ins", json=SIGN_IN)
    assert (refused.status_code, refused.json()["code"]) == (409, "UserNameTaken")


async def test_a_token_without_an_employee_number_finds_the_person_by_user_name(http: People) -> None:
    known = await http.add("noor")
    system = http.system("governance-api", ["people.provision"])
    found = await system.post("/v1/people/sign-ins", json=SIGN_IN | {"employee_number": "noor"})
    assert found.json()["id"] == str(known.id)


async def test_an_unknown_caller_is_made_known_by_their_own_token(http: People, issuer: Any) -> None:
    token = issuer.token(
        sub="u-new", employee_number="E77", preferred_username="new.one", name="New One", roles=["legal"]
    )
    client = http.with_token(token)
    me = await client.get("/v1/people/me")
    assert me.status_code == 200, me.text
    assert me.json()["employee_number"] == "E77"
    assert me.json()["roles"] == ["employee", "legal"]


async def test_a_colleague_sees_a_card_and_only_a_few_see_all(http: People) -> None:
    boss = await http.as_("manager", name="boss")
    anna = await http.as_("employee", name="anna", manager_id=boss.person.id, department="Sales", location="Gent")  # type: ignore[attr-defined]  # put there by the test client
    person: Person = anna.person  # type: ignore[attr-defined]  # as above
    path = f"/v1/people/{person.id}"
    for caller in (anna, boss, await http.as_("hr"), http.system("ats", ["people.read"])):
        seen = await caller.get(path)
        assert seen.headers["etag"].startswith('"v1.')
        assert seen.json() == PersonOut.model_validate(person).model_dump(mode="json")
    card = {
        "id": str(person.id),
        "given_name": "Anna",
        "family_name": "Tester",
        "department": "Sales",
        "division": None,
        "job_profile": None,
        "location": "Gent",
    }
    for role in ("employee", "trainer", "manager", "community-manager", "admin"):
        colleague = await http.as_(role, name=f"other-{role}")
        seen = await colleague.get(path)
        assert {name: value for name, value in seen.json().items() if value is not None} == {
            name: value for name, value in card.items() if value is not None
        }
        listed = await colleague.get("/v1/people", params={"q": "anna"})
        if role != "employee":
            assert listed.json()["items"] == [seen.json()]
        assert "anna@" not in listed.text
    [listed_whole] = (await boss.get("/v1/people", params={"q": "anna"})).json()["items"]
    assert listed_whole["email"] == "anna@example.org"


async def test_who_left_and_who_reports_to_whom_is_not_for_everyone(http: People) -> None:
    boss, hr, trainer = await http.as_("manager", name="boss"), await http.as_("hr"), await http.as_("trainer")
    manager: Person = boss.person  # type: ignore[attr-defined]  # put there by the test client
    for name in ("here", "gone"):
        await http.add(name, family_name="Jansen", manager_id=manager.id, active=name == "here")

    async def found(caller: Any, **wanted: Any) -> list[str]:
        answer = await caller.get("/v1/people", params={"q": "jansen", **wanted})
        return [person["given_name"] for person in answer.json()["items"]]

    for caller in (hr, boss):
        assert await found(caller) == ["Gone", "Here"]
        assert await found(caller, active=False, manager_id=manager.id) == ["Gone"]
    assert await found(trainer) == ["Here"]
    assert await found(trainer, active=False) == []
    refused = await trainer.get("/v1/people", params={"manager_id": str(manager.id)})
    assert (refused.status_code, refused.json()["code"]) == (403, "Forbidden")


async def test_who_may_do_what_with_people(http: People) -> None:
    employee, reader = await http.as_("employee"), http.system("ats", ["people.read"])
    person: Person = employee.person  # type: ignore[attr-defined]  # put there by the test client
    assert (await employee.get("/v1/people")).status_code == 403
    assert (await reader.get("/v1/people")).status_code == 200
    assert (await employee.get(f"/v1/people/{person.id}")).status_code == 200
    for caller in (employee, reader, await http.as_("trainer")):
        assert (await caller.post("/v1/people", json=ANNA)).status_code == 403
        assert (await caller.post("/v1/people/sign-ins", json=SIGN_IN)).status_code == 403
        changed = await caller.patch(f"/v1/people/{person.id}", json={}, headers={"If-Match": "*"})
        assert changed.status_code == 403
