"""What I must decide for my people: what I may decide, of whoever is below me, and nothing else."""

from typing import Any

import pytest
from service_kit.testing.plugin import People, Statements

PATH = "/v1/me/team/requests"
FIELDS = {
    "type", "id", "person", "subject", "reason", "asked_at", "asked_by_name", "due_at", "version", "allowed",
}  # fmt: skip


@pytest.fixture
async def asked(http: People, catalogue: Any) -> dict[str, Any]:
    """Tess, a trainer, leads Bo, who leads Cem; Cem and Eva, who is nobody of theirs, want to skip something."""
    _, [module] = await catalogue.published()
    tess = await http.as_("trainer", "manager", name="tess")
    bo = await http.as_("manager", name="bo", manager_id=tess.person.id)  # type: ignore[attr-defined]  # set by the kit's plugin
    cem = await http.as_("employee", name="cem", manager_id=bo.person.id, department="Sales")  # type: ignore[attr-defined]  # as above
    eva = await http.as_("employee", name="eva")
    body = {"module_id": module["id"], "reason": "Ten years in the trade"}
    made = {who: (await client.post("/v1/waivers", json=body)).json() for who, client in (("cem", cem), ("eva", eva))}
    return {"module": module, "tess": tess, "bo": bo, "cem": cem, "eva": eva, "made": made}


async def test_it_is_what_my_people_wait_for_with_what_i_may_do(asked: dict[str, Any], http: People) -> None:
    tess, waiver = asked["tess"], asked["made"]["cem"]
    [found] = (await tess.get(PATH)).json()["items"]
    assert set(found) == FIELDS
    assert (found["type"], found["id"], found["version"]) == ("waiver", waiver["id"], 1)
    assert (found["person"]["name"], found["person"]["department"]) == (waiver["person_name"], "Sales")
    assert found["subject"] | {"title": None} == {
        "type": "module", "id": asked["module"]["id"], "code": asked["module"]["code"], "title": None,
    }  # fmt: skip
    assert (found["reason"], found["allowed"]) == ("Ten years in the trade", ["approve", "refuse"])
    decided = await tess.post(f"/v1/waivers/{found['id']}/approve", headers={"If-Match": '"v1"'})
    assert decided.status_code == 200, decided.text
    assert (await tess.get(PATH)).json()["items"] == []


@pytest.mark.parametrize("role", ["bo", "cem", "eva"])
async def test_who_may_not_decide_has_nothing_to_decide(asked: dict[str, Any], role: str) -> None:
    answer = await asked[role].get(PATH)
    assert (answer.status_code, answer.json()["items"]) == (200, [])


@pytest.mark.parametrize("role", ["trainer", "hr", "admin", "manager", "executive"])
async def test_another_team_is_never_there(asked: dict[str, Any], http: People, role: str) -> None:
    other = await http.as_(role, "manager", name="other")
    await http.add("dan", manager_id=other.person.id)  # type: ignore[attr-defined]  # set by the kit's plugin
    assert (await other.get(PATH)).json()["items"] == []


async def test_what_i_asked_for_myself_another_decides(asked: dict[str, Any], http: People) -> None:
    tess, cem = asked["tess"], asked["cem"]
    await cem.post(f"/v1/waivers/{asked['made']['cem']['id']}/withdraw")
    body = {"module_id": asked["module"]["id"], "person_id": str(cem.person.id), "reason": "Knows it"}
    assert (await tess.post("/v1/waivers", json=body)).status_code == 201
    assert (await tess.get(PATH)).json()["items"] == []


async def test_it_is_one_statement(asked: dict[str, Any], statements: Statements) -> None:
    await asked["tess"].get(PATH)
    statements.seen.clear()
    await asked["tess"].get(PATH)
    assert len(statements.seen) == 1
