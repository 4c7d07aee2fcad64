"""When a requirement may move, whom it concerns, and how one person's line of it stands today. No database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from service_kit.domain.audience import Described, why
from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.web.errors import Malformed, Refusal

from training_api.catalogue.modules.rules import NotCompletable
from training_api.permissions import Permission


class State(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


class Move(StrEnum):
    ACTIVATE = "activate"
    RETIRE = "retire"


class LineState(StrEnum):
    OPEN = "open"
    DONE = "done"
    OVERDUE = "overdue"
    EXEMPT = "exempt"


class NotDraft(Refusal):
    title = "Only a draft can be changed"


class SponsorReasonMissing(Refusal):
    title = "General training is voluntary unless a sponsor says why not"


class SubjectNotPublished(Refusal):
    title = "What is required cannot be learned yet"


class MandatoryHoursCapExceeded(Refusal):
    title = "More mandatory hours a year than anyone may be asked"


class UnknownSubject(Malformed):
    """There is no such track, module or person."""

    title = "It refers to something that is not there"


@dataclass(frozen=True, slots=True)
class Activation:
    """What decides whether a draft can be activated; `people_over` would be asked more hours a year than the cap."""

    phase: str
    published: bool
    sponsored: bool
    people_over: int
    hours_a_year: int
    uncompletable: Sequence[Mapping[str, str]] = ()


def refuse_unless_activatable(found: Activation) -> None:
    """It can be learned, somebody stands for its reason, and nobody is asked too much.

    General-phase training is voluntary; an obligation needs a sponsor beside its reason.
    """
    if not found.published:
        raise SubjectNotPublished
    if found.uncompletable:
        raise NotCompletable(missing=list(found.uncompletable))
    if found.phase == "general" and not found.sponsored:
        raise SponsorReasonMissing
    if found.people_over:
        raise MandatoryHoursCapExceeded(people=found.people_over, hours_a_year=found.hours_a_year)


LIFE = Lifecycle(
    "requirement",
    State,
    {
        (State.DRAFT, Move.ACTIVATE): Step(
            State.ACTIVE,
            Permission.WRITE_REQUIREMENTS,
            check=refuse_unless_activatable,
            word="activated",
            stamp="activated_at",
        ),
        (State.DRAFT, Move.RETIRE): Step(State.RETIRED, Permission.WRITE_REQUIREMENTS, stamp="retired_at"),
        (State.ACTIVE, Move.RETIRE): Step(State.RETIRED, Permission.WRITE_REQUIREMENTS, stamp="retired_at"),
    },
)


@dataclass(frozen=True, slots=True)
class Line:
    """One person's line of a requirement, as it is kept."""

    first_due_at: datetime
    due_in_days: int
    repeat_every_days: int | None = None
    completed_at: datetime | None = None
    fresh_from: datetime | None = None
    exempt_until: datetime | None = None


def line_of(row: Any) -> Line:
    """The line in a row that holds more."""
    return Line(
        first_due_at=row.first_due_at,
        due_in_days=row.due_in_days,
        repeat_every_days=row.repeat_every_days,
        completed_at=row.completed_at,
        fresh_from=row.fresh_from,
        exempt_until=row.exempt_until,
    )


def first_due_at(assigned_at: datetime, due_in_days: int) -> datetime:
    """By when a new line is to be completed. A day has 24 hours, whatever the clocks do; in SQL too."""
    return assigned_at + timedelta(days=due_in_days)


def due_at(line: Line) -> datetime:
    """By when it is next to be completed; for what is done once, when it was due."""
    if line.fresh_from is None or line.repeat_every_days is None:
        return line.first_due_at
    return max(line.first_due_at, line.fresh_from + timedelta(days=line.repeat_every_days))


def opens_again_at(completed_at: datetime, due_in_days: int, repeat_every_days: int) -> datetime:
    """From when a repeated one is asked anew: as long before its due day as people first got, half a turn at most."""
    turn = timedelta(days=repeat_every_days)
    return completed_at + turn - min(timedelta(days=due_in_days), turn / 2)


def is_fresh(line: Line, now: datetime) -> bool:
    """Done, and not yet open again."""
    if line.fresh_from is None or line.repeat_every_days is None:
        return line.completed_at is not None
    return now < opens_again_at(line.fresh_from, line.due_in_days, line.repeat_every_days)


def stands(line: Line, now: datetime) -> LineState:
    """How a line stands today."""
    if is_fresh(line, now):
        return LineState.DONE
    if line.exempt_until is not None and now < line.exempt_until:
        return LineState.EXEMPT
    return LineState.OVERDUE if now > due_at(line) else LineState.OPEN


ATTRIBUTES = {
    "departments": "department",
    "divisions": "division",
    "locations": "location",
    "job_profiles": "job_profile",
    "roles": "role",
}


def matched(applies_to: Mapping[str, Any], person: Described) -> list[tuple[str, str | None]]:
    """Why a person is meant: each attribute with the value that matched, or `everyone`; empty when they are not."""
    return [(ATTRIBUTES.get(name, name), value) for name, value in why(applies_to, person)]
