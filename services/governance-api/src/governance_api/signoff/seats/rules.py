"""Whose seats there are in a stage, who takes over, and when enough of them approved."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Verdict(StrEnum):
    """What a reviewer can decide."""

    APPROVE = "approve"
    APPROVE_IF = "approve-if"
    REQUEST_CHANGES = "request-changes"
    REJECT = "reject"


APPROVALS = frozenset({Verdict.APPROVE, Verdict.APPROVE_IF})


@dataclass(frozen=True)
class Seat:
    """One reviewer's place in a stage: a named person, or whoever of a role decides first."""

    id: UUID
    role: str | None
    person_id: UUID | None
    verdict: str | None = None
    decided_by: UUID | None = None


def seats_needed(quorum: str | int, reviewers: int) -> int:
    """How many approvals a stage needs."""
    if quorum == "all":
        return reviewers
    if quorum == "any":
        return 1
    return int(quorum)


def quorum_reached(seats: Sequence[Seat], needed: int) -> bool:
    """Enough of the stage's seats approved."""
    return sum(seat.verdict in APPROVALS for seat in seats) >= needed


def out_of_reach(seats: Sequence[Seat], needed: int, unable: Collection[UUID]) -> bool:
    """So many named reviewers cannot decide, since they left or wrote it, that the quorum can never be reached."""
    able = sum(seat.verdict in APPROVALS or seat.person_id is None or seat.person_id not in unable for seat in seats)
    return able < needed


def stand_in(heads: Sequence[UUID], taken: Collection[UUID]) -> UUID | None:
    """Who decides for a reviewer who left: the nearest head above them who has no say in it yet."""
    return next((head for head in heads if head not in taken), None)


def seat_for(seats: Sequence[Seat], person_id: UUID, roles: Collection[str]) -> Seat | None:
    """The free seat a person may decide for: their own before a role's; one decision per person and stage."""
    if any(seat.decided_by == person_id for seat in seats):
        return None
    free = [seat for seat in seats if seat.verdict is None]
    own = next((seat for seat in free if seat.person_id == person_id), None)
    return own or next((seat for seat in free if seat.role is not None and seat.role in roles), None)


def could_decide_in(seats: Sequence[Seat], person_id: UUID, roles: Collection[str]) -> bool:
    """Whether one of these seats was the person's to fill, by name, by role or because they filled it."""
    return any(person_id in (seat.person_id, seat.decided_by) or seat.role in roles for seat in seats)
