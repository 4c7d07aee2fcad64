"""Every statement of figures about acknowledgements and sign-offs."""

from typing import Any, Literal

from service_kit.data.statements import Statement
from service_kit.domain.insights import among, group_key, place_column
from service_kit.domain.readers import NOW
from service_kit.identity.matching import PEOPLE
from sqlalchemy import (
    ColumnElement,
    DateTime,
    Float,
    Interval,
    Text,
    and_,
    bindparam,
    cast,
    extract,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from governance_api.acknowledgements.acknowledgements.queries import ASKS, GUIDELINES
from governance_api.acknowledgements.acknowledgements.rules import State
from governance_api.signoff.seats.rules import APPROVALS, Verdict
from governance_api.signoff.signoffs.queries import decisions, stages

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


def _signoff_times(by: str, own: bool) -> Statement:
    """Each stage that ended, with the person whose decision ended it, and its elapsed hours."""
    later = decisions.alias("later")
    last = (
        select(func.max(later.c.sequence))
        .where(later.c.signoff_id == stages.c.signoff_id, later.c.stage == stages.c.position)
        .correlate(stages)
        .scalar_subquery()
    )
    brought = and_(
        decisions.c.signoff_id == stages.c.signoff_id,
        decisions.c.stage == stages.c.position,
        decisions.c.sequence == last,
    )
    hours = cast(extract("epoch", stages.c.completed_at - stages.c.opened_at), Float) / literal_column("3600.0", Float)
    key, decision = place_column(by), decisions.c.decision
    approved = decision.in_(sorted(verdict.value for verdict in APPROVALS))
    return Statement(
        select(
            group_key(key),
            func.count(PEOPLE.c.id.distinct()).label("people"),
            func.count().label("stages"),
            func.count().filter(approved).label("approved"),
            func.count().filter(decision == Verdict.REQUEST_CHANGES.value).label("changes_requested"),
            func.count().filter(decision == Verdict.REJECT.value).label("rejected"),
            func.jsonb_agg(hours, type_=JSONB).label("hours"),
        )
        .join_from(stages, decisions, brought)
        .join(PEOPLE, PEOPLE.c.id == decisions.c.person_id)
        .where(stages.c.completed_at >= BEGIN, stages.c.completed_at < END, among(own))
        .group_by(key)
    )


SIGNOFF_TIMES = {
    (by, own): _signoff_times(by, own) for by in ("department", "division", "location") for own in (False, True)
}
"""As `ACKNOWLEDGEMENTS`."""
