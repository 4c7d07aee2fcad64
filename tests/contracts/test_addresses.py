"""Every place in the app that a service points to is there, and is named once."""

import json
import string
from pathlib import Path

import pytest
from service_kit.web.words import address

from tests.shape.texts import app_routes, is_app_address

ROOT = Path(__file__).resolve().parents[2]
LISTS = sorted(ROOT.glob("services/*/src/*/words/addresses.json"))


def test_the_pages_of_the_app_are_found() -> None:
    assert {("learn",), ("learn", "modules", "$id"), ("guidelines", "acknowledge", "$id")} <= app_routes()
    assert is_app_address("/manage/people?q={name}")
    assert is_app_address("/learn/modules/{id}")
    assert not is_app_address("/learn/modules")
    assert not is_app_address("/guidelines/{id}/diff?from=1&to=2")
    assert not is_app_address("learn")


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.parts[-3])
def test_every_address_is_a_page_of_the_app(path: Path) -> None:
    listed: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    assert list(listed) == sorted(listed)
    assert len(set(listed.values())) == len(listed)
    assert not [name for name, template in listed.items() if not is_app_address(template)]


def test_what_fills_an_address_is_escaped() -> None:
    listed = json.loads((ROOT / "services/governance-api/src/governance_api/words/addresses.json").read_text())
    [(_, name, _, _)] = [part for part in string.Formatter().parse(listed["guideline"]) if part[1]]
    assert address("governance_api", "guideline", **{name: "a/b?c"}) == "/guidelines/a%2Fb%3Fc"
