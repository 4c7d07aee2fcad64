"""Read from the text of a statement what it locks: advisory locks by their names, rows by their tables."""

import re
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

UNNAMED = "a lock without a name"
ADVISORY = re.compile(
    r"pg_advisory_xact_lock(_shared)?\s*\(\s*hashtextextended\s*\(\s*(?:concat\s*\(\s*)?(?:'([\w.-]+?)\.?')?"
)
ROW_LOCK = re.compile(r"\bFOR (?:UPDATE|NO KEY UPDATE|SHARE|KEY SHARE)\b(?:\s+OF\s+(\w+))?")
TABLES = re.compile(r"\b(?:FROM|JOIN)\s+(?:ONLY\s+)?\"?(\w+)\"?")


class Taken(NamedTuple):
    """A lock that a statement takes."""

    name: str
    shared: bool


@lru_cache(4096)
def taken_by(statement: str) -> tuple[Taken, ...]:
    """What a statement locks, in the order in which it stands there; empty for nearly all."""
    found = [
        (match.start(), Taken(match[2] or UNNAMED, match[1] is not None)) for match in ADVISORY.finditer(statement)
    ]
    if not found and "pg_advisory_xact_lock" in statement:
        found = [(0, Taken(UNNAMED, shared=False))]
    for match in ROW_LOCK.finditer(statement):
        tables = _tables(statement[: match.start()], match[1])
        found += [(match.start(), Taken(table, "SHARE" in match[0])) for table in tables]
    return tuple(taken for _place, taken in sorted(found, key=itemgetter(0)))


def _tables(before: str, alias: str | None) -> list[str]:
    """The tables whose rows the lock at the end of this text is about: those of its own query, or the one named."""
    query = _own_query(before)
    if alias is not None:
        named = re.search(rf"\b(\w+)\s+(?:AS\s+)?{alias}\b", query[query.find("FROM") :])
        known = named is not None and named[1].upper() not in {"FROM", "JOIN", "ON", "AND", "OR", "BY", "WHERE"}
        return [str(named[1]) if named is not None and known else alias]
    return TABLES.findall(query)


def _own_query(text_before: str) -> str:
    """The query that ends here, without those in parentheses within it."""
    kept: list[str] = []
    depth = 0
    for character in reversed(text_before):
        if character == ")":
            depth += 1
        elif character == "(":
            if depth == 0:
                break
            depth -= 1
        elif depth == 0:
            kept.append(character)
    return "".join(reversed(kept))
