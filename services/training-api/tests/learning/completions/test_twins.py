"""What comes before a module: the need in Python, and the same as a text search query in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from service_kit.domain.twins import Example, compare
from sqlalchemy import text
from training_api.catalogue.prerequisites.rules import AllOf, AnyOf, Level, Module, Need, as_query, is_met

ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))
MODULES = st.sampled_from([ONE, TWO, THREE])
NEEDS: st.SearchStrategy[Need] = st.recursive(
    st.builds(Module, MODULES) | st.builds(Level, st.just(1), st.lists(MODULES, max_size=3).map(tuple)),
    lambda inner: (
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple))
        | st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple))
    ),
    max_leaves=8,
)
FEW = settings(
    max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink]
)


@dataclass(frozen=True)
class Learner:
    need: Need
    done: frozenset[UUID]


@given(generated=st.lists(st.builds(Learner, NEEDS, st.frozensets(MODULES)), min_size=20, max_size=30))
@FEW
async def test_what_comes_first_is_there(session: Any, generated: list[Learner]) -> None:
    def in_python(case: Learner) -> bool:
        return is_met(case.need, case.done)

    async def in_sql(cases: Sequence[Learner]) -> list[bool]:
        met = []
        for case in cases:
            query = as_query(case.need)
            asked = text("SELECT array_to_tsvector(CAST(:done AS text[])) @@ CAST(:query AS tsquery)")
            done = [str(module) for module in case.done]
            met.append(query is None or (await session.execute(asked, {"done": done, "query": query})).scalar_one())
        return met

    both = AnyOf((Module(TWO), AllOf((Module(ONE), Module(THREE)))))
    examples = [
        Example("nothing is asked", Learner(AllOf(), frozenset()), True),
        Example("an empty level is open", Learner(Level(1, ()), frozenset()), True),
        Example("a choice with an open one is open", Learner(AnyOf((AllOf(), Module(ONE))), frozenset()), True),
        Example("one of two is missing", Learner(Level(1, (ONE, TWO)), frozenset({ONE})), False),
        Example("the other way", Learner(both, frozenset({ONE, THREE})), True),
        Example("no way", Learner(both, frozenset({ONE})), False),
    ]
    await compare(in_python, in_sql, examples=examples, generated=generated)
