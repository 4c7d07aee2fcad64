"""How a person's lines stand today, as SQL, and which of them are tasks."""

from typing import Any

from service_kit.domain.tasks import NOW, PERSON, task, word_for
from sqlalchemy import Boolean, ColumnElement, Interval, Select, case, exists, func, literal_column, select

from training_api.learning.completions.tables import Completion
from training_api.requirements.requirements.queries import PART, is_fresh_sql, opens_again_sql
from training_api.requirements.requirements.rules import LineState
from training_api.requirements.requirements.tables import MODULES, TRACKS, Assignment, Exemption, Requirement

LINES = Assignment.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
REQUIREMENTS = Requirement.__table__  # type: ignore[attr-defined]  # as above
EXEMPTIONS = Exemption.__table__  # type: ignore[attr-defined]  # as above
COMPLETIONS = Completion.__table__  # type: ignore[attr-defined]  # as above
REVERSALS = COMPLETIONS.alias("reversals")
DAY: ColumnElement[Any] = literal_column("interval '24 hours'", Interval)


def due_at(line: Any) -> ColumnElement[Any]:
    """`rules.due_at`, of columns with the names of `rules.Line`."""
    return func.greatest(line.first_due_at, line.fresh_from + line.repeat_every_days * DAY)


def stands(line: Any) -> ColumnElement[str]:
    """`rules.stands` at its `now`, of columns with the names of `rules.Line` in what a statement calls `r`."""
    return case(
        (literal_column(is_fresh_sql("r", "r.now"), Boolean), LineState.DONE.value),
        (line.now < line.exempt_until, LineState.EXEMPT.value),
        (line.now > due_at(line), LineState.OVERDUE.value),
        else_=LineState.OPEN.value,
    )


_EXEMPT_UNTIL = (
    select(func.max(EXEMPTIONS.c.until))
    .where(EXEMPTIONS.c.person_id == LINES.c.person_id, EXEMPTIONS.c.requirement_id == LINES.c.requirement_id)
    .scalar_subquery()
)
_MINE = (
    select(
        *(LINES.c[name] for name in ("requirement_id", "first_due_at", "completed_at", "fresh_from")),
        *(REQUIREMENTS.c[name] for name in ("track_id", "module_id", "due_in_days", "repeat_every_days", "reason")),
        _EXEMPT_UNTIL.label("exempt_until"),
        NOW.label("now"),
    )
    .join_from(LINES, REQUIREMENTS, REQUIREMENTS.c.id == LINES.c.requirement_id)
    .where(LINES.c.person_id == PERSON)
    .subquery("r")
)
_WAITING = (
    select(_MINE).where(stands(_MINE.c).in_([LineState.OPEN.value, LineState.OVERDUE.value])).cte("waiting").alias("r")
)
# What one person has learned is read first, by the person's index: otherwise the planner may read all completions.
_LEARNED = (
    select(COMPLETIONS.c.module_id, func.max(COMPLETIONS.c.completed_at).label("at"))
    .where(
        COMPLETIONS.c.person_id == PERSON,
        COMPLETIONS.c.reverses.is_(None),
        ~exists().where(REVERSALS.c.reverses == COMPLETIONS.c.id),
    )
    .group_by(COMPLETIONS.c.module_id)
    .cte("learned")
    .prefix_with("MATERIALIZED")
)
_MODULE = MODULES.alias("m")
_STILL_COUNTS = literal_column(f"(r.repeat_every_days IS NULL OR {opens_again_sql('learned.at')} > r.now)", Boolean)
_MINUTES = (
    select(func.coalesce(func.sum(_MODULE.c.minutes), 0))
    .where(
        literal_column(PART, Boolean),
        ~exists().where(_LEARNED.c.module_id == _MODULE.c.id, _STILL_COUNTS).correlate(_MODULE),
    )
    .scalar_subquery()
)
TASKS = (
    select(
        *task(
            "requirement",
            id=_WAITING.c.requirement_id,
            subject_type=case((_WAITING.c.track_id.is_not(None), "track"), else_="module"),
            subject_id=func.coalesce(_WAITING.c.track_id, _WAITING.c.module_id),
            subject_code=func.coalesce(TRACKS.c.code, MODULES.c.code),
            subject_title=func.coalesce(TRACKS.c.title, MODULES.c.title),
            reason=word_for(_WAITING.c.completed_at.is_not(None), {True: "RequiredAgain", False: "Required"}),
            params=func.jsonb_build_object("text", _WAITING.c.reason),
            due_at=due_at(_WAITING.c),
            minutes=_MINUTES,
        )
    )
    .select_from(_WAITING)
    .outerjoin(TRACKS, TRACKS.c.id == _WAITING.c.track_id)
    .outerjoin(MODULES, MODULES.c.id == _WAITING.c.module_id)
)
"""My lines that are open or overdue, with the minutes still to be learned; the reason is what people wrote."""


def unless_required(begun: Select[Any]) -> Select[Any]:
    """Tasks about modules, without those that a line asks as well: a module is named once."""
    required = select(_WAITING.c.module_id).where(_WAITING.c.module_id.is_not(None))
    return begun.where(begun.selected_columns.subject_id.not_in(required))
