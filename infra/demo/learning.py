"""Who learned what before today: paths through the catalogue that keep to its prerequisites."""

import random
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Any

from infra.demo.reading import content, modules

EVERYBODY = ("basics", "safe-and-free")
WEIGHT_BY_LEVEL = {1: 6, 2: 5, 3: 3, 4: 2}


@cache
def by_code() -> dict[str, dict[str, Any]]:
    """The modules by their code."""
    return {module["code"]: module for module in modules()}


def is_open(code: str, done: Collection[str]) -> bool:
    """Whether what has been completed lets somebody begin this module."""
    module = by_code()[code]
    return _holds(module.get("requires"), done, module["track"])


def _holds(requires: Any, done: Collection[str], track: str) -> bool:
    if requires is None:
        return True
    if isinstance(requires, str):
        return requires in done
    if "level" in requires:
        gate = [one["code"] for one in modules() if one["track"] == track and one["level"] == requires["level"]]
        return all(code in done for code in gate)
    parts = (_holds(part, done, track) for part in requires.get("all_of") or requires["any_of"])
    return all(parts) if "all_of" in requires else any(parts)


def walk(chance: random.Random, department: str, begin: Sequence[str]) -> Iterator[str]:
    """Modules in an order somebody of this department could take them: `begin` first, then what draws them."""
    tracks = {*EVERYBODY, *content("history")["interests"][department]}
    done: list[str] = []
    for code in begin:
        done.append(code)
        yield code
    while options := [
        module
        for module in modules()
        if module["track"] in tracks and module["code"] not in done and is_open(module["code"], done)
    ]:
        weights = [WEIGHT_BY_LEVEL[module["level"]] for module in options]
        done.append(chance.choices(options, weights)[0]["code"])
        yield done[-1]


def days_ago(chance: random.Random, steps: int, most: int) -> list[int]:
    """How long ago each step was taken, the first one longest ago and none today."""
    first, last = chance.randint(most // 6, most), chance.randint(1, most // 8)
    return sorted((chance.randint(min(first, last), max(first, last)) for _ in range(steps)), reverse=True)
