"""What can happen to a sign-off: it starts, is voided because its content changed, and outlives its reviewers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound
from service_kit.domain.lifecycle import carry_out
from service_kit.identity.auth import Actor
from service_kit.record import audit

from governance_api.events import SignoffVoided
from governance_api.people import queries as people
from governance_api.signoff.seats import queries as seat_queries
from governance_api.signoff.seats.queries import as_seats
from governance_api.signoff.seats.rules import out_of_reach, seats_needed, stand_in
from governance_api.signoff.seats.tables import SignoffSeat
from governance_api.signoff.signoffs import queries, rules
from governance_api.signoff.signoffs.queries import Whole
from governance_api.signoff.signoffs.rules import LIFE, Move, StageState, State
from governance_api.signoff.signoffs.tables import Signoff, SignoffContent, SignoffStage

DIRECTORY = audit.SystemActor("directory")


class Lock(Protocol):
    """The statement that locks the subject's row and answers it.

    It is locked before its sign-off, by everyone, so that two never wait for each other.
    """

    def __call__(self, subject_id: UUID, /) -> Bound[Any]: ...


class Content(Protocol):
    """What was submitted, as it is hashed: canonical JSON of it has the hash that decisions are bound to."""

    def __call__(self, kept: Sequence[dict[str, Any]], /) -> list[dict[str, Any]]: ...


class End(Protocol):
    """What the end of a sign-off does to its subject, whose locked row it gets."""

    def __call__(
        self, session: AsyncSession, actor: audit.Acting, subject: Any, /, *, approved: bool, now: datetime
    ) -> None: ...


@dataclass(frozen=True)
class Subject:
    """One kind of subject that can be signed off."""

    lock: Lock
    end: End
    content: Content


SUBJECTS: dict[str, Subject] = {}


def register(subject_type: str, subject: Subject) -> None:
    """Let subjects of this type be signed off; `main.py` names them all."""
    SUBJECTS[subject_type] = subject


@dataclass(frozen=True)
class Submission:
    """What is submitted: a subject, its content with its hash, and who wrote it."""

    type: str
    id: UUID
    subject: Mapping[str, Any]
    content: Sequence[dict[str, Any]]
    content_hash: str
    author_ids: tuple[UUID, ...]


async def start(
    session: AsyncSession,
    actor: Actor,
    template: Any,
    submission: Submission,
    holidays: Collection[date],
    *,
    now: datetime,
) -> Signoff:
    """A running sign-off with its own copy of the template's stages; the first one opens."""
    signoff = Signoff(
        subject_type=submission.type,
        subject_id=submission.id,
        subject=dict(submission.subject),
        content_hash=submission.content_hash,
        template_id=template.id,
        template_name=template.name,
        reviewer_module=template.reviewer_module,
        author_ids=list(submission.author_ids),
        submitted_by=actor.person_id,
        submitted_at=now,
    )
    stages = [_stage(signoff.id, place, stage) for place, stage in enumerate(template.stages)]
    seats = [_seats(signoff.id, place, stage["reviewers"]) for place, stage in enumerate(template.stages)]
    await refuse_unless_reachable(session, stages, seats, {*submission.author_ids, actor.person_id})
    open_stage(stages[0], holidays, version=signoff.version, now=now)
    session.put(queries.ADD, [signoff.model_dump()])
    session.put(queries.ADD_STAGES, [stage.model_dump() for stage in stages])
    session.put(seat_queries.ADD, [seat.model_dump() for row in seats for seat in row])
    kept = SignoffContent(signoff_id=signoff.id, content=list(submission.content))
    session.put(queries.KEEP, [kept.model_dump()])
    return signoff


def open_stage(stage: SignoffStage, holidays: Collection[date], *, version: int, now: datetime) -> None:
    """From this version of the sign-off on, this stage's reviewers decide, within its working days."""
    stage.state, stage.opened_at, stage.opened_version = StageState.ACTIVE, now, version
    stage.due_at = rules.add_business_days(now, stage.due_business_days, holidays)


def _stage(signoff_id: UUID, position: int, stage: dict[str, Any]) -> SignoffStage:
    return SignoffStage(
        signoff_id=signoff_id,
        position=position,
        name=stage["name"],
        kind=stage["kind"],
        quorum=str(stage["quorum"]),
        needed=seats_needed(stage["quorum"], len(stage["reviewers"])),
        due_business_days=stage["due_business_days"],
    )


def _seats(signoff_id: UUID, stage: int, reviewers: Sequence[dict[str, Any]]) -> list[SignoffSeat]:
    return [
        SignoffSeat(
            signoff_id=signoff_id,
            stage=stage,
            role=reviewer.get("role"),
            person_id=UUID(reviewer["person"]) if reviewer.get("person") else None,
        )
        for reviewer in reviewers
    ]


async def refuse_unless_reachable(
    session: AsyncSession,
    stages: Sequence[SignoffStage],
    seats: Sequence[Sequence[SignoffSeat]],
    authors: Collection[UUID],
) -> None:
    """Every stage can reach its quorum with reviewers who are here and did not write it."""
    named = {seat.person_id for row in seats for seat in row if seat.person_id}
    unable = (named - await people.active_among(session, named)) | named.intersection(authors)
    short = [
        stage.name
        for stage, row in zip(stages, seats, strict=True)
        if out_of_reach(as_seats(row), stage.needed, unable)
    ]
    if short:
        raise rules.QuorumOutOfReach(stages=short, people=sorted(map(str, unable)))


async def void(
    session: AsyncSession, actor: audit.Acting, subject_type: str, subject_id: UUID, *, now: datetime
) -> None:
    """The subject's content changed: a sign-off that runs, or ended well, counts for nothing from now on."""
    for signoff in await queries.standing_locked(session, subject_type, subject_id):
        moved = LIFE.move(signoff.state, Move.VOID, actor)
        event = SignoffVoided(signoff_id=signoff.id, subject_type=subject_type, subject_id=subject_id, voided_at=now)
        carry_out(session, signoff, moved, actor, now=now, event=event)


async def pass_on(session: AsyncSession, leavers: Sequence[UUID], *, now: datetime) -> None:
    """Every decision that still waits for one of these people waits for a head above them from now on."""
    gone = set(leavers) - await people.active_among(session, leavers)
    waiting = await queries.awaiting(session, gone)
    heads = await people.heads_above(session, gone) if waiting else {}
    for found in waiting:
        lock = SUBJECTS[found.subject_type].lock(found.subject_id)  # in the order of whoever decides
        subject, whole = await queries.whole_locked(session, lock, found.id)
        if whole.signoff.state == State.RUNNING:
            await _pass_seats(session, whole, subject, gone, heads, now=now)


async def _pass_seats(
    session: AsyncSession,
    whole: Whole,
    subject: Any,
    gone: Collection[UUID],
    heads: Mapping[UUID, Sequence[UUID]],
    *,
    now: datetime,
) -> None:
    """Pass the free seats of who left; void what nobody is left to decide."""
    signoff = whole.signoff
    seats = [seat for seat in whole.seats if seat.stage >= signoff.stage]
    authors = {*signoff.author_ids, signoff.submitted_by}
    for seat in seats:
        if seat.person_id in gone and seat.verdict is None:
            taken = authors.union(*map(_held_by, _beside(seats, seat.stage)))
            _pass_seat(session, signoff, seat, heads.get(seat.person_id, ()), taken=taken)
    signoff.version += 1
    session.put(seat_queries.PASS, [seat.model_dump() for seat in seats])
    session.put(queries.MOVE, [signoff.model_dump()])
    waiting = [stage for stage in whole.stages if stage.position >= signoff.stage]
    unable = authors.union(gone)
    if any(out_of_reach(as_seats(_beside(seats, stage.position)), stage.needed, unable) for stage in waiting):
        await void(session, DIRECTORY, signoff.subject_type, signoff.subject_id, now=now)
        SUBJECTS[signoff.subject_type].end(session, DIRECTORY, subject, approved=False, now=now)


def _pass_seat(
    session: AsyncSession, signoff: Signoff, seat: SignoffSeat, heads: Sequence[UUID], *, taken: Collection[UUID]
) -> None:
    head = stand_in(heads, taken)
    if head is None:
        return
    passed = {"stage": seat.stage, "from": str(seat.person_id), "to": str(head)}
    audit.record(session, DIRECTORY, "signoff.passed-on", signoff.id, passed)
    seat.stands_in_for, seat.person_id = seat.stands_in_for or seat.person_id, head


def _beside(seats: Sequence[SignoffSeat], stage: int) -> list[SignoffSeat]:
    return [seat for seat in seats if seat.stage == stage]


def _held_by(seat: SignoffSeat) -> set[UUID]:
    return {person_id for person_id in (seat.person_id, seat.decided_by) if person_id is not None}
