"""How stages follow one another, who may decide, and when a quorum is reached: pure decisions."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID


class State(StrEnum):
    """The life of a sign-off."""

    RUNNING = "running"
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes-requested"
    REJECTED = "rejected"
    VOIDED = "voided"


class StageState(StrEnum):
    """The life of one stage."""

    WAITING = "waiting"
    ACTIVE = "active"
    COMPLETED = "completed"
    CLOSED = "closed"


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


def outcome(verdict: str, seats: Sequence[Seat], needed: int, *, last_stage: bool) -> State:
    """The sign-off's state after a decision: a request for changes or a rejection ends it at once."""
    if verdict == Verdict.REJECT:
        return State.REJECTED
    if verdict == Verdict.REQUEST_CHANGES:
        return State.CHANGES_REQUESTED
    return State.APPROVED if last_stage and quorum_reached(seats, needed) else State.RUNNING


def seat_for(seats: Sequence[Seat], person_id: UUID, roles: Collection[str]) -> Seat | None:
    """The free seat a person may decide for: their own before a role's; one decision per person and stage."""
    if any(seat.decided_by == person_id for seat in seats):
        return None
    free = [seat for seat in seats if seat.verdict is None]
    own = next((seat for seat in free if seat.person_id == person_id), None)
    return own or next((seat for seat in free if seat.role is not None and seat.role in roles), None)


class Meant(StrEnum):
    """What a decision says about the stage that its reviewer has seen, measured by the one that is on."""

    THIS = "this"
    ANOTHER = "another"
    UNSAID = "unsaid"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reviewer says of the sign-off they decide on: its stage, its versions (If-Match), both or neither."""

    stage: int | None = None
    versions: frozenset[int] | None = None


def could_decide_in(seats: Sequence[Seat], person_id: UUID, roles: Collection[str]) -> bool:
    """Whether one of these seats was the person's to fill, by name, by role or because they filled it."""
    return any(person_id in (seat.person_id, seat.decided_by) or seat.role in roles for seat in seats)


def meant(seen: Seen, *, stage: int, version: int, opened_version: int | None, had_earlier_say: bool) -> Meant:
    """Which stage a decision is for, as its words tell.

    A decision sent twice must not decide the next stage, nor one that was sent while the stage before was still on.
    So a body that names nothing counts only where no other stage can be meant: in the first one in which the reviewer
    has a say. A version older than the stage was seen in another stage; any other old version is just not the newest.
    """
    if seen.stage is not None and seen.stage != stage:
        return Meant.ANOTHER
    if seen.versions is not None and version not in seen.versions:
        is_older = opened_version is not None and all(named < opened_version for named in seen.versions)
        return Meant.ANOTHER if is_older and seen.versions else Meant.CHANGED
    if seen.stage is None and seen.versions is None and had_earlier_say:
        return Meant.UNSAID
    return Meant.THIS


def add_business_days(start: datetime, days: int, holidays: Collection[date]) -> datetime:
    """The same time of day so many working days later: weekends and holidays do not count."""
    due = start
    left = days
    while left > 0:
        due += timedelta(days=1)
        if due.weekday() < 5 and due.date() not in holidays:
            left -= 1
    return due


# --- the record ---------------------------------------------------------------------------------------------


def first_hash(signoff_id: UUID, content_hash: str) -> str:
    """Where a sign-off's chain of decisions starts: this sign-off of this content."""
    return hashlib.sha256(f"{signoff_id}\n{content_hash}".encode()).hexdigest()


def entry_hash(previous_hash: str, entry: Mapping[str, Any]) -> str:
    """The hash of a decision and of all that went before it."""
    canonical = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous_hash}\n{canonical}".encode()).hexdigest()
