"""What nobody can complete is neither published nor made mandatory; the refusal says which module and why."""

from typing import Any

import pytest
from service_kit.data.database import AsyncSession
from service_kit.testing.plugin import People
from sqlalchemy import text
from training_api.catalogue.modules import rules

ANY = {"If-Match": "*"}
WHY = [("assessment", "AssessmentMissing"), ("attendance", "NoSession")]


@pytest.mark.parametrize(("rule", "why"), WHY)
async def test_a_module_that_nobody_can_complete_is_not_published(
    catalogue: Any, http: People, rule: str, why: str
) -> None:
    track = await catalogue.track()
    draft = await catalogue.draft(track["id"], completion_rule=rule)
    refused = await catalogue.post(f"modules/{draft['id']}/publish", expect=409)
    assert refused["code"] == "NotCompletable"
    [gap] = refused["missing"]
    assert (gap["code"], gap["module_id"], gap["module"]) == (why, draft["id"], draft["code"])
    trainer = await http.as_("trainer")
    dutch = await trainer.post(f"/v1/modules/{draft['id']}/publish", headers={"Accept-Language": "nl"})
    assert draft["code"] in dutch.json()["missing"][0]["detail"]
    assert "voltooid" in dutch.json()["missing"][0]["detail"]
    changed = await trainer.patch(f"/v1/modules/{draft['id']}", json={"completion_rule": "content"}, headers=ANY)
    assert changed.status_code == 200
    await catalogue.post(f"modules/{draft['id']}/publish")
    back = await trainer.patch(f"/v1/modules/{draft['id']}", json={"completion_rule": rule}, headers=ANY)
    assert (back.status_code, back.json()["code"]) == (409, "NotCompletable")


async def test_one_that_was_published_so_can_be_mended_but_not_made_mandatory(
    catalogue: Any, http: People, session: AsyncSession
) -> None:
    track, [module, _] = await catalogue.published(modules=2)
    await session.execute(
        text("UPDATE modules SET completion_rule = 'attendance' WHERE id = :id"), {"id": module["id"]}
    )
    await session.commit()
    trainer = await http.as_("trainer")
    mended = await trainer.patch(f"/v1/modules/{module['id']}", json={"minutes": 12}, headers=ANY)
    assert mended.status_code == 200, mended.text
    hr = await http.as_("hr")
    sponsor = str(hr.person.id)  # type: ignore[attr-defined]  # set by the kit's plugin
    for subject in ({"module_id": module["id"]}, {"track_id": track["id"]}):
        body = {"applies_to": {"everyone": True}, "due_in_days": 30, "reason": {"en": "They speak in public."}}
        body |= {"legal_basis": "contract", "sponsor_id": sponsor, **subject}
        made = await catalogue.post("requirements", body, expect=201)
        refused = await catalogue.post(f"requirements/{made['id']}/activate", expect=409)
        assert refused["code"] == "NotCompletable"
        assert [(gap["code"], gap["module"]) for gap in refused["missing"]] == [("NoSession", module["code"])]
    await trainer.patch(f"/v1/modules/{module['id']}", json={"completion_rule": "content"}, headers=ANY)
    assert (await catalogue.post(f"requirements/{made['id']}/activate"))["state"] == "active"


def test_only_these_rules_cannot_be_met_yet() -> None:
    assert set(rules.UNCOMPLETABLE) == {rules.CompletionRule.ASSESSMENT, rules.CompletionRule.ATTENDANCE}
