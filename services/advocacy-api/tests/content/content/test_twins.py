"""Whether content is open: the rule in Python and the condition of the lists."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from advocacy_api.content.content import queries, rules
from advocacy_api.content.content.rules import State
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from service_kit.domain.twins import Example, compare
from sqlalchemy import DateTime, Integer, Text, column, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BEFORE, AFTER = NOW - timedelta(microseconds=1), NOW + timedelta(microseconds=1)
MOMENTS = ("valid_from", "valid_to", "embargo_until")


@dataclass(frozen=True)
class Case:
    """What decides whether content is open."""

    state: str = "published"
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    embargo_until: datetime | None = None


EXAMPLES = [
    Example("published", Case(), True),
    Example("a draft", Case("draft"), False),
    Example("withdrawn", Case("withdrawn"), False),
    Example("closed", Case("closed"), False),
    Example("begins now", Case(valid_from=NOW), True),
    Example("begins later", Case(valid_from=AFTER), False),
    Example("ends now", Case(valid_to=NOW), False),
    Example("ends later", Case(valid_to=AFTER), True),
    Example("the embargo ends now", Case(embargo_until=NOW), True),
    Example("the embargo ends later", Case(embargo_until=AFTER), False),
]
SOMETIME = st.none() | st.sampled_from([BEFORE, NOW, AFTER])
STATES = st.sampled_from([state.value for state in State])
CASES = st.lists(st.builds(Case, STATES, SOMETIME, SOMETIME, SOMETIME), min_size=20, max_size=40)


@given(generated=CASES)
@settings(
    max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink]
)
async def test_both_forms_agree(session: Any, generated: list[Case]) -> None:
    async def in_sql(cases: Sequence[Case]) -> list[bool]:
        rows = json.loads(json.dumps([{"place": at, **asdict(case)} for at, case in enumerate(cases)], default=str))
        moments = [column(name, DateTime(timezone=True)) for name in MOMENTS]
        recordset = func.jsonb_to_recordset(literal(rows, JSONB))
        table = recordset.table_valued(column("place", Integer), column("state", Text), *moments, name="cases")
        case = table.render_derived(with_types=True)
        statement = select(queries.is_open(NOW, case.c)).order_by(case.c.place)
        return list((await session.execute(statement)).scalars())

    await compare(lambda case: rules.is_open(case, NOW), in_sql, examples=EXAMPLES, generated=generated)
