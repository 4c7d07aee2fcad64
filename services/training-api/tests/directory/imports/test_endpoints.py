"""HR's file over HTTP, from the upload to the people it made."""

import csv
import io
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from service_kit.testing.plugin import People, RolledBackDatabase, Statements
from sqlalchemy import text
from training_api.directory.imports.jobs import run_import
from training_api.directory.people import rules
from training_api.directory.people.rules import CARRIED, Carried, Column


def person(number: str, **changes: str) -> dict[str, str]:
    return {
        "employee_number": number,
        "user_name": f"user-{number.lower()}",
        "given_name": "Anna",
        "family_name": f"Vries {number}",
        "email": f"{number.lower()}@example.com",
        "locale": "nl",
        "department": "Sales",
        "division": "Benelux",
        "job_profile": "account-manager",
        "manager_employee_number": "",
        "location": "Gent",
        "active": "true",
        **changes,
    }


def file_of(*people: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, rules.CARRIED.headers)
    writer.writeheader()
    writer.writerows(people)
    return text.getvalue().encode()


async def bring_in(
    hr: httpx.AsyncClient, database: RolledBackDatabase, content: bytes, *, dry_run: bool = False, **job: int
) -> dict[str, Any]:
    sent = await hr.post(
        "/v1/people/imports", params={"dry_run": dry_run}, files={"file": ("people.csv", content, "text/csv")}
    )
    assert sent.status_code == 202, sent.text
    assert sent.json()["status"] == "queued"
    await run_import(database, import_id=sent.json()["id"], **job)
    answer = await hr.get(sent.headers["location"])
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def counts(body: dict[str, Any]) -> tuple[int, int, int, int]:
    return body["created"], body["updated"], body["unchanged"], body["deactivated"]


async def test_a_file_makes_people_with_their_managers(http: People, database: RolledBackDatabase) -> None:
    hr = await http.as_("hr")
    done = await bring_in(hr, database, file_of(person("E1", manager_employee_number="E2"), person("E2")))
    assert done["status"] == "succeeded"
    assert done["errors"] == []
    assert done["progress"] == {"done": 2, "total": 2}
    assert counts(done) == (2, 0, 0, 0)
    [report] = (await hr.get("/v1/people", params={"user_name": "user-e1"})).json()["items"]
    manager = (await hr.get(f"/v1/people/{report['manager_id']}")).json()
    assert manager["employee_number"] == "E2"
    assert manager["roles"] == ["employee", "manager"]
    assert report["roles"] == ["employee"]
    assert (report["department"], report["location"], report["active"]) == ("Sales", "Gent", True)


async def test_the_same_file_again_changes_nothing(
    http: People, database: RolledBackDatabase, published: Callable[..., Any]
) -> None:
    hr = await http.as_("hr")
    content = file_of(person("E1", manager_employee_number="E2"), person("E2"))
    await bring_in(hr, database, content)
    before = len(await published())
    again = await bring_in(hr, database, content)
    assert counts(again) == (0, 0, 2, 0)
    assert len(await published()) == before


async def test_a_dry_run_gives_the_same_numbers_and_changes_nothing(
    http: People, database: RolledBackDatabase, published: Callable[..., Any]
) -> None:
    hr = await http.as_("hr")
    await bring_in(hr, database, file_of(person("E1"), person("E2"), person("E3")))
    before = len(await published())
    content = file_of(
        person("E1", active="no"), person("E2", department="Legal"), person("E3"), person("E4"), person("E5", email="?")
    )
    tried = await bring_in(hr, database, content, dry_run=True)
    assert len(await published()) == before
    done = await bring_in(hr, database, content)
    for answer in (tried, done):
        assert counts(answer) == (1, 1, 1, 1)
        assert [error["code"] for error in answer["errors"]] == ["InvalidEmail"]
        assert answer["status"] == "succeeded"


async def test_a_row_in_error_is_left_out_and_the_others_are_applied(
    http: People, database: RolledBackDatabase
) -> None:
    hr = await http.as_("hr")
    content = file_of(
        person("E1"),
        person("E2", manager_employee_number="NOBODY"),
        person("E3", manager_employee_number="E4"),
        person("E4", manager_employee_number="E3"),
        person("E5", family_name=""),
        person("E1", user_name="twice"),
        person("E6", manager_employee_number="E6"),
    )
    done = await bring_in(hr, database, content)
    assert counts(done) == (5, 0, 0, 0)
    assert [(error["line"], error["column"], error["code"], error["effect"]) for error in done["errors"]] == [
        (3, "manager_employee_number", "UnknownManager", "value-left-out"),
        (4, "manager_employee_number", "ManagerCycle", "value-left-out"),
        (5, "manager_employee_number", "ManagerCycle", "value-left-out"),
        (6, "family_name", "MissingValue", "row-left-out"),
        (7, "employee_number", "DuplicateEmployeeNumber", "row-left-out"),
        (8, "manager_employee_number", "OwnManager", "value-left-out"),
    ]
    assert (done["error_count"], done["rows_left_out"], done["values_left_out"]) == (6, 2, 4)
    assert (done["errors"][0]["value"], done["errors"][0]["params"]) == ("NOBODY", {"value": "NOBODY"})
    mended = file_of(*(person(f"E{number}", manager_employee_number="E1") for number in (2, 5)))
    again = await bring_in(hr, database, mended)
    assert (counts(again), again["error_count"]) == ((1, 1, 0, 0), 0)


async def test_what_follows_from_a_fault_is_counted_at_it_and_listed_by_its_line(
    http: People, database: RolledBackDatabase, statements: Statements
) -> None:
    hr = await http.as_("hr")
    reports = [person(f"R{number}", manager_employee_number="M1") for number in range(30)]
    content = file_of(person("M1", email="?", locale="?"), *reports, person("X", email="?"))
    for dry_run in (True, False):
        done = await bring_in(hr, database, content, dry_run=dry_run)
        assert (counts(done), done["error_count"], done["consequence_count"]) == ((30, 0, 0, 0), 3, 30)
        assert (done["rows_left_out"], done["values_left_out"]) == (2, 30)
        assert [(error["line"], error["consequences"]) for error in done["errors"]] == [(2, 30), (2, 0), (32 + 1, 0)]
        assert {code["code"] for code in done["error_codes"]} == {"InvalidEmail", "InvalidLocale"}
    path = f"/v1/people/imports/{done['id']}/errors"
    causes = (await hr.get(path)).json()["items"]
    assert causes == done["errors"]
    statements.seen.clear()
    followed = (await hr.get(path, params={"caused_by": 2, "limit": 200})).json()["items"]
    assert len(statements) == 2
    assert [error["line"] for error in followed] == list(range(3, 33))
    assert {(error["code"], error["effect"], error["caused_by"], error["value"]) for error in followed} == {
        ("UnknownManager", "value-left-out", 2, "M1")
    }
    assert (await hr.get(path, params={"caused_by": 33})).json()["items"] == []
    assert (await hr.get(path, params={"caused_by": 0})).status_code == 422
    assert (await (await http.as_("trainer")).get(path, params={"caused_by": 2})).status_code == 403


async def test_a_file_that_cannot_be_read_has_no_effect_on_any_row(http: People, database: RolledBackDatabase) -> None:
    done = await bring_in(await http.as_("hr"), database, b"number\n1\n")
    assert {error["effect"] for error in done["errors"]} == {None}
    assert (done["rows_left_out"], done["values_left_out"], done["ignored_columns"]) == (0, 0, [])


async def test_many_errors_are_counted_by_kind_and_read_page_by_page(
    http: People, database: RolledBackDatabase, statements: Statements
) -> None:
    hr = await http.as_("hr")
    bad = [person(f"E{number}", email="?") for number in range(250)]
    done = await bring_in(hr, database, file_of(*bad, person("X1", locale="Dutch"), person("X2")))
    assert (done["status"], counts(done)) == ("succeeded", (1, 0, 0, 0))
    assert done["error_count"] == 251
    assert [error["line"] for error in done["errors"]] == list(range(2, 102)), "the first hundred, in the file's order"
    assert done["error_codes"] == [{"code": "InvalidEmail", "count": 250}, {"code": "InvalidLocale", "count": 1}]
    path = f"/v1/people/imports/{done['id']}/errors"
    found: list[dict[str, Any]] = []
    query: dict[str, Any] = {"limit": 100}
    while True:
        statements.seen.clear()
        page = await hr.get(path, params=query)
        assert len(statements) == 2
        found.extend(page.json()["items"])
        if page.json()["next_cursor"] is None:
            break
        query["cursor"] = page.json()["next_cursor"]
    assert found[:100] == done["errors"]
    assert [error["line"] for error in found] == list(range(2, 253))
    [other] = (await hr.get(path, params={"code": "InvalidLocale"})).json()["items"]
    assert (other["line"], other["column"]) == (252, "locale")
    assert (await (await http.as_("trainer")).get(path)).status_code == 403


async def test_of_many_errors_the_first_are_listed_and_all_are_counted(
    http: People, database: RolledBackDatabase, session: Any
) -> None:
    hr = await http.as_("hr")
    nobody = person("M1", manager_employee_number="NOBODY")
    bad = [person(f"E{number}", email="?", locale="Dutch") for number in range(1000)]
    done = await bring_in(hr, database, file_of(person("X1"), nobody, *bad), errors_listed=7)
    assert (done["status"], counts(done), done["progress"]["done"]) == ("succeeded", (2, 0, 0, 0), 1002)
    assert (done["error_count"], done["errors_listed"]) == (2001, 7)
    assert done["error_codes"] == [
        {"code": "InvalidEmail", "count": 1000},
        {"code": "InvalidLocale", "count": 1000},
        {"code": "UnknownManager", "count": 1},
    ]
    listed = (await hr.get(f"/v1/people/imports/{done['id']}/errors", params={"limit": 200})).json()
    assert [(error["line"], error["code"]) for error in listed["items"]] == [
        (3, "UnknownManager"),
        *((line, code) for line in (4, 5, 6) for code in ("InvalidEmail", "InvalidLocale")),
    ]
    assert (listed["items"], listed["next_cursor"]) == (done["errors"], None)
    stored = await session.execute(text("SELECT count(*) FROM people_import_errors"))
    assert stored.scalar_one() == 7


async def test_a_header_of_too_many_columns_is_one_error(http: People, database: RolledBackDatabase) -> None:
    done = await bring_in(await http.as_("hr"), database, b"x," * 100_000 + b"\n")
    assert (done["status"], done["error_count"]) == ("failed", 1)
    assert [error["code"] for error in done["errors"]] == ["TooManyColumns"]


async def test_a_file_that_is_no_list_of_people_at_all_fails_and_says_so(
    http: People, database: RolledBackDatabase
) -> None:
    hr = await http.as_("hr")
    done = await bring_in(hr, database, b"PK\x03\x04\x00\x00" + b"x" * 5000 + b",number\n1,2\n")
    assert done["status"] == "failed"
    assert {error["code"] for error in done["errors"]} >= {"UnknownColumn"}
    assert all(len(error["column"]) <= 64 and "\x00" not in error["column"] for error in done["errors"])


async def test_an_unreadable_file_fails_and_says_why(http: People, database: RolledBackDatabase) -> None:
    hr = await http.as_("hr")
    done = await bring_in(hr, database, b"number,name\n1,Anna\n")
    assert done["status"] == "failed"
    assert {error["code"] for error in done["errors"]} == {"MissingColumn", "UnknownColumn"}
    assert done["finished_at"] is not None


async def test_each_changed_person_is_one_event_managers_first(
    http: People, database: RolledBackDatabase, published: Callable[..., Any]
) -> None:
    hr = await http.as_("hr")
    await bring_in(hr, database, file_of(person("E1", manager_employee_number="E2"), person("E2"), person("E3")))
    events = await published("training.person.changed.v1")
    assert [event["data"]["person"]["employee_number"] for event in events] == ["E2", "E1", "E3"]
    assert set(events[0]["data"]["changed"]) == set(events[0]["data"]["person"])
    assert events[0]["data"]["person"]["roles"] == ["employee", "manager"]
    await bring_in(hr, database, file_of(person("E1", manager_employee_number="E3", location="Lier")))
    later = (await published("training.person.changed.v1"))[3:]
    by_number = {event["data"]["person"]["employee_number"]: event["data"]["changed"] for event in later}
    assert by_number == {"E1": ["manager_id", "location"], "E2": ["roles"], "E3": ["roles"]}


async def test_a_column_more_is_one_line_of_the_declaration_and_its_migration(
    http: People, database: RolledBackDatabase, session: Any, published: Callable[..., Any], monkeypatch: Any
) -> None:
    await session.execute(text("ALTER TABLE people ADD COLUMN cost_centre varchar(8)"))
    monkeypatch.setattr(rules, "CARRIED", Carried(*CARRIED.columns, Column("cost_centre", 8)))
    hr = await http.as_("hr")
    people = [person("E1", cost_centre="C-1"), person("E2", cost_centre="")]
    assert counts(await bring_in(hr, database, file_of(*people))) == (2, 0, 0, 0)
    assert counts(await bring_in(hr, database, file_of(*people))) == (0, 0, 2, 0)
    changed = [person("E1", cost_centre="C-2"), person("E2", cost_centre="much too long")]
    done = await bring_in(hr, database, file_of(*changed))
    assert counts(done) == (0, 1, 0, 0)
    assert [(error["column"], error["code"]) for error in done["errors"]] == [("cost_centre", "TooLong")]
    first, second, later = await published("training.person.changed.v1")
    assert [event["data"]["person"]["cost_centre"] for event in (first, second, later)] == ["C-1", None, "C-2"]
    assert ("cost_centre" in first["data"]["changed"], later["data"]["changed"]) == (True, ["cost_centre"])


async def test_what_is_wrong_is_said_in_the_language_that_is_asked_for(
    http: People, database: RolledBackDatabase, session: Any
) -> None:
    hr = await http.as_("hr")
    done = await bring_in(hr, database, file_of(person("E1", email="nowhere"), person("E2", user_name="hr")))
    path = f"/v1/people/imports/{done['id']}"
    for language, sentences in {
        "nl": ["'nowhere' is geen e-mailadres.", "'hr' is de gebruikersnaam van personeelsnummer E-hr."],
        "en": ["'nowhere' is no e-mail address.", "'hr' is the user name of employee E-hr."],
    }.items():
        asked = {"Accept-Language": language}
        whole, listed = await hr.get(path, headers=asked), await hr.get(f"{path}/errors", headers=asked)
        assert [error["detail"] for error in whole.json()["errors"]] == sentences
        assert [error["detail"] for error in listed.json()["items"]] == sentences
    file = await hr.get(f"{path}/errors", params={"format": "csv"}, headers={"Accept-Language": "nl"})
    assert file.text.splitlines()[1].startswith("2,email,InvalidEmail,'nowhere' is geen e-mailadres.,row-left-out,")
    old = "UPDATE people_import_errors SET detail = 'As it was kept.', parameters = '{}'"
    await session.execute(text(old))
    listed = await hr.get(f"{path}/errors", params={"limit": 1})
    assert [error["detail"] for error in listed.json()["items"]] == ["As it was kept."]


async def test_user_names_may_be_exchanged_in_one_file(http: People, database: RolledBackDatabase) -> None:
    hr = await http.as_("hr")
    await bring_in(hr, database, file_of(person("E1"), person("E2")))
    swapped = file_of(person("E1", user_name="user-e2"), person("E2", user_name="user-e1"))
    assert counts(await bring_in(hr, database, swapped)) == (0, 2, 0, 0)
    [first] = (await hr.get("/v1/people", params={"user_name": "user-e2"})).json()["items"]
    assert first["employee_number"] == "E1"


async def test_a_line_break_within_a_value_stays_within_it(http: People, database: RolledBackDatabase) -> None:
    hr = await http.as_("hr")
    body = await bring_in(hr, database, file_of(person("E1", location="Gent\rKouter"), person("E2")))
    assert (body["status"], counts(body)) == ("succeeded", (2, 0, 0, 0))
    body = await bring_in(hr, database, file_of(person("E1", location="Gent\rDampoort"), person("E2")))
    assert (body["status"], counts(body)) == ("succeeded", (0, 1, 1, 0))


async def test_a_leaver_no_longer_makes_a_manager(http: People, database: RolledBackDatabase) -> None:
    hr = await http.as_("hr")
    await bring_in(hr, database, file_of(person("E1", manager_employee_number="E2"), person("E2")))
    left = await bring_in(hr, database, file_of(person("E1", manager_employee_number="E2", active="false")))
    assert counts(left) == (0, 0, 0, 1)
    [manager] = (await hr.get("/v1/people", params={"user_name": "user-e2"})).json()["items"]
    assert manager["roles"] == ["employee"]
    [leaver] = (await hr.get("/v1/people", params={"active": False, "q": "user e1"})).json()["items"]
    assert leaver["active"] is False


async def test_a_job_that_runs_twice_ends_the_same(http: People, database: RolledBackDatabase) -> None:
    hr = await http.as_("hr")
    done = await bring_in(hr, database, file_of(person("E1")))
    await run_import(database, import_id=done["id"])
    assert (await hr.get(f"/v1/people/imports/{done['id']}")).json() == done


async def test_only_hr_and_its_system_import(http: People) -> None:
    files = {"file": ("people.csv", file_of(person("E1")), "text/csv")}
    trainer, reader = await http.as_("trainer"), http.system("ats", ["people.read"])
    for caller, status in ((trainer, 403), (reader, 403), (http.anonymous, 401)):
        assert (await caller.post("/v1/people/imports", files=files)).status_code == status
        assert (await caller.get("/v1/people/imports")).status_code == status
    system = http.system("hr-system", ["people.read", "people.provision"])
    sent = await system.post("/v1/people/imports", files=files)
    assert sent.status_code == 202
    assert (await system.get(sent.headers["location"])).json()["requested_by"] == "service:hr-system"


async def test_an_empty_file_is_refused_at_once(http: People) -> None:
    hr = await http.as_("hr")
    sent = await hr.post("/v1/people/imports", files={"file": ("people.csv", b"", "text/csv")})
    assert (sent.status_code, sent.json()["code"]) == (422, "Malformed")


async def test_the_list_of_imports_is_one_statement(
    http: People, database: RolledBackDatabase, statements: Statements
) -> None:
    hr = await http.as_("hr")
    for number in ("E1", "E2", "E3"):
        await bring_in(hr, database, file_of(person(number)))
    statements.seen.clear()
    listed = (await hr.get("/v1/people/imports")).json()["items"]
    assert len(statements) == 1
    assert len(listed) == 3
    assert "errors" not in listed[0]


@pytest.mark.parametrize("number", range(2))
async def test_a_missing_import_is_not_found(http: People, number: int) -> None:
    hr = await http.as_("hr")
    path = f"/v1/people/imports/0194fdc2-fa2f-7cc0-81d3-ff12045b73c{number}"
    assert (await hr.get(path)).status_code == 404
    assert (await hr.get(f"{path}/errors")).status_code == 404
