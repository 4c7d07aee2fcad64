"""The names of the organisation over HTTP."""

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
