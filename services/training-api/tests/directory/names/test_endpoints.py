"""The names of the organisation over HTTP."""

from collections.abc import Callable
from typing import Any

from service_kit.testing.plugin import People, Statements


async def _listed(reader: Any, **query: str) -> list[tuple[str, int]]:
    answer = await reader.get("/v1/organisation-names", params=query)
    assert answer.status_code == 200, answer.text
    return [(item["name"], item["people"]) for item in answer.json()["items"]]


async def test_everyone_is_offered_the_names_of_those_who_are_here(http: People, statements: Statements) -> None:
    for number, department in enumerate(("Verkoop België", "Verkoop België", "Café & Catering", "", None)):
        await http.as_("employee", name=f"N{number}", department=department)
    reader = await http.as_("employee", department="Café & Catering", location="Gent")
    statements.seen.clear()
    found = await _listed(reader, field="department")
    assert len(statements) == 1
    assert ("Café & Catering", 2) in found
    assert ("Verkoop België", 2) in found
    assert all(name for name, _ in found)
    assert await _listed(reader, field="location") == [("Gent", 1)]


async def test_a_name_is_found_by_the_beginning_of_any_word(http: People) -> None:
    reader = await http.as_("employee", department="Café & Catering")
    for q in ("cafe", "CAT", "cat caf"):
        assert await _listed(reader, field="department", q=q) == [("Café & Catering", 1)]
    assert await _listed(reader, field="department", q="afe") == []
    assert await _listed(reader, field="department", q="&") == [("Café & Catering", 1)]


async def test_spellings_of_one_name_are_one_as_most_people_have_it(http: People) -> None:
    for number, department in enumerate(("Café Bar", "Café Bar", "cafe bar", "Café  Bar ")):
        await http.as_("employee", name=f"S{number}", department=department)
    reader = await http.as_("employee", name="reader", department="Sales")
    assert await _listed(reader, field="department") == [("Café Bar", 4), ("Sales", 1)]


async def test_another_field_is_refused(http: People) -> None:
    reader = await http.as_("employee")
    refused = await reader.get("/v1/organisation-names", params={"field": "email"})
    assert refused.status_code == 422


async def _renamed(reader: Any, old: str, new: str, field: str = "department") -> Any:
    return await reader.post("/v1/organisation-names/rename", json={"field": field, "from": old, "to": new})


async def test_everybody_with_a_name_gets_the_new_one_at_once(
    http: People, statements: Statements, published: Callable[..., Any]
) -> None:
    for number, department in enumerate(("Café Bar", "cafe  bar", "CAFÉ BAR ", "Sales")):
        await http.as_("employee", name=f"R{number}", department=department, active=number != 2)
    hr = await http.as_("hr")
    before = len(await published("training.person.changed.v1"))
    statements.seen.clear()
    answer = await _renamed(hr, "Café bar", "  Horeca   België ")
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"field": "department", "name": "Horeca België", "people": 3}
    assert len(statements) <= 14, "whatever the number of people"
    told = (await published("training.person.changed.v1"))[before:]
    assert [event["data"]["changed"] for event in told] == [["department"]] * 3
    assert {event["data"]["person"]["department"] for event in told} == {"Horeca België"}
    assert await _listed(hr, field="department") == [("Horeca België", 2), ("Sales", 1)]


async def test_a_name_that_is_there_takes_them_in_as_most_have_it_written(http: People) -> None:
    for number, department in enumerate(("Sales", "Sales", "SALES", "Sales BE")):
        await http.as_("employee", name=f"R{number}", department=department)
    hr = await http.as_("hr")
    assert (await _renamed(hr, "Sales BE", "sales")).json()["name"] == "Sales"
    assert (await _renamed(hr, "sales", "SALES")).json() == {"field": "department", "name": "SALES", "people": 3}
    assert (await _renamed(hr, "sales", "SALES")).json()["people"] == 0, "the same again changes nobody"
    assert await _listed(hr, field="department") == [("SALES", 4)]


async def test_hr_alone_renames_and_only_what_is_there(http: People) -> None:
    await http.as_("employee", department="Sales", location="Gent")
    hr = await http.as_("hr")
    for role in ("employee", "manager", "trainer", "admin"):
        assert (await _renamed(await http.as_(role), "Sales", "Other")).status_code == 403
    system = http.system("hr-system", ["people.provision"])
    assert (await _renamed(system, "Sales", "Other")).status_code == 403
    missing = await _renamed(hr, "Sales", "Other", field="location")
    assert (missing.status_code, missing.json()["code"]) == (404, "Missing")
    for old, new, field in (("Sales", " ", "department"), ("Sales", "x" * 129, "department"), ("Sales", "B", "email")):
        assert (await _renamed(hr, old, new, field)).status_code == 422
