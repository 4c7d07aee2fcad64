"""What changes of people cost: statements, and the trips to the server that carry them."""

from typing import Any

from service_kit.testing.doubles import RolledBackDatabase
from service_kit.testing.plugin import People
from training_api.directory.imports.jobs import run_import
from training_api.directory.people.rules import CARRIED

SEEN = {"If-Match": "*"}


async def test_a_person_comes_changes_and_leaves(http: People, counted: Any) -> None:
    hr, boss = await http.as_("hr"), await http.add("boss")
    body = {"employee_number": "E1", "user_name": "e1", "given_name": "E", "family_name": "One", "email": "e1@x.org"}
    answer, many, trips = await counted(hr.post("/v1/people", json=body | {"manager_id": str(boss.id)}))
    # Locks and the line above; write; what the manager becomes; publish; requirements; whether the name is shared.
    assert (answer.status_code, many, trips) == (201, 14, 7)
    path = f"/v1/people/{answer.json()['id']}"
    answer, many, trips = await counted(hr.patch(path, json={"department": "Sales"}, headers=SEEN))
    assert (answer.status_code, many, trips) == (200, 6, 5)
    answer, many, trips = await counted(hr.patch(path, json={"active": False}, headers=SEEN))
    assert (answer.status_code, many, trips) == (200, 12, 7)
    answer, many, trips = await counted(hr.get(path))
    assert (answer.status_code, many, trips) == (200, 1, 1)


async def test_a_sign_in_of_a_newcomer_and_the_next_ones(http: People, counted: Any) -> None:
    system = http.system("governance-api", ["people.provision"])
    token = {"employee_number": "N1", "user_name": "n1", "given_name": "N", "roles": ["trainer"], "client": "a"}
    answer, many, trips = await counted(system.post("/v1/people/sign-ins", json=token))
    assert (answer.status_code, many, trips) == (200, 24, 10)
    answer, many, trips = await counted(system.post("/v1/people/sign-ins", json=token | {"matches": "user_name"}))
    assert (answer.status_code, many, trips) == (200, 1, 1)
    # Who it is; note and compare.
    again = token | {"client": "b"}
    answer, many, trips = await counted(system.post("/v1/people/sign-ins", json=again))
    assert (answer.status_code, many, trips) == (200, 8, 2)
    answer, many, trips = await counted(system.post("/v1/people/sign-ins", json=again | {"roles": ["hr"]}))
    assert (answer.status_code, many, trips) == (200, 15, 7)
    assert answer.json()["roles"] == ["employee", "hr", "trainer"]


async def test_statements_of_a_file_do_not_grow_with_its_people(
    http: People, database: RolledBackDatabase, counted: Any
) -> None:
    hr = await http.as_("hr")

    async def bring_in(department: str, *numbers: int) -> tuple[int, int]:
        rows = [f"E{n},e{n},E,{n},e{n}@x.org,en,{department},,,,,true" for n in numbers]
        content = "\n".join([",".join(CARRIED.headers), *rows]).encode()
        sent = await hr.post("/v1/people/imports", files={"file": ("people.csv", content, "text/csv")})
        _, many, trips = await counted(run_import(database, import_id=sent.json()["id"]))
        done = (await hr.get(sent.headers["location"])).json()
        assert (done["created"] + done["updated"], done["error_count"]) == (len(numbers), 0)
        return many, trips

    assert await bring_in("Sales", 0) == await bring_in("Sales", *range(1, 20))
    assert await bring_in("Legal", 0) == await bring_in("Legal", *range(1, 20))
