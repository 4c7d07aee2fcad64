"""Who is a crawler, by what it calls itself: the list `crawler-user-agents` with what `crawlers-own.json` adds to it.

A pattern is tried only where a word of the agent holds letters that the pattern cannot do without: one alternation of
all patterns takes a hundred times as long (`tests/bench/crawlers.py`).
"""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources
from typing import Any

from crawleruseragents import CRAWLER_USER_AGENTS_DATA

LONGEST = 1024  # no browser says more; what stands behind is not looked at
KNOWN_FOR = timedelta(days=180)
"""How long a list is new enough."""
WORDS_KEPT = 8192
A_WORD = re.compile("[A-Za-z]{2,}")
# What a pattern can do without, or says in more than one way: what is escaped, a class, a group, an option.
VAGUE = re.compile(r"\\.[*+?]?|\[[^\]]*\][*+?]?|\([^)]*\)[*+?]?|.[*?]")


def needed_words(pattern: str) -> list[str]:
    """For each way to match, letters in a row that are in whatever it matches; empty where there are none."""
    ways = [pattern] if "(" in pattern else pattern.split("|")
    return [max(A_WORD.findall(VAGUE.sub(" ", way)), key=len, default="") for way in ways]


class Patterns:
    """Many patterns, of which only those are tried that an agent's words make possible."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._by_start: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        wordless = []
        for pattern in patterns:
            compiled = re.compile(pattern)
            words = needed_words(pattern)
            if "" in words:
                wordless.append(pattern)
                continue
            for word in words:
                self._by_start.setdefault(word[:2], []).append((word, compiled))
        self._wordless = re.compile("|".join(wordless) or r"(?!)")
        self._possible = lru_cache(maxsize=WORDS_KEPT)(self._possible_in)

    def _possible_in(self, word: str) -> Sequence[re.Pattern[str]]:
        starts = (self._by_start.get(word[at : at + 2], ()) for at in range(len(word) - 1))
        return tuple(
            pattern for at, found in enumerate(starts) for needed, pattern in found if word.startswith(needed, at)
        )

    def fit(self, agent: str) -> bool:
        """Whether any of them is found in it."""
        for word in A_WORD.findall(agent):
            for pattern in self._possible(word):
                if pattern.search(agent):
                    return True
        return self._wordless.search(agent) is not None


OWN: dict[str, list[str]] = json.loads(resources.files(__package__).joinpath("crawlers-own.json").read_text("utf-8"))
_LISTED: Sequence[dict[str, Any]] = CRAWLER_USER_AGENTS_DATA
_CRAWLERS = Patterns([*(listed["pattern"] for listed in _LISTED), *OWN["add"]])
_PEOPLE = re.compile("|".join(OWN["people"]))
LIST_DATE = date.fromisoformat(max(listed.get("addition_date", "") for listed in _LISTED).replace("/", "-"))
"""When the list was last added to."""


def is_crawler(user_agent: str) -> bool:
    """Whether it is no person: a crawler, a link preview, a library, a monitor, or nobody who says what it is."""
    agent = user_agent[:LONGEST]
    if not agent.strip():
        return True
    # What people's own programs say is left out of what was found, and the rest of the agent is asked again.
    return _CRAWLERS.fit(agent) and _CRAWLERS.fit(_PEOPLE.sub(" ", agent))


def is_old(today: date) -> bool:
    """Whether crawlers that came since are missing from the list."""
    return today - LIST_DATE > KNOWN_FOR
