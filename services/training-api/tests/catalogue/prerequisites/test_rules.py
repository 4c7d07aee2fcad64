"""The graph's rules, the important ones against brute force."""

import time
from itertools import combinations, pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training_api.catalogue.prerequisites import rules
from training_api.catalogue.prerequisites.rules import AllOf, AnyOf, Graph, Level, Module, Need

IDS = [UUID(int=number) for number in range(1, 8)]
A, B, C, D, E = IDS[:5]


def needs_over(modules: list[UUID]) -> st.SearchStrategy[Need]:
    if not modules:
        return st.just(rules.NOTHING)
    atoms = st.sampled_from(modules).map(Module)
    levels = st.lists(st.sampled_from(modules), max_size=2, unique=True).map(lambda found: Level(1, tuple(found)))
    return st.recursive(
        atoms | levels,
        lambda inner: (
            st.lists(inner, max_size=3).map(lambda parts: AllOf(tuple(parts)))
            | st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts)))
        ),
        max_leaves=5,
    )


# Made once: building a recursive strategy costs more than drawing from it.
NEEDS = [needs_over(IDS[:place]) for place in range(len(IDS) + 1)]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Acyclic by construction: a module needs only modules before it."""
    needs = {module: draw(NEEDS[place]) for place, module in enumerate(IDS)}
    minutes = {module: draw(st.integers(1, 30)) for module in IDS}
    return Graph(needs, minutes, draw(st.sets(st.sampled_from(IDS), min_size=4)))


def stands(chosen: set[UUID], graph: Graph, done: set[UUID]) -> bool:
    """Whether these modules can be taken in some order."""
    have, waiting = set(done), set(chosen)
    while ready := {module for module in waiting if rules.is_met(graph.needs[module], have)}:
        have |= ready
        waiting -= ready
    return not waiting


def cheapest(target: Need, graph: Graph, done: set[UUID]) -> tuple[int, int] | None:
    best: tuple[int, int] | None = None
    candidates = sorted(graph.open - done)
    for size in range(len(candidates) + 1):
        for chosen in map(set, combinations(candidates, size)):
            if rules.is_met(target, done | chosen) and stands(chosen, graph, done):
                cost = (sum(graph.minutes[module] for module in chosen), size)
                best = cost if best is None else min(best, cost)
    return best


@given(graph=graphs(), target=NEEDS[-1], done=st.sets(st.sampled_from(IDS), max_size=3))
def test_the_shortest_path_takes_the_fewest_minutes_and_can_be_walked(
    graph: Graph, target: Need, done: set[UUID]
) -> None:
    path = rules.shortest_path(target, graph, done)
    best = cheapest(target, graph, done)
    if path is None:
        assert best is None
        return
    assert best == (sum(graph.minutes[module] for module in path), len(path))
    have = set(done)
    for module in path:
        assert module not in have
        assert rules.is_met(graph.needs[module], have)
        have.add(module)
    assert rules.is_met(target, have)


@given(need=needs_over(IDS), done=st.sets(st.sampled_from(IDS)))
def test_nothing_is_missing_exactly_when_the_need_is_met(need: Need, done: set[UUID]) -> None:
    gaps = rules.missing(need, done)
    assert (not gaps) == rules.is_met(need, done)
    everything = {module for gap in gaps for module in rules.atoms(gap)}
    assert rules.is_met(need, done | everything)
    assert not any(module in done for gap in gaps if isinstance(gap, Module | Level) for module in rules.atoms(gap))


@given(edges=st.dictionaries(st.sampled_from(IDS), st.sets(st.sampled_from(IDS), max_size=3)))
def test_a_circle_is_found_exactly_when_there_is_one(edges: dict[UUID, set[UUID]]) -> None:
    for start in IDS:
        reached: set[UUID] = set()
        waiting = list(edges.get(start, ()))
        while waiting:
            module = waiting.pop()
            if module not in reached:
                reached.add(module)
                waiting.extend(edges.get(module, ()))
        circle = rules.find_cycle(edges, start)
        assert (circle is not None) == (start in reached)
        if circle is not None:
            assert circle[0] == circle[-1] == start
            assert all(then in edges[first] for first, then in pairwise(circle))


def test_a_refused_circle_names_its_modules_in_order() -> None:
    codes = {A: "A", B: "B", C: "C"}
    with pytest.raises(rules.PrerequisiteCycle) as refused:
        rules.refuse_cycle({A: {B}, B: {C}, C: {A}}, A, codes)
    assert refused.value.members["cycle"] == ["A", "B", "C", "A"]
    assert refused.value.members["chain"] == "A → B → C → A"
    rules.refuse_cycle({A: {B}, B: {C}}, A, codes)


def test_a_shared_step_is_counted_once() -> None:
    """Two alternatives that look dear alone are cheap together: cost is of the set, not of the branches."""
    graph = Graph(
        {A: rules.NOTHING, B: Module(A), C: Module(A), D: rules.NOTHING, E: rules.NOTHING},
        {A: 10, B: 1, C: 1, D: 8, E: 8},
        set(IDS),
    )
    target = AllOf((AnyOf((Module(B), Module(D))), AnyOf((Module(C), Module(E)))))
    assert rules.shortest_path(target, graph, set()) == [A, B, C]


def test_a_wide_graph_still_gets_an_answer_within_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_STEPS", 3)
    graph = Graph({}, dict.fromkeys(IDS, 5), set(IDS))
    target = AllOf(tuple(AnyOf((Module(first), Module(then))) for first, then in combinations(IDS, 2)))
    path = rules.shortest_path(target, graph, set())
    assert path is not None
    assert rules.is_met(target, set(path))


def test_a_dear_search_ends_in_bounded_time() -> None:
    modules = [UUID(int=number + 1) for number in range(150)]
    groups = [AnyOf(tuple(Module(modules[(7 * start + 11 * step) % 150]) for step in range(10))) for start in range(20)]
    graph = Graph({}, {module: 5 + module.int % 50 for module in modules}, set(modules))
    begun = time.process_time()
    path = rules.shortest_path(AllOf(tuple(groups)), graph, set())
    assert time.process_time() - begun < 3
    assert path is not None
    assert rules.is_met(AllOf(tuple(groups)), set(path))


def test_an_expression_reads_levels_of_its_own_track_without_itself() -> None:
    expression = {"all_of": [{"module": str(A)}, {"any_of": [{"module": str(B)}, {"level": 1}]}]}
    need = rules.read(expression, {1: [C, D]}, of=D)
    assert need == AllOf((Module(A), AnyOf((Module(B), Level(1, (C,))))))
    assert rules.is_met(rules.read({"level": 9}, {}), set())
