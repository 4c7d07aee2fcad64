"""What a system reads under each scope, and that it is told which scope it lacks."""

from typing import Any
from uuid import uuid4

import pytest
from service_kit.testing.plugin import People, TestClock

ABOUT = {"reason": {"en": "They answer customers in public."}, "applies_to": {"departments": ["Sales"]}}


@pytest.fixture
async def offered(http: People, catalogue: Any) -> dict[str, Any]:
    """A published track with a module, a draft of each, a scheme, and somebody of whom the module is required."""
    track, [module] = await catalogue.published(phase="function")
    draft = await catalogue.draft(track["id"])
    scheme = await catalogue.scheme([module])
    hidden = await catalogue.track()
    sam = await http.as_("employee", name="sam", department="Sales")
    asked = {"module_id": module["id"], "due_in_days": 30, **ABOUT}
    required = await catalogue.post("requirements", asked, expect=201)
    await catalogue.post(f"requirements/{required['id']}/activate")
    return {
        "track": track["id"],
        "module": module["id"],
        "hidden": [f"modules/{draft['id']}", f"tracks/{hidden['id']}"],
        "scheme": scheme["id"],
        "requirement": required["id"],
        "person": str(sam.person.id),  # type: ignore[attr-defined]  # set by the kit's plugin
    }


async def test_the_catalogue_is_read_as_it_is_published(http: People, offered: Any) -> None:
    lms = http.system("lms", ["catalogue.read"])
    for path, known in (("tracks", "track"), ("modules", "module"), ("certification-schemes", "scheme")):
        listed = await lms.get(f"/v1/{path}")
        assert [one["id"] for one in listed.json()["items"]] == [offered[known]], listed.text
        assert (await lms.get(f"/v1/{path}/{offered[known]}")).status_code == 200
        assert (await lms.get(f"/v1/{path}?format=csv")).text.count("\n") == 2
    for path in offered["hidden"]:
        assert (await lms.get(f"/v1/{path}")).status_code == 404
    assert (await lms.get(f"/v1/modules/{offered['module']}/prerequisites")).status_code == 200
    found = await lms.get("/v1/search?q=module")
    assert {one["kind"] for one in found.json()["items"]} == {"module"}
    assert (await lms.post("/v1/tracks", json={})).status_code == 403


async def test_requirements_are_read_and_those_of_one_person(http: People, offered: Any) -> None:
    lms = http.system("lms", ["requirements.read"])
    listed = await lms.get("/v1/requirements")
    assert [one["id"] for one in listed.json()["items"]] == [offered["requirement"]]
    assert (await lms.get(f"/v1/requirements/{offered['requirement']}")).json()["allowed"] == []
    of_sam = await lms.get(f"/v1/people/{offered['person']}/requirements")
    assert [one["requirement_id"] for one in of_sam.json()["items"]] == [offered["requirement"]]
    assert (await lms.get(f"/v1/people/{uuid4()}/requirements")).status_code == 404


@pytest.mark.parametrize("path", ["requirements/{requirement}/lines", "requirements/{requirement}/standings"])
async def test_who_is_late_is_for_people(http: People, offered: Any, path: str) -> None:
    lms = http.system("lms", ["requirements.read", "catalogue.read"])
    refused = await lms.get(f"/v1/{path.format(**offered)}")
    assert (refused.status_code, refused.json()["code"]) == (403, "PersonRequired")


@pytest.mark.parametrize(
    ("path", "permission", "scopes"),
    [
        ("tracks", "catalogue.read", ["catalogue.read"]),
        ("certification-schemes", "schemes.read", ["catalogue.read"]),
        ("requirements", "requirements.read", ["requirements.read"]),
        ("people/{person}/requirements", "requirements.read-person", ["requirements.read"]),
        ("insights/compliance", "insights.see", ["insights.read"]),
        ("organisation-names?field=department", "organisation-names.read", ["people.provision", "people.read"]),
        ("me/tasks", "tasks.read", []),
    ],
)
async def test_a_system_is_told_what_it_lacks(
    http: People, offered: Any, path: str, permission: str, scopes: list[str]
) -> None:
    refused = await http.system("bare", ["certificates.read"]).get(f"/v1/{path.format(**offered)}")
    said = refused.json()
    assert (refused.status_code, said["permission"], said["scopes"]) == (403, permission, scopes)
    for scope in scopes:
        assert (await http.system(scope, [scope]).get(f"/v1/{path.format(**offered)}")).status_code == 200


async def test_a_person_is_told_the_same(http: People, offered: Any) -> None:
    refused = (await (await http.as_("employee")).get("/v1/requirements")).json()
    assert (refused["permission"], refused["scopes"]) == ("requirements.read", ["requirements.read"])


async def test_figures_are_read_by_a_system_as_by_an_analyst(http: People, catalogue: Any, clock: TestClock) -> None:
    _, [module] = await catalogue.published()
    await catalogue.scheme([module], valid_for_days=100)
    for number in range(6):
        await catalogue.complete(await http.as_(name=f"s{number}", department="Sales"), module)
    bi, analyst = http.system("bi", ["insights.read"]), await http.as_("analyst", department="Board")
    for path in ("compliance", "certificates", "certificates?by=month", "compliance?format=csv"):
        by_system, by_person = await bi.get(f"/v1/insights/{path}"), await analyst.get(f"/v1/insights/{path}")
        assert (by_system.status_code, by_system.content) == (200, by_person.content)
    assert (await bi.get("/v1/insights/certificates")).json()["items"][0]["valid"] == 6
    assert (await bi.get("/v1/insights/compliance?format=xlsx")).content.startswith(b"PK")
    for path in ("people", "completions", "me/team"):
        assert (await bi.get(f"/v1/{path}")).status_code == 403
