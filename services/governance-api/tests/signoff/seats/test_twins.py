"""Whose seat a role's is, in Python for a list of the caller and in SQL for the tasks of whoever asks."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

from governance_api.signoff.seats.queries import signing_roles
from governance_api.signoff.signoffs import queries
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from service_kit.domain.twins import Example, compare
from service_kit.identity.auth import Actor
from service_kit.identity.people import PersonRef
from sqlalchemy import ARRAY, Integer, Text, column, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB


@dataclass(frozen=True)
class Case:
    """The role of a seat, the roles of somebody's token, and those that the directory remembers."""

    seat: str
    token: tuple[str, ...] = ()
    directory: tuple[str, ...] = ()


EXAMPLES = [
    Example("a role of the token", Case("legal", ("legal",)), True),
    Example("no role of either", Case("legal", ("hr",), ("employee",)), False),
    Example("what an earlier token held decides nothing", Case("legal", (), ("legal",)), False),
    Example("a manager by the directory", Case("manager", (), ("employee", "manager")), True),
    Example("everyone is an employee by the directory", Case("employee", (), ("employee",)), True),
    Example("a manager by the token", Case("manager", ("manager",)), True),
]
ROLES = st.sampled_from(["legal", "hr", "employee", "manager", "strategist"])
SEVERAL = st.lists(ROLES, max_size=3).map(tuple)
CASES = st.lists(st.builds(Case, ROLES, SEVERAL, SEVERAL), min_size=20, max_size=40)


def in_python(case: Case) -> bool:
    person = PersonRef(uuid4(), "1", "anna", "Anna", "en", None, None, None, None, None, case.directory, active=True)
    actor = Actor("person", "anna", "anna", frozenset(case.token), frozenset(), frozenset(), person)
    return case.seat in signing_roles(actor)


@given(generated=CASES)
@settings(
    max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink]
)
async def test_both_forms_agree(session: Any, generated: list[Case]) -> None:
    async def in_sql(cases: Sequence[Case]) -> list[bool]:
        rows = json.loads(json.dumps([{"place": at, **asdict(case)} for at, case in enumerate(cases)]))
        roles = [column(name, ARRAY(Text)) for name in ("token", "directory")]
        recordset = func.jsonb_to_recordset(literal(rows, JSONB))
        table = recordset.table_valued(column("place", Integer), column("seat", Text), *roles, name="cases")
        case = table.render_derived(with_types=True).c
        statement = select(queries.signs_for(case.seat, case.token, case.directory)).order_by(case.place)
        return list((await session.execute(statement)).scalars())

    await compare(in_python, in_sql, examples=EXAMPLES, generated=generated)
