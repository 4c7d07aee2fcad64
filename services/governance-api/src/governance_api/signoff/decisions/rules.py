"""Which decision may be taken, on what was seen, and what a decision does; the chain that records it."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from service_kit.web.errors import Forbidden, Malformed, Refusal

from governance_api.signoff.seats.rules import Seat, Verdict, quorum_reached
from governance_api.signoff.signoffs.rules import Move, State


class OwnWork(Forbidden):
    title = "You cannot sign your own work"


class ContentChanged(Refusal):
    title = "The content has changed"


class NotYourTurn(Refusal):
    """Also said by constraints, when somebody decides at the same moment."""

    title = "It is not your turn"


class ReviewerModuleMissing(Refusal):
    title = "The reviewer's module is not completed"


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


def refuse_unless_explained(decision: Verdict, reason_code: str | None, comment: str | None) -> None:
    """What a decision must say beside itself."""
    if decision is Verdict.REJECT and not reason_code:
        raise Malformed(case="reason-code", pointer="/reason_code")
    if decision is Verdict.APPROVE_IF and not comment:
        raise Malformed(case="condition", pointer="/comment")
    if decision is Verdict.REQUEST_CHANGES and not (comment or reason_code):
        raise Malformed(case="what-to-change", pointer="/comment")


def refuse_own_work(person_id: UUID, authors: Collection[UUID]) -> None:
    """Nobody decides on what they wrote or submitted."""
    if person_id in authors:
        raise OwnWork()


def refuse_unless_it_runs(state: str, content_hash: str, read: str) -> None:
    """Nobody decides on another text than the one they read, or on what has ended."""
    if state == State.VOIDED or content_hash != read:
        raise ContentChanged(content_hash=content_hash, state=state)
    if state != State.RUNNING:
        raise NotYourTurn(case="ended", state=state)


def refuse_unless_this_stage_is_meant(said: Meant, stage: int) -> None:
    """A decision belongs to the stage that its reviewer has seen. An outdated version is left to If-Match's refusal."""
    if said is Meant.ANOTHER:
        raise NotYourTurn(case="other-stage", stage=stage)
    if said is Meant.UNSAID:
        raise NotYourTurn(case="stage-unsaid", stage=stage)


def move_of(verdict: Verdict, seats: Sequence[Seat], needed: int, *, last_stage: bool) -> Move:
    """What a decision does to the sign-off: a request for changes or a rejection ends it at once."""
    if verdict is Verdict.REJECT:
        return Move.REJECT
    if verdict is Verdict.REQUEST_CHANGES:
        return Move.REQUEST_CHANGES
    return Move.APPROVE if last_stage and quorum_reached(seats, needed) else Move.DECIDE


# --- the record ---------------------------------------------------------------------------------------------


def first_hash(signoff_id: UUID, content_hash: str) -> str:
    """Where a sign-off's chain of decisions starts: this sign-off of this content."""
    return hashlib.sha256(f"{signoff_id}\n{content_hash}".encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON with sorted names, no blanks and no escapes beyond what JSON needs: what is hashed."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def entry_hash(previous_hash: str, entry: Mapping[str, Any]) -> str:
    """The hash of a decision and of all that went before it."""
    return hashlib.sha256(f"{previous_hash}\n{canonical(entry)}".encode()).hexdigest()


def text_holds(content: Any | None, content_hash: str) -> bool:
    """Whether the text that is kept is the one that was decided on; of one that was not kept nothing is known."""
    return content is None or hashlib.sha256(canonical(content).encode()).hexdigest() == content_hash


class Decided(Protocol):
    """What the record keeps of a decision, whatever row or copy carries it."""

    id: UUID
    signoff_id: UUID
    stage: int
    sequence: int
    person_id: UUID
    role: str | None
    decision: str
    reason_code: str | None
    comment: str | None
    content_hash: str
    decided_at: datetime
    previous_hash: str
    hash: str


def entry(decision: Decided) -> dict[str, Any]:
    """A decision as it is hashed and exported."""
    return {
        "id": str(decision.id),
        "signoff_id": str(decision.signoff_id),
        "stage": decision.stage,
        "sequence": decision.sequence,
        "person_id": str(decision.person_id),
        "role": decision.role,
        "decision": decision.decision,
        "reason_code": decision.reason_code,
        "comment": decision.comment,
        "content_hash": decision.content_hash,
        "decided_at": decision.decided_at.astimezone(UTC).isoformat(),
    }


def chain_holds(signoff_id: UUID, content_hash: str, decisions: Sequence[Decided]) -> bool:
    """Whether every decision still hashes to what was written down when it was taken."""
    previous = first_hash(signoff_id, content_hash)
    for decision in decisions:
        if decision.previous_hash != previous or entry_hash(previous, entry(decision)) != decision.hash:
            return False
        previous = decision.hash
    return True
