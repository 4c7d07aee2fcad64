"""Where sign-ins are matched by e-mail, the directory keeps two who are here from sharing one."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import psycopg
import pytest
import pytest_asyncio
from alembic import command
from service_kit.data import migrate
from service_kit.data.database import Database
from service_kit.service import Service
from service_kit.testing.plugin import People, RolledBackDatabase, Statements, new_database, settings_for
from service_kit.web.app import build_app
from training_api.directory.imports import actions
from training_api.directory.imports.actions import Overtaken
from training_api.directory.imports.jobs import run_import

ANNA = {
    "employee_number": "E1042",
    "user_name": "anna.devries",
    "given_name": "Anna",
    "family_name": "de Vries",
    "email": "anna.devries@example.com",
    "locale": "nl-BE",
}
ANY = {"If-Match": "*"}
BY_EMAIL = {"person_matches": "email", "person_claim": "upn"}
HEADER = (
    "employee_number,user_name,given_name,family_name,email,locale,department,division,job_profile,"
    "manager_employee_number,location,active\n"
)


class ByEmail(People):
    """Callers whose tokens name them by their e-mail address."""

    async def hr(self) -> httpx.AsyncClient:
        """A client of somebody at HR."""
        person = await self.add("hanne", "hr")
        return self.with_token(self._issuer.token(upn=person.email, roles=["employee", "hr"]))

    def signed_in(self, email: str, /, **claims: Any) -> httpx.AsyncClient:
        """A client whose token says no more than an address."""
        return self.with_token(self._issuer.token(upn=email, **claims))


async def _people(service: Service, database: Database, issuer: Any, app: Any) -> ByEmail:
    database.settings = settings_for(service, database.url, **BY_EMAIL)
    ours = build_app(service, database.settings, database)
    ours.state.authenticator.tokens.keys = app.state.authenticator.tokens.keys
    return ByEmail(ours, database, issuer)


@pytest_asyncio.fixture
async def by_email(service: Service, database: RolledBackDatabase, issuer: Any, app: Any) -> ByEmail:
    """Callers of an app that matches sign-ins by e-mail."""
    return await _people(service, database, issuer, app)


@pytest_asyncio.fixture
async def live_by_email(service: Service, live_database: Database, issuer: Any, app: Any) -> AsyncIterator[ByEmail]:
    """As `by_email`, on a database that commits."""
    yield await _people(service, live_database, issuer, app)


async def test_an_address_of_somebody_who_is_here_is_taken(by_email: ByEmail) -> None:
    hr = await by_email.hr()
    gone = (await hr.post("/v1/people", json=ANNA)).json()
    other = ANNA | {"employee_number": "E2", "user_name": "other", "email": ANNA["email"].upper()}
    refused = await hr.post("/v1/people", json=other)
    assert (refused.status_code, refused.json()["code"]) == (409, "EmailTaken")
    assert (await hr.post("/v1/people", json=other | {"active": False})).status_code == 201
    assert (await hr.patch(f"/v1/people/{gone['id']}", json={"active": False}, headers=ANY)).status_code == 200
    here = await hr.post("/v1/people", json=other | {"employee_number": "E3", "user_name": "third"})
    assert here.status_code == 201, "who has left does not keep an address from anybody"
    back = await hr.patch(f"/v1/people/{gone['id']}", json={"active": True}, headers=ANY)
    assert (back.status_code, back.json()["code"]) == (409, "EmailTaken")
    renamed = await hr.patch(f"/v1/people/{here.json()['id']}", json={"email": "hanne@EXAMPLE.org"}, headers=ANY)
    assert (renamed.status_code, renamed.json()["code"]) == (409, "EmailTaken")
    own = {"email": ANNA["email"].upper(), "location": "Gent"}
    assert (await hr.patch(f"/v1/people/{here.json()['id']}", json=own, headers=ANY)).status_code == 200


async def test_where_another_way_is_in_use_two_may_share_an_address(http: People) -> None:
    hr = await http.as_("hr")
    for number in (1, 2):
        body = ANNA | {"employee_number": f"E{number}", "user_name": f"anna{number}"}
        assert (await hr.post("/v1/people", json=body)).status_code == 201
    refused = await hr.post("/v1/people", json=ANNA | {"employee_number": "e1", "user_name": "anna3"})
    assert (refused.status_code, refused.json()["code"]) == (409, "EmployeeNumberTaken"), "numbers are in use"


async def test_user_names_differ_by_more_than_case(http: People) -> None:
    hr = await http.as_("hr")
    added = await hr.post("/v1/people", json=ANNA)
    again = ANNA | {"employee_number": "E2", "user_name": ANNA["user_name"].upper()}
    refused = await hr.post("/v1/people", json=again)
    assert (refused.status_code, refused.json()["code"]) == (409, "UserNameTaken")
    recased = {"user_name": "Anna.deVries"}
    path = f"/v1/people/{added.json()['id']}"
    assert (await hr.patch(path, json=recased, headers=ANY)).json()["user_name"] == "Anna.deVries"


async def test_somebody_new_is_found_by_the_address_from_then_on(by_email: ByEmail) -> None:
    new = by_email.signed_in("Noor.Smit@partner.example", email="noor@elsewhere.example", name="Noor Smit")
    me = (await new.get("/v1/people/me")).json()
    assert (me["email"], me["given_name"], me["family_name"]) == ("Noor.Smit@partner.example", "Noor", "Smit")
    again = by_email.signed_in("noor.smit@PARTNER.example", email="noor@elsewhere.example")
    assert (await again.get("/v1/people/me")).json()["id"] == me["id"]


async def test_a_number_in_the_token_takes_nobody_elses_place(by_email: ByEmail) -> None:
    hr = await by_email.hr()
    anna = (await hr.post("/v1/people", json=ANNA)).json()
    stranger = by_email.signed_in("stranger@example.org", employee_number=ANNA["employee_number"], roles=["hr"])
    refused = await stranger.get("/v1/people/me")
    assert (refused.status_code, refused.json()["code"]) == (409, "EmployeeNumberTaken")
    assert (await hr.get(f"/v1/people/{anna['id']}")).json()["roles"] == ["employee"]


async def test_two_with_one_address_cannot_sign_in_and_hr_sees_them(by_email: ByEmail, statements: Statements) -> None:
    hr = await by_email.hr()
    for name in ("anna", "bob"):
        await by_email.add(name, email=f"Shared@{'EXAMPLE' if name == 'bob' else 'example'}.org")
    await by_email.add("carl", email="shared@example.org", active=False)
    refused = await by_email.signed_in("shared@example.org").get("/v1/people/me")
    assert (refused.status_code, refused.json()["code"]) == (409, "PersonAmbiguous")
    [task] = (await hr.get("/v1/me/tasks")).json()["items"]
    assert (task["kind"], task["reason"]["code"]) == ("shared-sign-in", "SharedSignIn")
    assert task["reason"]["params"] == {"people": "Anna Tester, Bob Tester"}
    assert task["subject"]["type"] == "person"
    assert task["subject"]["code"].lower() == task["subject"]["title"]["en"].lower() == "shared@example.org"
    statements.seen.clear()
    assert len((await hr.get("/v1/me/tasks")).json()["items"]) == 1
    assert len(statements) == 1, "whether names are shared was counted a moment ago"
    employee = by_email.signed_in((await by_email.add("emma")).email)
    assert (await employee.get("/v1/me/tasks")).json()["items"] == []
    found = await hr.get("/v1/people", params={"q": "shared@example.org"})
    assert len(found.json()["items"]) == 3, "where the task leads"


async def test_a_sibling_is_told_the_same(by_email: ByEmail) -> None:
    for name in ("anna", "bob"):
        await by_email.add(name, email="shared@example.org")
    system = by_email.system("governance-api", ["people.provision"])
    body = {"employee_number": "E9", "user_name": "x", "matches": "email", "key": "SHARED@example.org"}
    refused = await system.post("/v1/people/sign-ins", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "PersonAmbiguous")
    old = await system.post("/v1/people/sign-ins", json={"employee_number": "shared@example.org", "user_name": "x"})
    assert (old.status_code, old.json()["code"]) == (409, "PersonAmbiguous")


async def test_of_two_who_take_one_address_at_once_one_gets_it(live_by_email: ByEmail) -> None:
    hr = await live_by_email.hr()
    bodies = [ANNA | {"employee_number": f"E{number}", "user_name": f"anna{number}"} for number in range(6)]
    answers = await asyncio.gather(*(hr.post("/v1/people", json=body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]
    assert {answer.json().get("code") for answer in answers} == {None, "EmailTaken"}


async def test_six_first_requests_at_once_make_one_person(live_by_email: ByEmail) -> None:
    names = ["Noor@example.org", "noor@EXAMPLE.org", "NOOR@example.org"]
    callers = [live_by_email.signed_in(names[number % 3]) for number in range(6)]
    answers = await asyncio.gather(*(caller.get("/v1/people/me") for caller in callers))
    assert len({answer.json()["id"] for answer in answers}) == 1


def file_of(*rows: tuple[str, str]) -> bytes:
    lines = (f"{number},u{number},Anna,Vries,{email},nl,,,,,,true\n" for number, email in rows)
    return (HEADER + "".join(lines)).encode()


async def received(hr: httpx.AsyncClient, content: bytes, *, dry_run: bool = False) -> str:
    answer = await hr.post(
        "/v1/people/imports", params={"dry_run": dry_run}, files={"file": ("people.csv", content, "text/csv")}
    )
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


@pytest.mark.parametrize("dry_run", [True, False])
async def test_a_row_that_takes_an_address_is_an_error(
    by_email: ByEmail, database: RolledBackDatabase, dry_run: bool
) -> None:
    hr = await by_email.hr()
    content = file_of(("1", "one@x.org"), ("2", "ONE@x.org"), ("3", "Hanne@example.org"), ("4", "four@x.org"))
    import_id = await received(hr, content, dry_run=dry_run)
    await run_import(database, import_id=import_id)
    done = (await hr.get(f"/v1/people/imports/{import_id}")).json()
    assert (done["status"], done["created"]) == ("succeeded", 2)
    assert [(error["line"], error["column"], error["code"]) for error in done["errors"]] == [
        (3, "email", "DuplicateEmail"),
        (4, "email", "DuplicateEmail"),
    ]


async def test_a_name_taken_while_a_file_is_applied_is_seen_by_the_next_run(
    live_by_email: ByEmail, live_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    hr = await live_by_email.hr()
    import_id = await received(hr, file_of(("1", "one@x.org"), ("2", "two@x.org")))
    carry_out = actions._carry_out

    async def overtaken(*arguments: Any) -> None:
        await carry_out(*arguments)
        taken = await hr.post("/v1/people", json=ANNA | {"email": "ONE@x.org"})
        assert taken.status_code == 201, taken.text

    monkeypatch.setattr(actions, "_carry_out", overtaken)
    with pytest.raises(Overtaken):
        await run_import(live_database, import_id=import_id)
    monkeypatch.undo()
    await run_import(live_database, import_id=import_id)
    done = (await hr.get(f"/v1/people/imports/{import_id}")).json()
    assert (done["created"], [error["code"] for error in done["errors"]]) == (1, ["DuplicateEmail"])


async def test_a_directory_whose_user_names_differ_by_case_is_named_before_it_moves_on(
    service: Service, database_server: str
) -> None:
    async with new_database(database_server) as url:
        await asyncio.to_thread(migrate.upgrade, service, url)
        await asyncio.to_thread(command.downgrade, migrate.service_config(service, url), "trn0003")
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            for number, name in (("E1", "anna"), ("E2", "Anna")):
                await connection.execute(
                    "INSERT INTO people (id, employee_number, user_name, given_name, family_name, email, locale)"
                    " VALUES (gen_random_uuid(), %s, %s, 'A', 'B', '', 'en')",
                    [number, name],
                )
            with pytest.raises(RuntimeError, match="E1 and E2"):
                await asyncio.to_thread(migrate.upgrade, service, url)
            await connection.execute("UPDATE people SET user_name = 'other' WHERE employee_number = 'E2'")
        await asyncio.to_thread(migrate.upgrade, service, url)
