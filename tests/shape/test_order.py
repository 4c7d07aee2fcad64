"""Whoever takes the first of several says which is the first: no row is picked by chance."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*ROOT.glob("services/*/src/**/*.py"), *ROOT.glob("libs/*/src/**/*.py")])
SQL = re.compile(r"\bLIMIT\b", re.IGNORECASE)
STATEMENT_STARTS = re.compile(r"\bSELECT\b|\(SELECT\b", re.IGNORECASE)
BUILT = re.compile(r"\.limit\(")


def unordered(source: str) -> list[int]:
    """The lines on which a LIMIT stands with no ORDER BY in its statement."""
    found = []
    for match in SQL.finditer(source):
        if source[match.end() : match.end() + 1] == "(" or not re.match(r"\s+[\d%:{]", source[match.end() :]):
            continue
        before = source[: match.start()]
        start = max((one.start() for one in STATEMENT_STARTS.finditer(before)), default=0)
        if "ORDER BY" not in before[start:]:
            found.append(before.count("\n") + 1)
    for match in BUILT.finditer(source):
        before = source[: match.start()]
        start = max(before.rfind("select("), before.rfind("return "), before.rfind(" = "))
        if ".order_by(" not in before[start:] and ".order_by(" not in source[match.end() : match.end() + 120]:
            found.append(before.count("\n") + 1)
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_limit_has_an_order(path: Path) -> None:
    assert unordered(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('"SELECT a FROM b LIMIT 1"', [1]),
        ('"SELECT a FROM b ORDER BY a LIMIT 1"', []),
        ('"""SELECT a FROM b\nWHERE c LIMIT %(n)s"""', [2]),
        ("row = select(A).where(b).limit(1)", [1]),
        ("row = select(A).where(b).order_by(c).limit(1)", []),
    ],
)
def test_the_check_itself_sees_what_it_looks_for(source: str, lines: list[int]) -> None:
    assert unordered(source) == lines
