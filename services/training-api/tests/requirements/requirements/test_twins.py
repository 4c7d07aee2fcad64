"""When a line is due, fresh and open again: in Python and in SQL, whatever the time zone of the session."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from service_kit.domain.twins import Example, compare
from sqlalchemy import text
from training_api.requirements.requirements import queries, rules
from training_api.requirements.requirements.rules import Line

FEW = settings(
    max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink]
)
ZONES = pytest.mark.parametrize("zone", ["UTC", "Europe/Amsterdam", "America/New_York"])
BEFORE_SUMMER = datetime(2026, 3, 20, 23, 30, tzinfo=UTC)
BEFORE_WINTER = datetime(2026, 10, 20, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Done:
    """A completion, what is asked, and the moment to ask about: hours after it."""

    at: datetime
    due: int
    repeat: int | None
    hours: float

    @property
    def now(self) -> datetime:
        return self.at + timedelta(hours=self.hours)


@st.composite
def around_its_turn(draw: st.DrawFn) -> Done:
    """Moments within an hour of those on which the answer turns."""
    due, repeat = draw(st.integers(1, 400)), draw(st.none() | st.integers(1, 400))
    at = draw(st.sampled_from([BEFORE_SUMMER, BEFORE_WINTER])) - timedelta(days=draw(st.integers(0, 400)))
    turn = repeat or due
    turning = draw(st.sampled_from([24 * due, 24 * turn, 24 * turn - min(24 * due, 12 * turn)]))
    return Done(at, due, repeat, turning + draw(st.sampled_from([-1.0, -0.5, 0.0, 0.5, 1.0])))


DONE = st.lists(around_its_turn(), min_size=20, max_size=30)


async def answered(session: Any, zone: str, cases: Sequence[Done], expression: str) -> list[Any]:
    """What an expression on `r`, a requirement, and `line` says of each case, in a session of that zone."""
    rows = [
        {"place": place, "due_in_days": one.due, "repeat_every_days": one.repeat, "completed_at": one.at,
         "fresh_from": one.at, "now": one.now}
        for place, one in enumerate(cases)
    ]  # fmt: skip
    await session.execute(text(f"SET LOCAL TimeZone = '{zone}'"))
    found = await session.execute(
        text(f"SELECT {expression} FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(place int, due_in_days int, "
             "repeat_every_days int, completed_at timestamptz, fresh_from timestamptz, now timestamptz), "
             "LATERAL (SELECT r.completed_at, r.fresh_from, r.now) AS line ORDER BY place"),
        {"rows": json.dumps(rows, default=str)},
    )  # fmt: skip
    return list(found.scalars())


@ZONES
@given(generated=DONE)
@FEW
async def test_a_day_has_24_hours_whatever_the_clocks_do(session: Any, zone: str, generated: list[Done]) -> None:
    def in_python(case: Done) -> datetime:
        return rules.first_due_at(case.at, case.due)

    async def in_sql(cases: Sequence[Done]) -> list[datetime]:
        found = await answered(session, zone, cases, queries.first_due_sql("line.completed_at"))
        return [moment.astimezone(UTC) for moment in found]

    examples = [
        Example("over the begin of summer time", Done(BEFORE_SUMMER, 30, None, 0), BEFORE_SUMMER + timedelta(30)),
        Example("over its end", Done(BEFORE_WINTER, 30, None, 0), datetime(2026, 11, 19, 12, tzinfo=UTC)),
    ]
    await compare(in_python, in_sql, examples=examples, generated=generated)


@ZONES
@given(generated=DONE)
@FEW
async def test_what_is_done_is_fresh_until_it_is_asked_anew(session: Any, zone: str, generated: list[Done]) -> None:
    def in_python(case: Done) -> bool:
        line = Line(case.at, case.due, case.repeat, completed_at=case.at, fresh_from=case.at)
        return rules.is_fresh(line, case.now)

    async def in_sql(cases: Sequence[Done]) -> list[bool]:
        return await answered(session, zone, cases, queries.is_fresh_sql("line", "line.now"))

    examples = [
        Example("done once", Done(BEFORE_SUMMER, 30, None, 24 * 4000), True),
        Example("a second before it opens", Done(BEFORE_SUMMER, 30, 60, 24 * 30 - 1 / 3600), True),
        Example("when it opens", Done(BEFORE_SUMMER, 30, 60, 24 * 30), False),
        Example("half a turn ahead at most", Done(BEFORE_SUMMER, 30, 31, 12 * 31 - 1), True),
        Example("and not longer", Done(BEFORE_SUMMER, 30, 31, 12 * 31), False),
    ]
    await compare(in_python, in_sql, examples=examples, generated=generated)
