"""How people's lines stand today, as SQL: which of mine are tasks, and the list of those of a requirement."""

# ruff: noqa: S608 - statements are put together from constants of this file only

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from service_kit.data.statements import Bound, Connected, Statement, run
from service_kit.domain.collections import By, Collection, Selection, derived
from service_kit.domain.filters import Filter, equals, selects
from service_kit.domain.readers import Asking, ReaderStatement
from service_kit.domain.summaries import counting
from service_kit.domain.tasks import NOW, PERSON, task, word_for
from service_kit.identity.auth import Actor, Reader
from service_kit.identity.people import Person
from service_kit.web.errors import Missing
from sqlalchemy import (
    Boolean,
    ColumnElement,
    DateTime,
    Integer,
    Interval,
    Select,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    not_,
    select,
    text,
    true,
)

from training_api.directory.hierarchy.queries import below, own_or_reports, reports
from training_api.directory.people.queries import beginnings, is_named
from training_api.directory.people.tables import FAMILY_NAME
from training_api.learning.completions.tables import Completion
from training_api.permissions import Permission
from training_api.requirements.lines.rules import PLACE, Place
from training_api.requirements.requirements.queries import PART, is_fresh_sql, opens_again_sql
from training_api.requirements.requirements.rules import LineState
from training_api.requirements.requirements.tables import MODULES, TRACKS, Assignment, Exemption, Requirement

LINES = Assignment.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
REQUIREMENTS = Requirement.__table__  # type: ignore[attr-defined]  # as above
EXEMPTIONS = Exemption.__table__  # type: ignore[attr-defined]  # as above
COMPLETIONS = Completion.__table__  # type: ignore[attr-defined]  # as above
PEOPLE = Person.__table__  # type: ignore[attr-defined]  # as above
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


# -- the lines of one person

# What one person holds is read first, by the person's index: otherwise the planner may read everybody's completions.
_OF_PERSON = Statement(
    text(f"""
WITH held AS MATERIALIZED (
    SELECT c.module_id, max(c.completed_at) AS completed_at
    FROM completions c LEFT JOIN completions taken ON taken.reverses = c.id
    WHERE c.person_id = :person AND c.reverses IS NULL AND taken.id IS NULL
    GROUP BY c.module_id
)
SELECT a.requirement_id, a.assigned_at, a.first_due_at, a.completed_at, a.fresh_from,
    r.track_id, r.module_id, coalesce(r.track_id, r.module_id) AS subject_id,
    r.applies_to, r.due_in_days, r.repeat_every_days,
    r.reason, r.legal_basis, r.sponsor_id,
    coalesce(t.code, s.code) AS subject_code, coalesce(t.title, s.title) AS subject_title,
    (SELECT max(e.until) FROM exemptions e WHERE e.person_id = a.person_id AND e.requirement_id = a.requirement_id)
        AS exempt_until,
    (SELECT coalesce(sum(m.minutes), 0) FROM modules m WHERE {PART} AND NOT EXISTS (
        SELECT FROM held c WHERE c.module_id = m.id
        AND (r.repeat_every_days IS NULL OR {opens_again_sql("c.completed_at")} > :now)
    )) AS minutes
FROM assignments a JOIN requirements r ON r.id = a.requirement_id
LEFT JOIN tracks t ON t.id = r.track_id LEFT JOIN modules s ON s.id = r.module_id
WHERE a.person_id = :person AND (CAST(:due AS timestamptz) IS NULL
    OR (a.first_due_at, a.requirement_id) > (CAST(:due AS timestamptz), CAST(:after AS uuid)))
ORDER BY a.first_due_at, a.requirement_id LIMIT :limit
""").bindparams(
        bindparam("person", type_=Uuid),
        NOW,
        bindparam("due", type_=DateTime(timezone=True)),
        bindparam("after", type_=Uuid),
        bindparam("limit", type_=Integer),
    )
)


def lines_of(
    person_id: UUID, now: datetime, *, after: tuple[datetime, UUID] | None = None, limit: int | None = None
) -> Bound[list[Any]]:
    """A person's lines, soonest due first: all, or so many after a line's first due moment and requirement.

    Each with its requirement, its subject, and the minutes still to be learned.
    """
    due, line = after or (None, None)
    return _OF_PERSON.rows(person=person_id, now=now, due=due, after=line, limit=limit)


_SEEN = ReaderStatement(
    lambda asking: select(*PEOPLE.c).where(PEOPLE.c.id == PERSON, _sees_lines_of(asking.actor, PEOPLE.c.id))
)


def _sees_lines_of(actor: Reader, person_id: Any) -> ColumnElement[bool]:
    """A system that may ask of one person at a time may ask of anybody."""
    everybody = actor.person is None or actor.may(Permission.READ_LINES)
    return true() if everybody else own_or_reports(actor, person_id)


async def person_seen(on: Connected, actor: Actor, person_id: UUID) -> Any:
    """A person whose lines the reader may see: themselves, whoever is above them, who reads everybody's; else 404."""
    found = await run(on, _SEEN.first(actor, person=person_id))
    if found is None:
        raise Missing
    return found


# -- the lines of one requirement

HEADS = PEOPLE.alias("heads")
REQUIREMENT = bindparam("requirement", type_=Uuid)
Short = Annotated[str, Field(max_length=128)]
_LET_OFF = (
    select(EXEMPTIONS.c.person_id, func.max(EXEMPTIONS.c.until).label("until"))
    .where(EXEMPTIONS.c.requirement_id == REQUIREMENT, EXEMPTIONS.c.until > NOW)
    .group_by(EXEMPTIONS.c.person_id)
    .subquery("let_off")
)
_LINE = (
    select(
        *LINES.c,
        REQUIREMENTS.c.due_in_days,
        REQUIREMENTS.c.repeat_every_days,
        _LET_OFF.c.until.label("exempt_until"),
        # As the index has it; `due_at` above says the same of what is kept.
        func.greatest(LINES.c.first_due_at, LINES.c.renews_at, type_=DateTime(timezone=True)).label("due_at"),
        NOW.label("now"),
    )
    .join_from(LINES, REQUIREMENTS, REQUIREMENTS.c.id == LINES.c.requirement_id)
    .outerjoin(_LET_OFF, _LET_OFF.c.person_id == LINES.c.person_id)
    .where(LINES.c.requirement_id == REQUIREMENT)
    .subquery("r")
)
STATE: ColumnElement[str] = stands(_LINE.c)


def _is_in(state: LineState, _asking: Asking) -> ColumnElement[bool]:
    """As `STATE` says it, after what the index on the day can answer by itself."""
    late = _LINE.c.due_at < _LINE.c.now
    narrowed: dict[LineState, ColumnElement[bool]] = {
        LineState.OVERDUE: late,
        LineState.OPEN: not_(late),
        LineState.DONE: _LINE.c.completed_at.is_not(None),
        LineState.EXEMPT: _LINE.c.exempt_until.is_not(None),
    }
    return and_(narrowed[state], STATE.in_([state.value]))


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Whoever reads everybody's lines sees all, a manager those of the people below and not their own."""
    return true() if actor.may(Permission.READ_LINES) else reports(actor, _LINE.c.person_id)


# People and heads are joined so that a count which asks nothing of them does not read them.
LIST = Collection(
    "requirement-lines",
    select(
        _LINE.c.person_id,
        *(PEOPLE.c[name] for name in ("given_name", "family_name", "employee_number", *PLACE)),
        HEADS.c.id.label("head_id"),
        (HEADS.c.given_name + " " + HEADS.c.family_name).label("head_name"),
        *(_LINE.c[name] for name in ("assigned_at", "due_at", "completed_at", "exempt_until")),
        STATE.label("state"),
    )
    .select_from(_LINE)
    .outerjoin(PEOPLE, PEOPLE.c.id == _LINE.c.person_id)
    .outerjoin(HEADS, HEADS.c.id == PEOPLE.c.manager_id),
    key=_LINE.c.person_id,
    sorts={
        "due_at": (By(_LINE.c.due_at),),
        "name": (By(FAMILY_NAME), By(PEOPLE.c.given_name)),
        "department": (By(PEOPLE.c.department, empty=""), By(FAMILY_NAME)),
        "completed_at": (By(_LINE.c.completed_at, empty=datetime(9999, 1, 1, tzinfo=UTC)),),
    },
    default="due_at",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={
        "state": Filter(LineState, _is_in),
        **{name: equals(PEOPLE.c[name], Short) for name in PLACE},
        "manager": selects(lambda head: below(head, _LINE.c.person_id), UUID, "Everybody below this manager."),
        "person": equals(_LINE.c.person_id, UUID),
    },
    searched=is_named,
    terms=beginnings,
    personal=True,
)
PLACES = replace(LIST, filters={name: one for name, one in LIST.filters.items() if name != "state"})
"""What narrows the numbers by place: a state is no choice there, all stand side by side."""
BY_STATE = counting("state")
BY_PLACE = {name: counting(name, "state") for name in PLACE}
_IS_THERE = Statement(select(REQUIREMENTS.c.id).where(REQUIREMENTS.c.id == REQUIREMENT))


async def refuse_unless_there(on: Connected, requirement_id: UUID) -> None:
    """404 when there is no such requirement."""
    if await run(on, _IS_THERE.value(requirement=requirement_id)) is None:
        raise Missing


async def by_place(
    on: Connected, actor: Actor, wanted: Selection, requirement_id: UUID, by: Place, *, now: datetime
) -> dict[str | None, dict[str, int]]:
    """How the lines of a requirement stand in each department, or other place: one statement."""
    values = {"requirement": requirement_id}
    found: dict[str | None, dict[str, int]] = {}
    for row in await run(on, derived(PLACES, actor, wanted, BY_PLACE[by], now=now, values=values)):
        found.setdefault(getattr(row, by), {})[row.state] = row.number
    return found
