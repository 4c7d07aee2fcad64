"""What can happen to a running sign-off: it is decided, ends, or is voided because its content changed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.events.feed import publish as publish_event
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Malformed

from governance_api.events import SignoffDecided, SignoffVoided
from governance_api.signoff.signoffs import queries, rules
from governance_api.signoff.signoffs.refusals import ContentChanged, NotYourTurn, OwnWork
from governance_api.signoff.signoffs.rules import Meant, Seat, Seen, StageState, State, Verdict
from governance_api.signoff.signoffs.schemas import Decide
from governance_api.signoff.signoffs.subjects import SUBJECTS
from governance_api.signoff.signoffs.tables import Signoff, SignoffDecision, SignoffSeat, SignoffStage
from governance_api.signoff.signoffs.workdays import Workdays


def open_stage(stage: SignoffStage, workdays: Workdays, *, version: int, now: datetime) -> None:
    """From this version of the sign-off on, this stage's reviewers decide, within its working days."""
    stage.state, stage.opened_at, stage.opened_version = StageState.ACTIVE, now, version
    stage.due_at = rules.add_business_days(now, stage.due_business_days, workdays.holidays)


async def decide(
    session: AsyncSession,
    actor: Actor,
    signoff_id: UUID,
    body: Decide,
    match: Match,
    workdays: Workdays,
    *,
    now: datetime,
) -> Signoff:
    """One reviewer's decision on what they saw; the last that is needed opens the next stage or ends the sign-off."""
    seen = await queries.signoff(session, actor, signoff_id)
    refuse_unless_complete(body)
    await SUBJECTS[seen.subject_type].lock(session, seen.subject_id)
    signoff = await queries.locked(session, signoff_id)  # two reviewers may press at once
    stages = await queries.stages(session, signoff_id)
    seats = await queries.seats(session, signoff_id)
    refuse_unless_it_runs(signoff, actor, body.content_hash)
    refuse_unless_this_stage_is_meant(signoff, stages[signoff.stage], seats, actor, Seen(body.stage, match.versions))
    rows = [seat for seat in seats if seat.stage == signoff.stage]
    row = seat_of(signoff, rows, actor)
    match.check(signoff.version)
    row.verdict, row.decided_by = body.decision.value, actor.person_id
    await _write_down(session, signoff, row, actor, body, now=now)
    signoff.version += 1
    await _advance(session, signoff, stages, rows, body.decision, workdays, now=now)
    said = {"decision": body.decision.value, "stage": row.stage, "state": str(signoff.state)}
    audit.record(session, actor, "signoff.decided", signoff.id, said)
    return signoff


def seats_of(rows: Sequence[SignoffSeat]) -> list[Seat]:
    """Rows as the rules see them."""
    return [Seat(row.id, row.role, row.person_id, row.verdict, row.decided_by) for row in rows]


def refuse_unless_complete(body: Decide) -> None:
    """What a decision must say beside itself."""
    if body.decision == Verdict.REJECT and not body.reason_code:
        raise Malformed("A rejection needs a reason code.", pointer="/reason_code")
    if body.decision == Verdict.APPROVE_IF and not body.comment:
        raise Malformed("Say in a comment on which condition you approve.", pointer="/comment")
    if body.decision == Verdict.REQUEST_CHANGES and not (body.comment or body.reason_code):
        raise Malformed("Say in a comment what should change.", pointer="/comment")


def refuse_own_work(signoff: Signoff, actor: Actor) -> None:
    """Nobody decides on what they wrote or submitted."""
    if actor.person_id in {*signoff.author_ids, signoff.submitted_by}:
        raise OwnWork("You wrote or submitted this. Somebody else must decide.")


def refuse_unless_it_runs(signoff: Signoff, actor: Actor, content_hash: str) -> None:
    """Nobody decides on their own work, on another text than the one they read, or on what has ended."""
    refuse_own_work(signoff, actor)
    if signoff.state == State.VOIDED or signoff.content_hash != content_hash:
        raise ContentChanged(
            "This is not the content you read. Read it again, then decide.",
            content_hash=signoff.content_hash,
            state=signoff.state,
        )
    if signoff.state != State.RUNNING:
        raise NotYourTurn(f"This sign-off is {signoff.state}; nothing is left to decide.", state=signoff.state)


def refuse_unless_this_stage_is_meant(
    signoff: Signoff, stage: SignoffStage, seats: Sequence[SignoffSeat], actor: Actor, seen: Seen
) -> None:
    """A decision belongs to the stage that its reviewer has seen. An outdated version is left to If-Match's refusal."""
    earlier = seats_of([seat for seat in seats if seat.stage < signoff.stage])
    meant = rules.meant(
        seen,
        stage=signoff.stage,
        version=signoff.version,
        opened_version=stage.opened_version,
        had_earlier_say=rules.could_decide_in(earlier, actor.person_id, queries.signing_roles(actor)),
    )
    if meant is Meant.ANOTHER:
        raise NotYourTurn(
            f"This decision is for another stage than the one that is on now, which is {signoff.stage}. "
            "Read the sign-off again, then decide.",
            stage=signoff.stage,
        )
    if meant is Meant.UNSAID:
        raise NotYourTurn(
            f"An earlier stage was yours to decide too. Say which one you mean: stage {signoff.stage} is on now. "
            "Send it as `stage`, or the ETag you have seen as If-Match.",
            stage=signoff.stage,
        )


def seat_of(signoff: Signoff, rows: Sequence[SignoffSeat], actor: Actor) -> SignoffSeat:
    """The seat that the actor decides for, or the refusal that says why there is none."""
    seat = rules.seat_for(seats_of(rows), actor.person_id, queries.signing_roles(actor))
    if seat is None:
        raise NotYourTurn(
            "In this stage no decision of yours is awaited: you are no reviewer here, or your part is done.",
            stage=signoff.stage,
        )
    return next(row for row in rows if row.id == seat.id)


async def _write_down(
    session: AsyncSession, signoff: Signoff, seat: SignoffSeat, actor: Actor, body: Decide, *, now: datetime
) -> None:
    last = await queries.last_link(session, signoff.id)
    sequence, previous_hash = last or (0, rules.first_hash(signoff.id, signoff.content_hash))
    decision = SignoffDecision(
        signoff_id=signoff.id,
        seat_id=seat.id,
        stage=signoff.stage,
        sequence=sequence + 1,
        person_id=actor.person_id,
        role=seat.role,
        decision=body.decision.value,
        reason_code=body.reason_code,
        comment=body.comment,
        content_hash=body.content_hash,
        decided_at=now,
        previous_hash=previous_hash,
        hash="",
    )
    decision.hash = rules.entry_hash(previous_hash, entry(decision))
    session.add(decision)


def entry(decision: SignoffDecision) -> dict[str, Any]:
    """A decision as it is hashed and exported."""
    kept = decision.model_dump(mode="json", include=ENTRY_FIELDS)
    return {**kept, "decided_at": decision.decided_at.astimezone(UTC).isoformat()}


ENTRY_FIELDS = {
    "id", "signoff_id", "stage", "sequence", "person_id", "role", "decision", "reason_code", "comment", "content_hash",
}  # fmt: skip


async def _advance(
    session: AsyncSession,
    signoff: Signoff,
    stages: Sequence[SignoffStage],
    rows: Sequence[SignoffSeat],
    verdict: Verdict,
    workdays: Workdays,
    *,
    now: datetime,
) -> None:
    stage = stages[signoff.stage]
    seats = seats_of(rows)
    outcome = rules.outcome(verdict, seats, stage.needed, last_stage=signoff.stage == len(stages) - 1)
    if outcome != State.RUNNING:
        stage.state = StageState.COMPLETED if outcome == State.APPROVED else StageState.CLOSED
        stage.completed_at = now
        await _end(session, signoff, outcome, now=now)
    elif rules.quorum_reached(seats, stage.needed):
        stage.state, stage.completed_at = StageState.COMPLETED, now
        signoff.stage += 1
        open_stage(stages[signoff.stage], workdays, version=signoff.version, now=now)


async def _end(session: AsyncSession, signoff: Signoff, outcome: State, *, now: datetime) -> None:
    signoff.state, signoff.closed_at = outcome, now
    publish_event(
        session,
        SignoffDecided(
            signoff_id=signoff.id,
            subject_type=signoff.subject_type,
            subject_id=signoff.subject_id,
            state=outcome,
            content_hash=signoff.content_hash,
            decided_at=now,
        ),
        signoff.id,
    )
    await SUBJECTS[signoff.subject_type].settled(session, signoff.subject_id, approved=outcome == State.APPROVED)


async def void(
    session: AsyncSession, actor: audit.Acting, subject_type: str, subject_id: UUID, *, now: datetime
) -> None:
    """The subject's content changed: a sign-off that runs, or ended well, counts for nothing from now on."""
    for signoff in await queries.standing_for(session, subject_type, subject_id):
        signoff.state, signoff.closed_at, signoff.version = State.VOIDED, now, signoff.version + 1
        audit.record(session, actor, "signoff.voided", signoff.id)
        publish_event(
            session,
            SignoffVoided(signoff_id=signoff.id, subject_type=subject_type, subject_id=subject_id, voided_at=now),
            signoff.id,
        )


def chain_holds(signoff: Signoff, decisions: Sequence[SignoffDecision]) -> bool:
    """Whether every decision still hashes to what was written down when it was taken."""
    previous = rules.first_hash(signoff.id, signoff.content_hash)
    for decision in decisions:
        if decision.previous_hash != previous or rules.entry_hash(previous, entry(decision)) != decision.hash:
            return False
        previous = decision.hash
    return True
