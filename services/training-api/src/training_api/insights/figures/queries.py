"""Every statement of figures about learning; the same rule of how a line stands as everywhere."""

from datetime import UTC, datetime
from typing import Any

from service_kit.data.statements import Statement
from service_kit.domain.insights import Figures, among, group_key, month_column, place_column
from service_kit.domain.readers import NOW
from service_kit.identity.matching import PEOPLE
from sqlalchemy import ColumnElement, DateTime, Select, and_, bindparam, func, or_, select

from training_api.certification.certificates.queries import TRUE, certificates
from training_api.certification.certificates.rules import State
from training_api.requirements.lines.queries import EXEMPTIONS, LINES, REQUIREMENTS, due_at, stands
from training_api.requirements.lines.rules import PLACE
from training_api.requirements.requirements.rules import LineState

BEGIN = bindparam("begin", type_=DateTime(timezone=True))
END = bindparam("end", type_=DateTime(timezone=True))
EVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))
PLACES = ("department", "division", "location")
_LET_OFF = (
    select(EXEMPTIONS.c.person_id, EXEMPTIONS.c.requirement_id, func.max(EXEMPTIONS.c.until).label("until"))
    .where(EXEMPTIONS.c.until > NOW)
    .group_by(EXEMPTIONS.c.person_id, EXEMPTIONS.c.requirement_id)
    .subquery("let_off")
)


def _compliance(by: str, own: bool) -> Statement:
    same = and_(_LET_OFF.c.person_id == LINES.c.person_id, _LET_OFF.c.requirement_id == LINES.c.requirement_id)
    lines = (
        select(
            LINES.c.person_id,
            group_key(place_column(by)),
            *(LINES.c[name] for name in ("first_due_at", "completed_at", "fresh_from")),
            *(REQUIREMENTS.c[name] for name in ("due_in_days", "repeat_every_days")),
            _LET_OFF.c.until.label("exempt_until"),
            NOW.label("now"),
        )
        .join_from(LINES, REQUIREMENTS, REQUIREMENTS.c.id == LINES.c.requirement_id)
        .join(PEOPLE, PEOPLE.c.id == LINES.c.person_id)
        .outerjoin(_LET_OFF, same)
        .where(among(own))
        .subquery("r")
    )
    due = due_at(lines.c)
    standing = (
        select(lines.c.key, lines.c.person_id, stands(lines.c).label("state"))
        .where(due >= BEGIN, due < END)
        .subquery("standing")
    )
    counted = [func.count().filter(standing.c.state == state.value).label(state.value) for state in LineState]
    people = func.count(standing.c.person_id.distinct()).label("people")
    return Statement(select(standing.c.key, people, func.count().label("lines"), *counted).group_by(standing.c.key))


def _certificates(by: str, own: bool) -> Statement:
    ends = and_(certificates.c.valid_until >= BEGIN, certificates.c.valid_until < END)
    # By month only what ends in one is counted; by place all valid ones are.
    which = ends if by == "month" else or_(certificates.c.valid_until.is_(None), certificates.c.valid_until > NOW)
    key: ColumnElement[Any] = month_column(certificates.c.valid_until) if by == "month" else place_column(by)
    found: Select[Any] = (
        select(certificates.c.person_id, group_key(key), ends.label("ends"))
        .join_from(certificates, PEOPLE, PEOPLE.c.id == certificates.c.person_id)
        .where(certificates.c.is_current, TRUE.in_([State.VALID.value]), which, among(own))
    )
    one = found.subquery("found")
    return Statement(
        select(
            one.c.key,
            func.count(one.c.person_id.distinct()).label("people"),
            func.count().label("valid"),
            func.count().filter(one.c.ends).label("expiring"),
        ).group_by(one.c.key)
    )


def _directory(by: str) -> Statement:
    """Of everybody whom the directory knows, also who has left; whom HR gave no number is a newcomer."""
    valid = select(certificates.c.person_id).where(certificates.c.is_current, TRUE.in_([State.VALID.value]))
    holders = valid.distinct().subquery("holders")
    key, here = group_key(place_column(by)), PEOPLE.c.active
    return Statement(
        select(
            key,
            func.count().label("people"),
            func.count().filter(here).label("active"),
            func.count().filter(here, PEOPLE.c.employee_number.is_(None)).label("newcomers"),
            func.count().filter(here, holders.c.person_id.is_not(None)).label("certified"),
        )
        .outerjoin_from(PEOPLE, holders, holders.c.person_id == PEOPLE.c.id)
        .group_by(key)
    )


DIRECTORY: Figures = {(by, False): _directory(by) for by in PLACE}
COMPLIANCE = {(by, own): _compliance(by, own) for by in PLACES for own in (False, True)}
CERTIFICATES = {(by, own): _certificates(by, own) for by in (*PLACES, "month") for own in (False, True)}
"""By how they are grouped, and whether only the reader's own people are counted."""
