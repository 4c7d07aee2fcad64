"""When a requirement may move, whom it concerns, and how one person's line of it stands today. No database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from service_kit.identity.auth import Actor
from service_kit.web.errors import Forbidden, Malformed, Refusal


class State(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


class Move(StrEnum):
    ACTIVATE = "activate"
    RETIRE = "retire"


MOVES: dict[tuple[State, Move], State] = {
    (State.DRAFT, Move.ACTIVATE): State.ACTIVE,
    (State.DRAFT, Move.RETIRE): State.RETIRED,
    (State.ACTIVE, Move.RETIRE): State.RETIRED,
}


class LineState(StrEnum):
    OPEN = "open"
    DONE = "done"
    OVERDUE = "overdue"
    EXEMPT = "exempt"


class MoveNotAllowed(Refusal):
    title = "The requirement is not in the right state"


class NotDraft(Refusal):
    title = "Only a draft can be changed"


class SponsorReasonMissing(Refusal):
    title = "General training is voluntary unless a sponsor says why not"


class SubjectNotPublished(Refusal):
    title = "What is required cannot be learned yet"


class MandatoryHoursCapExceeded(Refusal):
    title = "More mandatory hours a year than anyone may be asked"


class OwnExemption(Forbidden):
    title = "A person cannot exempt themselves"


class UnknownSubject(Malformed):
    """There is no such track, module or person."""

    title = "It refers to something that is not there"


def next_state(state: State, move: Move) -> State:
    """Where a move leads; 409 from a state that does not allow it."""
    if (state, move) not in MOVES:
        allowed = [before for before, known in MOVES if known == move]
        raise MoveNotAllowed(f"A requirement that is {state} cannot {move}; it must be {' or '.join(allowed)}.")
    return MOVES[state, move]


def refuse_unless_sponsored(phase: str, sponsored: bool) -> None:
    """General-phase training is voluntary; an obligation needs somebody who stands for its reason."""
    if phase == "general" and not sponsored:
        raise SponsorReasonMissing("Name the sponsor of this obligation in sponsor_id, beside the reason.")


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


def due_at(line: Line) -> datetime:
    """By when it is next to be completed; for what is done once, when it was due."""
    if line.fresh_from is None or line.repeat_every_days is None:
        return line.first_due_at
    return max(line.first_due_at, line.fresh_from + timedelta(days=line.repeat_every_days))


def _is_fresh(line: Line, now: datetime) -> bool:
    """Done, and not yet open again: it opens as long before its due day as people first got, half a turn at most."""
    if line.fresh_from is None or line.repeat_every_days is None:
        return line.completed_at is not None
    turn = timedelta(days=line.repeat_every_days)
    return now < line.fresh_from + turn - min(timedelta(days=line.due_in_days), turn / 2)


def stands(line: Line, now: datetime) -> LineState:
    """How a line stands today."""
    due = due_at(line)
    if _is_fresh(line, now):
        return LineState.DONE
    if line.exempt_until is not None and now < line.exempt_until:
        return LineState.EXEMPT
    return LineState.OVERDUE if now > due else LineState.OPEN


class Audience(Protocol):
    """Whom a requirement names; nobody named is everyone."""

    @property
    def job_profiles(self) -> Sequence[str]: ...
    @property
    def departments(self) -> Sequence[str]: ...
    @property
    def divisions(self) -> Sequence[str]: ...
    @property
    def roles(self) -> Sequence[str]: ...


class Described(Protocol):
    """What decides whether a requirement is meant for a person."""

    @property
    def job_profile(self) -> str | None: ...
    @property
    def department(self) -> str | None: ...
    @property
    def division(self) -> str | None: ...
    @property
    def roles(self) -> Sequence[str]: ...


def matched(audience: Audience, person: Described) -> list[tuple[str, str | None]]:
    """Why a person is meant: each attribute with the value that matched; `everyone` when nobody is named."""
    if not (audience.job_profiles or audience.departments or audience.divisions or audience.roles):
        return [("everyone", None)]
    found: list[tuple[str, str | None]] = []
    for attribute, named, value in (
        ("job_profile", audience.job_profiles, person.job_profile),
        ("department", audience.departments, person.department),
        ("division", audience.divisions, person.division),
    ):
        if value is not None and value in named:
            found.append((attribute, value))
    found.extend(("role", role) for role in sorted(set(person.roles) & set(audience.roles)))
    return found


def may_see_lines(actor: Actor, person_id: UUID, manager_id: UUID | None, permission: str) -> bool:
    """A person's lines are seen by that person, their manager, and whoever keeps requirements."""
    return actor.may(permission) or (actor.person is not None and actor.person.id in (person_id, manager_id))
