"""What `docs/threats.md` says is shown by a test is shown by a test that is there."""

import re

from tests.documentation.pages import ROOT

PAGE = ROOT / "docs" / "threats.md"
NAMED = re.compile(r"`((?:tests|libs|services)/[\w./-]+)`")


def rows() -> list[str]:
    """The lines of the table, without its head."""
    return [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| **")]


def test_every_test_that_is_named_is_there() -> None:
    named = set(NAMED.findall(PAGE.read_text(encoding="utf-8")))
    assert len(named) > 15
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_every_defence_is_shown_by_a_test() -> None:
    assert len(rows()) >= 14
    unshown = [row for row in rows() if not any("test" in path for path in NAMED.findall(row.rsplit("|", 2)[1]))]
    assert unshown == []
