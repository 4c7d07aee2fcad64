"""What must come before a module: is it met, what is missing, the shortest way, and never a circle.

A level gate stands for every published module of that level in the module's own track; a level without modules is open.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service_kit.web.errors import Malformed, Refusal

MOST_STEPS = 500
"""How many partial paths are weighed before a good way is taken: everybody else waits while they are."""


@dataclass(frozen=True)
class Module:
    id: UUID


@dataclass(frozen=True)
class Level:
    level: int
    modules: tuple[UUID, ...]


@dataclass(frozen=True)
class AllOf:
    parts: tuple["Need", ...] = ()


@dataclass(frozen=True)
class AnyOf:
    parts: tuple["Need", ...]


Need = Module | Level | AllOf | AnyOf
NOTHING = AllOf()


class PrerequisiteCycle(Malformed):
    title = "The prerequisites form a circle"


class PrerequisitesMissing(Refusal):
    status = 409
    title = "Prerequisites are missing"


@dataclass(frozen=True)
class Graph:
    """Everything the shortest way depends on: what each module needs, how long it takes and whether it can be taken."""

    needs: Mapping[UUID, Need]
    minutes: Mapping[UUID, int]
    open: AbstractSet[UUID]


def read(expression: Mapping[str, Any], levels: Mapping[int, Sequence[UUID]], of: UUID | None = None) -> Need:
    """The stored expression as a need; `levels` are the published modules per level of the module's own track."""
    if expression.get("module") is not None:
        return Module(UUID(str(expression["module"])))
    if expression.get("level") is not None:
        level = int(expression["level"])
        return Level(level, tuple(module for module in levels.get(level, ()) if module != of))
    if expression.get("any_of") is not None:
        return AnyOf(tuple(read(part, levels, of) for part in expression["any_of"]))
    return AllOf(tuple(read(part, levels, of) for part in expression.get("all_of") or ()))


def is_met(need: Need, done: AbstractSet[UUID]) -> bool:
    match need:
        case Module(id=module):
            return module in done
        case Level(modules=modules):
            return all(module in done for module in modules)
        case AllOf(parts=parts):
            return all(is_met(part, done) for part in parts)
        case AnyOf(parts=parts):
            return any(is_met(part, done) for part in parts)


def as_query(need: Need) -> str | None:
    """The need as a text search query whose words are modules; None when nothing is asked. `is_met` says the same."""
    match need:
        case Module(id=module):
            return f"'{module}'"
        case Level(modules=modules):
            return " & ".join(f"'{module}'" for module in modules) or None
        case AllOf(parts=parts):
            asked = [query for part in parts if (query := as_query(part)) is not None]
            return " & ".join(f"({query})" for query in asked) or None
        case AnyOf(parts=parts):
            choices = [as_query(part) for part in parts]
            return None if None in choices else " | ".join(f"({query})" for query in choices)


def missing(need: Need, done: AbstractSet[UUID]) -> list[Need]:
    """The unmet demands, each trimmed to what is still to do; empty when the need is met."""
    if is_met(need, done):
        return []
    match need:
        case Level(level=level, modules=modules):
            return [Level(level, tuple(module for module in modules if module not in done))]
        case AllOf(parts=parts):
            return [gap for part in parts for gap in missing(part, done)]
        case AnyOf(parts=parts):
            return [AnyOf(tuple(_gathered(missing(part, done)) for part in parts))]
        case _:
            return [need]


def _gathered(gaps: list[Need]) -> Need:
    return gaps[0] if len(gaps) == 1 else AllOf(tuple(gaps))


def atoms(need: Need) -> list[UUID]:
    """Every module the need speaks of, in order, each once."""
    match need:
        case Module(id=module):
            return [module]
        case Level(modules=modules):
            return list(modules)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return list(dict.fromkeys(module for part in parts for module in atoms(part)))


def shortest_path(target: Need, graph: Graph, done: AbstractSet[UUID]) -> list[UUID] | None:
    """The modules that take the fewest minutes (then the fewest modules) to meet `target`, each eligible in its turn.

    None when no way exists. Uniform-cost search over sets: the first unmet need always names modules of which every
    complete way contains one, so no best way is ever cut off. Exact up to MOST_STEPS: the choice is as hard as set
    cover.
    """
    start: frozenset[UUID] = frozenset()
    queue: list[tuple[int, int, list[str], frozenset[UUID]]] = [(0, 0, [], start)]
    seen = {start}
    for _ in range(MOST_STEPS):
        if not queue:
            return None
        minutes, count, _, chosen = heapq.heappop(queue)
        branches = _next_choices(target, graph, done, chosen)
        if branches is None:
            return _in_order(chosen, graph, done)
        for module in branches:
            larger = chosen | {module}
            if larger not in seen:
                seen.add(larger)
                key = sorted(map(str, larger))
                heapq.heappush(queue, (minutes + graph.minutes.get(module, 0), count + 1, key, larger))
    return _greedy(target, graph, done)


def _next_choices(target: Need, graph: Graph, done: AbstractSet[UUID], chosen: frozenset[UUID]) -> list[UUID] | None:
    """Modules of which one must be added next (the narrowest such set); None when everything chosen stands."""
    have = done | chosen
    narrowest: list[UUID] | None = None
    for need in (target, *(graph.needs.get(module, NOTHING) for module in sorted(chosen, key=str))):
        if is_met(need, have):
            continue
        options = [module for module in _one_of(need, have) if module in graph.open]
        if narrowest is None or len(options) < len(narrowest):
            narrowest = options
        if len(narrowest) <= 1:
            break
    return narrowest


def _one_of(need: Need, have: AbstractSet[UUID]) -> list[UUID]:
    """For an unmet need: modules of which at least one stands in every set that meets it."""
    match need:
        case Module(id=module):
            return [module]
        case Level(modules=modules):
            return [next(module for module in modules if module not in have)]
        case AllOf(parts=parts):
            return next(_one_of(part, have) for part in parts if not is_met(part, have))
        case AnyOf(parts=parts):
            return list(dict.fromkeys(module for part in parts for module in _one_of(part, have)))


def _greedy(target: Need, graph: Graph, done: AbstractSet[UUID]) -> list[UUID] | None:
    chosen: frozenset[UUID] = frozenset()
    while (options := _next_choices(target, graph, done, chosen)) is not None:
        if not options:
            return None
        chosen |= {min(options, key=lambda module: (graph.minutes.get(module, 0), str(module)))}
    return _in_order(chosen, graph, done)


def _in_order(chosen: Iterable[UUID], graph: Graph, done: AbstractSet[UUID]) -> list[UUID]:
    waiting, ordered, have = sorted(chosen, key=str), [], set(done)
    while waiting:
        ready = next(module for module in waiting if is_met(graph.needs.get(module, NOTHING), have))
        waiting.remove(ready)
        ordered.append(ready)
        have.add(ready)
    return ordered


def find_cycle(edges: Mapping[UUID, AbstractSet[UUID]], start: UUID) -> list[UUID] | None:
    """A circle through `start`, from it back to it, or None. Walks with its own stack: a long chain is no problem."""
    came_from: dict[UUID, UUID] = {}
    stack = [start]
    while stack:
        module = stack.pop()
        for required in edges.get(module, ()):
            if required == start:
                circle = [start, module] if module != start else [start]
                while circle[-1] != start:
                    circle.append(came_from[circle[-1]])
                return [start, *reversed(circle[1:-1]), start] if len(circle) > 1 else [start, start]
            if required not in came_from:
                came_from[required] = module
                stack.append(required)
    return None


def refuse_cycle(edges: Mapping[UUID, AbstractSet[UUID]], start: UUID, codes: Mapping[UUID, str]) -> None:
    circle = find_cycle(edges, start)
    if circle is not None:
        names = [codes[module] for module in circle]
        raise PrerequisiteCycle(cycle=names, chain=" → ".join(names), modules=[str(module) for module in circle[:-1]])
