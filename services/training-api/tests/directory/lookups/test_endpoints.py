"""Look-ups over HTTP: by number, user name or address, of one person and of many."""

from typing import Any

import pytest
from service_kit.testing.plugin import People, Statements

PATH = "/v1/people/lookup"
OPEN = ["people.lookup"]


@pytest.fixture
async def anna(http: People) -> Any:
    """Somebody who is here, beside colleagues."""
    await http.add("bram", email="bram@example.org")
    return await http.add("anna", employee_number="E-1042", user_name="anna.devries", email="Anna@Example.org")


async def refused(client: Any, status: int, **query: str) -> str:
    answer = await client.get(PATH, params=query)
    assert answer.status_code == status, answer.text
    return str(answer.json()["code"])


@pytest.mark.parametrize(
    "name",
    [
        {"employee_number": "E-1042"},
        {"user_name": "Anna.deVries"},
        {"user_name": "anna.devries"},
        {"email": "anna@example.ORG"},
    ],
)
async def test_a_system_learns_that_somebody_is_known_and_no_more(
    http: People, anna: Any, statements: Statements, name: dict[str, str]
) -> None:
    lms = http.system("lms", OPEN)
    statements.seen.clear()
    answer = await lms.get(PATH, params=name)
    assert len(statements) == 1
    assert answer.json() == {"id": str(anna.id), "active": True, "state": "confirmed", "former": False}


async def test_who_may_read_people_gets_the_person(http: People, anna: Any) -> None:
    for client in (http.system("hr-system", ["people.lookup", "people.read"]), await http.as_("hr")):
        answer = await client.get(PATH, params={"employee_number": "E-1042"})
        whole = (await client.get(f"/v1/people/{anna.id}")).json()
        assert answer.json() == {**whole, "state": "confirmed", "former": False}
        assert answer.headers["etag"]


async def test_exactly_one_name_is_needed(http: People, anna: Any) -> None:
    lms = http.system("lms", OPEN)
    assert await refused(lms, 422) == "IdentifierNeeded"
    assert await refused(lms, 422, email="anna@example.org", user_name="anna.devries") == "IdentifierNeeded"
    said = (await lms.get(PATH)).json()
    assert said["known"] == ["employee_number", "user_name", "email"]
    assert await refused(lms, 422, email="") == "Malformed"
    assert await refused(lms, 422, email="x" * 255) == "Malformed"
    assert await refused(lms, 422, email="a\x00b") == "Malformed"
    assert await refused(lms, 422, name="anna") == "UnknownParameter"


async def test_nobody_is_unknown_and_a_number_is_as_written(http: People, anna: Any) -> None:
    lms = http.system("lms", OPEN)
    assert await refused(lms, 404, employee_number="E-2") == "PersonUnknown"
    assert await refused(lms, 404, employee_number="e-1042") == "PersonUnknown"
    assert await refused(lms, 404, email="anna@example.com") == "PersonUnknown"


async def test_nobody_chooses_between_two(http: People) -> None:
    lms = http.system("lms", OPEN)
    for name in ("one", "two", "three"):
        await http.add(name, email="desk@example.org", active=name != "three")
    assert await refused(lms, 409, email="DESK@example.org") == "PersonAmbiguous"
    for name in ("four", "five"):
        await http.add(name, email="old@example.org", active=False)
    assert await refused(lms, 409, email="old@example.org") == "PersonAmbiguous"
    here = await http.add("six", email="old@example.org")
    found = await lms.get(PATH, params={"email": "old@example.org"})
    assert (found.json()["id"], found.json()["active"]) == (str(here.id), True)


async def test_who_left_is_known_as_such(http: People) -> None:
    await http.add("leaver", active=False)
    answer = await http.system("lms", OPEN).get(PATH, params={"user_name": "leaver"})
    assert (answer.json()["active"], answer.json()["state"]) == (False, "confirmed")


async def test_many_are_found_in_one_statement_and_in_their_order(
    http: People, anna: Any, statements: Statements
) -> None:
    for name in ("one", "two"):
        await http.add(name, email="desk@example.org")
    left = await http.add("left", active=False)
    items = [
        {"email": "anna@example.org"},
        {"employee_number": "nobody"},
        {"email": "desk@example.org"},
        {"user_name": "LEFT"},
        {"user_name": "left", "email": "anna@example.org"},
        {},
        {"employee_number": "E-1042"},
    ]
    lms = http.system("lms", OPEN)
    statements.seen.clear()
    answer = await lms.post(PATH, json={"items": items})
    assert len(statements) == 1
    assert answer.json()["items"] == [
        {"index": 0, "id": str(anna.id), "active": True},
        {"index": 1, "code": "PersonUnknown"},
        {"index": 2, "code": "PersonAmbiguous"},
        {"index": 3, "id": str(left.id), "active": False},
        {"index": 4, "code": "IdentifierNeeded"},
        {"index": 5, "code": "IdentifierNeeded"},
        {"index": 6, "id": str(anna.id), "active": True},
    ]
    statements.seen.clear()
    many = await lms.post(PATH, json={"items": items[:1] * 1000})
    assert len(statements) == 1
    assert [one["index"] for one in many.json()["items"]] == list(range(1000))


async def test_too_many_and_what_is_no_name_are_refused(http: People) -> None:
    lms = http.system("lms", OPEN)
    for items in ([], [{"email": "a@b.c"}] * 1001, [{"phone": "1"}], [{"email": 1}], [{"email": ""}]):
        answer = await lms.post(PATH, json={"items": items})
        assert (answer.status_code, answer.json()["code"]) == (422, "Malformed"), answer.text
    answer = await lms.post(PATH, json={"items": [{"email": "a\x00b"}]})
    assert (answer.status_code, answer.json()["code"]) == (422, "Malformed")


async def test_who_may_not(http: People, anna: Any) -> None:
    for client in (
        http.system("bare", ["completions.read", "people.provision"]),
        *[await http.as_(role) for role in ("employee", "manager", "trainer", "admin", "analyst")],
    ):
        for answer in (
            await client.get(PATH, params={"email": "anna@example.org"}),
            await client.post(PATH, json={"items": [{"email": "anna@example.org"}]}),
        ):
            said = answer.json()
            assert (answer.status_code, said["permission"]) == (403, "people.lookup")
            assert said["scopes"] == ["people.lookup", "people.read"]
    assert (await http.anonymous.get(PATH)).status_code == 401
