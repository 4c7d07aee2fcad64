"""The record of a sign-off: who decided what over which text, and that a file of it verifies by itself."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from service_kit.record.audit_file_check import FileBroken
from service_kit.record.decision_files import verify_file, verify_record
from service_kit.testing.plugin import People, Statements


@pytest.fixture
async def record(office: Any) -> dict[str, Any]:
    """Of a sign-off with one condition, one approval, and one still to come."""
    signoff = await office.submit(await office.draft())
    signoff = await office.decide("legal", signoff, "approve-if", comment="If it names the café.", stage=0)
    await office.decide("legal", signoff, stage=1)
    found: dict[str, Any] = await office.get("strategist", f"signoffs/{signoff['id']}/record")
    return found


async def test_it_holds_the_text_and_every_decision_and_verifies(
    record: dict[str, Any], tmp_path: Path, capsys: Any
) -> None:
    assert record["intact"] is True
    assert len(record["content"]) == 4
    assert record["content"][0]["text"] == {"en": "A do clause.", "nl": "Een do-bepaling."}
    said = [(one["entry"]["decision"], one["entry"]["comment"]) for one in record["entries"]]
    assert said == [("approve-if", "If it names the café."), ("approve", "Good.")]
    assert record["head"] == record["entries"][-1]["hash"]
    file = tmp_path / "record.json"
    file.write_text(json.dumps(record), encoding="utf-8")
    verify_file([str(file)])
    assert capsys.readouterr().out.startswith("✓ 2 decisions; content ")


async def test_whatever_is_changed_is_found(record: dict[str, Any], tmp_path: Path) -> None:
    def changed(change: Any) -> str:
        other = copy.deepcopy(record)
        change(other)
        with pytest.raises(FileBroken) as broken:
            verify_record(other)
        return str(broken.value)

    assert "the content" in changed(lambda one: one["content"][0]["text"].update(en="A do clause!"))
    assert "entry 1 was changed" in changed(lambda one: one["entries"][0]["entry"].update(comment=None))
    assert "entry 1 is missing" in changed(lambda one: one["entries"].pop(0))
    assert "at the end" in changed(lambda one: one["entries"].pop())
    assert "no kring-record/1" in changed(lambda one: one.update(format="other"))
    file = tmp_path / "none.json"
    for text in ("{}", "[]", "no json"):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit, match="✗"):
            verify_file([str(file)])
    with pytest.raises(SystemExit, match="✗"):
        verify_file([str(tmp_path / "missing.json")])


async def test_it_is_read_by_whoever_sees_the_sign_off_in_one_trip(
    office: Any, http: People, record: dict[str, Any], statements: Statements
) -> None:
    path = f"signoffs/{record['signoff_id']}/record"
    for role in ("legal", "corporate-affairs", "admin"):
        assert (await office.get(role, path))["intact"] is True
    await office.get("employee", path, expect=404)
    await office.get("analyst", path, expect=404)
    statements.seen.clear()
    statements.round_trips = 0
    await office.get("legal", path)
    assert (len(statements), statements.round_trips) == (5, 1), statements.seen
