"""Search over what is written and signed: guidelines, their clauses in force, sign-offs of mine, templates."""

from typing import Any

import pytest
from service_kit.testing.plugin import Statements

UMBRELLA = {"en": "Keep an ùmbrella at hand.", "nl": "Houd een paraplu bij de hand."}


def kinds(found: Any) -> list[str]:
    return [item["kind"] for item in found["items"]]


async def test_a_clause_is_found_once_it_is_in_force_and_its_guideline_too(office: Any) -> None:
    path = await office.draft("social-media", office.clause(text=UMBRELLA))
    assert kinds(await office.get("employee", "search", q="umbrella")) == []
    assert kinds(await office.get("employee", "search", q="our words")) == []
    assert kinds(await office.get("strategist", "search", q="our words")) == ["guideline"]
    await office.publish(path)
    for q in ("UMBRELLA hand", "parapl"):
        [item] = (await office.get("employee", "search", q=q))["items"]
        assert (item["kind"], item["code"], item["title"]) == ("clause", "social-media", {"en": "Our words"})
    assert item["excerpt"] == "Houd een paraplu bij de hand."
    assert kinds(await office.get("employee", "search", q="our words")) == ["guideline"]
    assert (await office.get("employee", "search", q="umbrella sunshine"))["items"] == []


async def test_sign_offs_of_mine_and_templates_are_for_those_who_work_on_them(office: Any) -> None:
    await office.submit(await office.draft(), name="Legal first")
    assert kinds(await office.get("legal", "search", q="our words")) == ["guideline", "sign-off"]
    assert "sign-off" not in kinds(await office.get("employee", "search", q="our words"))
    assert kinds(await office.get("legal", "search", q="legal fi")) == ["template"]
    assert (await office.get("employee", "search", q="legal fi"))["items"] == []
    assert kinds(await office.get("legal", "search", q="our words", kinds="sign-off")) == ["sign-off"]
    assert (await office.get("legal", "search", q="o", expect=422))["code"] == "Malformed"
    assert (await office.get("legal", "search", q="our", kinds="secret", expect=422))["code"] == "UnknownKind"


async def test_a_system_finds_guidelines_and_no_sign_off(office: Any) -> None:
    await office.publish(await office.draft())
    system = office.http.system("partner", ["content.read"])
    answer = await system.get("/v1/search", params={"q": "our words"})
    assert (answer.status_code, kinds(answer.json())) == (200, ["guideline"])


@pytest.mark.parametrize(("role", "number"), [("employee", 3), ("legal", 4)])
async def test_it_is_one_statement_for_each_kind_in_one_trip(
    office: Any, statements: Statements, role: str, number: int
) -> None:
    await office.get(role, "search", q="our words")
    statements.seen.clear()
    statements.round_trips = 0
    await office.get(role, "search", q="our words")
    assert (len(statements.seen), statements.round_trips) == (number, 1)
