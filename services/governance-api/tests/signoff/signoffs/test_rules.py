"""How a sign-off lives and when its stages are due, without a database."""

from datetime import UTC, date, datetime

from governance_api.signoff.signoffs import rules
from governance_api.signoff.signoffs.rules import LIFE, Move, State
from hypothesis import given
from hypothesis import strategies as st
from service_kit.domain.twins import walk

DRAWN = """
    running decide running own
    running approve approved nobody
    running request-changes changes-requested nobody
    running reject rejected nobody
    running void voided nobody
    approved void voided nobody
"""


def test_every_pair_leads_where_it_is_drawn_or_is_refused() -> None:
    assert walk(LIFE, DRAWN) == len(State) * len(Move)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)), st.integers(0, 60))  # noqa: DTZ001 - made aware below
def test_a_due_date_is_a_working_day(start: datetime, days: int) -> None:
    free = {date(2026, 12, 25), date(2027, 1, 1)}
    due = rules.add_business_days(start.replace(tzinfo=UTC), days, free)
    assert due.time() == start.time()
    if days:
        assert due.weekday() < 5
        assert due.date() not in free
    assert rules.add_business_days(start.replace(tzinfo=UTC), days + 1, free) > due
