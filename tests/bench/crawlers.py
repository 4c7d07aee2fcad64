"""What a look costs whether a visitor is a crawler: `.venv/bin/python -m tests.bench.crawlers`.

The browsers of people among the tests and examples of the list, each way in turn in one process; µs of this process.
`figures` is the row of `make bench`.
"""

import re
import statistics
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from advocacy_api.sharing.crawlers import rules
from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from tests.bench import goals
from tests.bench.report import Figure

BROWSERS = Path(__file__).parents[2] / "services/advocacy-api/tests/sharing/crawlers/browsers.txt"
ROUNDS = 10


def agents() -> list[str]:
    """Four browsers of people to one crawler."""
    lines = BROWSERS.read_text(encoding="utf-8").splitlines()
    people = [line for line in lines if line and not line.startswith("#")]
    listed = [example for each in CRAWLER_USER_AGENTS_DATA for example in each.get("instances", [])]
    return people + listed[:: len(listed) * 4 // len(people)]


def microseconds(look: Callable[[str], object], asked: Sequence[str], rounds: int = ROUNDS) -> list[float]:
    """How long each look took, after one round that is not counted."""
    for agent in asked:
        look(agent)
    took = []
    for _round in range(rounds):
        for agent in asked:
            begun = time.perf_counter_ns()
            look(agent)
            took.append((time.perf_counter_ns() - begun) / 1000)
    return took


def figures() -> list[Figure]:
    """The row of `make bench`."""
    asked = agents()
    took = microseconds(rules.is_crawler, asked)
    measured = f"{len(asked)} agents, p99 {statistics.quantiles(took, n=100)[98]:.0f} µs"
    return [goals.at_most("look whether a visitor is a crawler", measured, statistics.median(took), "µs", goals.LOOK)]


def ways() -> dict[str, Callable[[str], object]]:
    """The design, and what was not chosen."""
    patterns = [*(listed["pattern"] for listed in CRAWLER_USER_AGENTS_DATA), *rules.OWN["add"]]
    chunks = [re.compile("|".join(patterns[at : at + 25])) for at in range(0, len(patterns), 25)]
    one = re.compile("|".join(patterns)).search
    return {
        "by the words that patterns need": rules.is_crawler,
        "one alternation": one,
        "alternations of 25": lambda agent: any(chunk.search(agent) for chunk in chunks),
        "one alternation behind a cache of 4,096 agents": lru_cache(maxsize=4096)(one),
    }


def main() -> None:
    """Print the median and the worst hundredth of each way, and what a first look costs."""
    asked = agents()
    for name, look in ways().items():
        first = time.perf_counter_ns()
        for agent in asked:
            look(agent)
        each = (time.perf_counter_ns() - first) / 1000 / len(asked)
        took = microseconds(look, asked, rounds=3)
        print(
            f"{name:48} p50 {statistics.median(took):8.1f}  p99 {statistics.quantiles(took, n=100)[98]:8.1f} µs", end=""
        )
        print(f"  first looks {each:8.1f} µs on average")


if __name__ == "__main__":
    main()
