"""How a line stands, in Python and in SQL: the same answer on every example and on generated lines."""

import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from service_kit.data.database import AsyncSession
from service_kit.domain.twins import Example, compare
from sqlalchemy import DateTime, Integer, column, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from training_api.requirements.lines import queries
from training_api.requirements.requirements import rules
from training_api.requirements.requirements.rules import Line, LineState

NOW = datetime(2026, 3, 29, 12, tzinfo=UTC)  # the day on which Europe's clocks change
Answer = tuple[LineState, datetime]


def day(number: float) -> datetime:
    return NOW + timedelta(days=number)


def once(first: float, **more: Any) -> Line:
    return Line(first_due_at=day(first), due_in_days=30, **more)


def yearly(first: float, fresh: float | None, **more: Any) -> Line:
    at = None if fresh is None else day(fresh)
    return once(first, repeat_every_days=365, completed_at=at, fresh_from=at, **more)


EXAMPLES = [
    Example("before its day", once(1), (LineState.OPEN, day(1))),
    Example("at its moment", once(0), (LineState.OPEN, day(0))),
    Example("after its day", once(-0.001), (LineState.OVERDUE, day(-0.001))),
    Example("done once", once(-5, completed_at=day(-900), fresh_from=day(-900)), (LineState.DONE, day(-5))),
    Example("exempt", once(-5, exempt_until=day(1)), (LineState.EXEMPT, day(-5))),
    Example("exempt until now", once(-5, exempt_until=day(0)), (LineState.OVERDUE, day(-5))),
    Example("never done", yearly(3, None), (LineState.OPEN, day(3))),
    Example("fresh", yearly(-400, -300), (LineState.DONE, day(65))),
    Example("fresh before it is exempt", yearly(-400, -300, exempt_until=day(9)), (LineState.DONE, day(65))),
    Example("open again a month before", yearly(-400, -335), (LineState.OPEN, day(30))),
    Example("a moment earlier", yearly(-400, -334.999), (LineState.DONE, day(30.001))),
    Example("due again", yearly(-800, -366), (LineState.OVERDUE, day(-1))),
    Example("old learning, a later first day", yearly(10, -900), (LineState.OPEN, day(10))),
    Example(
        "half a turn at most",
        Line(day(-90), due_in_days=30, repeat_every_days=7, completed_at=day(-3.4), fresh_from=day(-3.4)),
        (LineState.DONE, day(3.6)),
    ),
    Example(
        "half an odd turn is to the hour",
        Line(day(-90), due_in_days=30, repeat_every_days=7, completed_at=day(-3.5), fresh_from=day(-3.5)),
        (LineState.OPEN, day(3.5)),
    ),
]

MOMENTS = st.integers(-900 * 24, 900 * 24).map(lambda hours: NOW + timedelta(hours=hours))
COMPLETED = st.none() | st.tuples(MOMENTS, MOMENTS).map(sorted)  # the oldest part and the last, kept together
LINES = st.builds(
    lambda first, due, repeat, done, exempt: Line(first, due, repeat, done and done[1], done and done[0], exempt),
    MOMENTS,
    st.integers(1, 500),
    st.none() | st.integers(1, 500),
    COMPLETED,
    st.none() | MOMENTS,
)


def in_python(line: Line) -> Answer:
    return rules.stands(line, NOW), rules.due_at(line)


@settings(
    max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink]
)
@given(generated=st.lists(LINES, min_size=20, max_size=60))
async def test_both_forms_agree(session: AsyncSession, generated: list[Line]) -> None:
    async def in_sql(lines: Sequence[Line]) -> list[Answer]:
        told = [{"place": at, "now": NOW, **asdict(line)} for at, line in enumerate(lines)]
        rows = json.loads(json.dumps(told, default=str))
        columns = [
            column(field.name, Integer() if field.name.endswith("days") else DateTime(timezone=True))
            for field in fields(Line)
        ]
        recordset = func.jsonb_to_recordset(literal(rows, JSONB))
        table = recordset.table_valued(column("place", Integer), column("now", DateTime(timezone=True)), *columns)
        line = table.render_derived(name="r", with_types=True).c
        statement = select(queries.stands(line), queries.due_at(line)).order_by(line.place)
        return [(LineState(state), due) for state, due in (await session.execute(statement)).all()]

    await compare(in_python, in_sql, examples=EXAMPLES, generated=generated)
