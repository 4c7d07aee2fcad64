"""Every statement of figures about acknowledgements."""

from typing import Any, Literal

from service_kit.data.statements import Statement
from service_kit.domain.insights import among, group_key, place_column
from service_kit.domain.readers import NOW
from service_kit.identity.matching import PEOPLE
from sqlalchemy import ColumnElement, DateTime, Interval, Text, and_, bindparam, cast, func, literal_column, select

from governance_api.acknowledgements.acknowledgements.queries import ASKS, GUIDELINES
from governance_api.acknowledgements.acknowledgements.rules import State

BEGIN = bindparam("begin", type_=DateTime(timezone=True))
END = bindparam("end", type_=DateTime(timezone=True))
PlaceOrVersion = Literal["department", "division", "location", "version"]
DAYS = (1, 3, 7, 14, 28)


def _within(days: int) -> ColumnElement[Any]:
    answered = ASKS.c.answered_at < ASKS.c.asked_at + literal_column(f"interval '{days * 24} hours'", Interval)
    return func.count().filter(ASKS.c.accepted.is_not(None), answered).label(f"within_{days}")


def _acknowledgements(by: str, own: bool) -> Statement:
    is_open = ASKS.c.state == State.OPEN.value
    version = GUIDELINES.c.code + literal_column("' '", Text) + cast(ASKS.c.version_number, Text)
    key = version if by == "version" else place_column(by)
    return Statement(
        select(
            group_key(key),
            func.count(ASKS.c.person_id.distinct()).label("people"),
            func.count().label("asked"),
            func.count().filter(ASKS.c.accepted).label("accepted"),
            func.count().filter(ASKS.c.accepted.is_(False)).label("declined"),
            func.count().filter(is_open).label("open"),
            func.count().filter(and_(is_open, ASKS.c.due_at <= NOW)).label("overdue"),
            *(_within(days) for days in DAYS),
        )
        .join_from(ASKS, PEOPLE, PEOPLE.c.id == ASKS.c.person_id)
        .join(GUIDELINES, GUIDELINES.c.id == ASKS.c.guideline_id)
        .where(ASKS.c.state != State.SUPERSEDED.value, ASKS.c.asked_at >= BEGIN, ASKS.c.asked_at < END, among(own))
        .group_by(key)
    )


ACKNOWLEDGEMENTS = {
    (by, own): _acknowledgements(by, own)
    for by in ("department", "division", "location", "version")
    for own in (False, True)
}
"""By how they are grouped, and whether only the reader's own people are counted."""
