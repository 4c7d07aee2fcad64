"""The team as one statement: who is below a leader, and how each stands with learning and certificates."""

from typing import Any

from service_kit.domain.readers import NOW
from service_kit.domain.teams import team_list
from service_kit.identity.matching import PEOPLE
from sqlalchemy import ColumnElement, and_, exists, func, literal_column, select

from training_api.certification.certificates.queries import TRUE, certificates
from training_api.certification.certificates.rules import State
from training_api.learning.completions.queries import completions, taken_back
from training_api.requirements.lines.queries import EXEMPTIONS, LINES, REQUIREMENTS, due_at, stands
from training_api.requirements.requirements.rules import LineState

_EXEMPT_UNTIL = (
    select(func.max(EXEMPTIONS.c.until))
    .where(EXEMPTIONS.c.person_id == LINES.c.person_id, EXEMPTIONS.c.requirement_id == LINES.c.requirement_id)
    .scalar_subquery()
)
_LINES = (
    select(
        *(LINES.c[name] for name in ("first_due_at", "completed_at", "fresh_from")),
        *(REQUIREMENTS.c[name] for name in ("due_in_days", "repeat_every_days")),
        _EXEMPT_UNTIL.label("exempt_until"),
        NOW.label("now"),
    )
    .join_from(LINES, REQUIREMENTS, REQUIREMENTS.c.id == LINES.c.requirement_id)
    .where(LINES.c.person_id == PEOPLE.c.id)
    .correlate(PEOPLE)
    .subquery("r")
)
"""The lines of one person of the team."""
_line_state = stands(_LINES.c)
_WAITING = _line_state.in_([LineState.OPEN.value, LineState.OVERDUE.value])


def _counted(**conditions: ColumnElement[bool]) -> list[Any]:
    """Names and numbers of the rows that fit, for `jsonb_build_object`."""
    return [part for name, where in conditions.items() for part in (name, func.count().filter(where))]


_REQUIREMENTS = select(
    func.jsonb_build_object(
        *_counted(
            open=_line_state == LineState.OPEN.value,
            overdue=_line_state == LineState.OVERDUE.value,
            done=_line_state == LineState.DONE.value,
            exempt=_line_state == LineState.EXEMPT.value,
        ),
        "next_due_at",
        func.min(due_at(_LINES.c)).filter(_WAITING),
    )
).scalar_subquery()
_is_valid = TRUE.in_([State.VALID.value])
_CERTIFICATES = (
    select(
        func.jsonb_build_object(
            *_counted(valid=_is_valid, expiring=and_(_is_valid, certificates.c.renewable_from <= NOW)),
            "next_until",
            func.min(certificates.c.valid_until).filter(_is_valid),
        )
    )
    .where(certificates.c.person_id == PEOPLE.c.id, certificates.c.is_current)
    .correlate(PEOPLE)
    .scalar_subquery()
)
# The week alone: when on a day somebody learned is theirs.
_LAST_WEEK = (
    select(func.to_char(func.timezone("UTC", func.max(completions.c.completed_at)), 'IYYY-"W"IW'))
    .where(completions.c.person_id == PEOPLE.c.id, completions.c.reverses.is_(None))
    .where(~exists().where(taken_back.c.reverses == completions.c.id).correlate(completions))
    .correlate(PEOPLE)
    .scalar_subquery()
)
_LATE = select(literal_column("1")).select_from(_LINES).where(_line_state == LineState.OVERDUE.value).exists()
TEAM = team_list(
    _REQUIREMENTS.label("requirements"),
    _CERTIFICATES.label("certificates"),
    _LAST_WEEK.label("last_learning_week"),
    overdue=_LATE,
)
"""The lists by depth; late is who has an overdue requirement."""
