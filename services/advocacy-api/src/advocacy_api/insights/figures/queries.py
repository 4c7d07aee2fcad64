"""Every statement of figures about advocacy."""

from typing import Any

from service_kit.data.statements import Statement
from service_kit.domain.insights import among, group_key, month_column, place_column
from service_kit.identity.matching import PEOPLE
from sqlalchemy import ColumnElement, DateTime, and_, bindparam, func, select

from advocacy_api.ambassadors.ambassadors.queries import ambassadors
from advocacy_api.ambassadors.ambassadors.rules import State
from advocacy_api.sharing.clicks.tables import Clicks
from advocacy_api.sharing.shares.tables import Share

CLICKS = Clicks.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
SHARES_MADE = Share.__table__  # type: ignore[attr-defined]  # as above
BEGIN = bindparam("begin", type_=DateTime(timezone=True))
END = bindparam("end", type_=DateTime(timezone=True))
LIVING = [state for state in State if state is not State.ALUMNI]


def _activation(by: str, own: bool) -> Statement:
    begun = and_(ambassadors.c.activated_at >= BEGIN, ambassadors.c.activated_at < END)
    # By month who began in it; by place how far those are who were put forward before the period ended.
    known = begun if by == "month" else ambassadors.c.nominated_at < END
    alive = and_(ambassadors.c.person_id == PEOPLE.c.id, ambassadors.c.state != State.ALUMNI.value, known)
    key: ColumnElement[Any] = month_column(ambassadors.c.activated_at) if by == "month" else place_column(by)
    found = (
        select(PEOPLE.c.id, group_key(key), ambassadors.c.state)
        .join_from(PEOPLE, ambassadors, alive, isouter=by != "month")
        .where(among(own))
        .subquery("found")
    )
    counted = [func.count().filter(found.c.state == state.value).label(state.value) for state in LIVING]
    people = func.count(found.c.id.distinct()).label("people")
    # Every parameter is asked for in each form, so that all are run alike.
    asked = BEGIN < END
    return Statement(select(found.c.key, people, *counted).where(asked).group_by(found.c.key))


def _shares(by: str, own: bool) -> Statement:
    made = SHARES_MADE.alias("made")  # the clicks of the period's shares, not those of all years
    clicked = (
        select(CLICKS.c.share_id, func.sum(CLICKS.c.clicks).label("clicks"))
        .join(made, made.c.id == CLICKS.c.share_id)
        .where(made.c.created_at >= BEGIN, made.c.created_at < END)
        .group_by(CLICKS.c.share_id)
        .subquery("clicked")
    )
    key: ColumnElement[Any] = month_column(SHARES_MADE.c.created_at) if by == "month" else place_column(by)
    found = (
        select(SHARES_MADE.c.person_id, group_key(key), func.coalesce(clicked.c.clicks, 0).label("clicks"))
        .join_from(SHARES_MADE, PEOPLE, PEOPLE.c.id == SHARES_MADE.c.person_id)
        .outerjoin(clicked, clicked.c.share_id == SHARES_MADE.c.id)
        .where(SHARES_MADE.c.created_at >= BEGIN, SHARES_MADE.c.created_at < END, among(own))
        .subquery("found")
    )
    return Statement(
        select(
            found.c.key,
            func.count(found.c.person_id.distinct()).label("people"),
            func.count().label("shares"),
            func.sum(found.c.clicks).label("clicks"),
        ).group_by(found.c.key)
    )


_BY = ("department", "division", "location", "month")
ACTIVATION = {(by, own): _activation(by, own) for by in _BY for own in (False, True)}
SHARES = {(by, own): _shares(by, own) for by in _BY for own in (False, True)}
"""By how they are grouped, and whether only the reader's own people are counted."""
