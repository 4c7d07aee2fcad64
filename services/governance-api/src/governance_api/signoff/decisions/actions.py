"""What a reviewer can do: decide."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from service_kit.data.database import AsyncSession
from service_kit.domain.lifecycle import carry_out
from service_kit.identity.auth import Actor
from service_kit.web.concurrency import Match

from governance_api.events import SignoffDecided
from governance_api.signoff.decisions import queries, rules
from governance_api.signoff.decisions.rules import NotYourTurn, Seen
from governance_api.signoff.decisions.schemas import Decide
from governance_api.signoff.seats import queries as seats
from governance_api.signoff.seats.queries import as_seats, signing_roles
from governance_api.signoff.seats.rules import could_decide_in, quorum_reached, seat_for
from governance_api.signoff.seats.tables import SignoffSeat
from governance_api.signoff.signoffs import queries as signoffs
from governance_api.signoff.signoffs.actions import SUBJECTS, open_stage
from governance_api.signoff.signoffs.queries import Whole
from governance_api.signoff.signoffs.rules import LIFE, Move, StageState
from governance_api.signoff.signoffs.tables import Signoff, SignoffDecision, SignoffStage


async def decide(
    session: AsyncSession,
    actor: Actor,
    seen: Any,
    match: Match,
    body: Decide,
    holidays: Collection[date],
    *,
    now: datetime,
) -> Whole:
    """One reviewer's decision on what they saw; the last that is needed opens the next stage or ends the sign-off.

    `seen` is the sign-off as the reviewer may see it.
    """
    rules.refuse_unless_explained(body.decision, body.reason_code, body.comment)
    lock_of_subject = SUBJECTS[seen.subject_type].lock(seen.subject_id)
    subject, whole = await signoffs.whole_locked(session, lock_of_subject, seen.id, actor)  # two may press at once
    signoff, stages = whole.signoff, whole.stages
    stage = stages[signoff.stage]
    refuse_own_work(signoff, actor)
    rules.refuse_unless_it_runs(signoff.state, signoff.content_hash, body.content_hash)
    refuse_unless_this_stage_is_meant(signoff, stage, whole.seats, actor, Seen(body.stage, match.versions))
    rows = [seat for seat in whole.seats if seat.stage == signoff.stage]
    row = seat_of(signoff, rows, actor)
    match.check(signoff.version)
    row.verdict, row.decided_by = body.decision.value, actor.person_id
    decision = _decision(whole, row, actor, body, now=now)
    move = rules.move_of(body.decision, as_seats(rows), stage.needed, last_stage=stage is stages[-1])
    _carry_out(session, signoff, subject, move, row, actor, now=now)
    _advance(signoff, stages, rows, move, holidays, now=now)
    session.put(seats.FILL, [row.model_dump()])
    session.put(queries.RECORD, [decision.model_dump()])
    session.put(signoffs.MOVE, [signoff.model_dump()])
    session.put(signoffs.MOVE_STAGES, [one.model_dump() for one in stages[stage.position : signoff.stage + 1]])
    return replace(whole, decisions=[*whole.decisions, decision])


def refuse_own_work(signoff: Any, actor: Actor) -> None:
    """Nobody decides on what they wrote or submitted."""
    rules.refuse_own_work(actor.person_id, {*signoff.author_ids, signoff.submitted_by})


def refuse_unless_this_stage_is_meant(
    signoff: Signoff, stage: SignoffStage, all_seats: Sequence[SignoffSeat], actor: Actor, seen: Seen
) -> None:
    """Whether the stage that is on is the one that the reviewer has seen."""
    earlier = as_seats([seat for seat in all_seats if seat.stage < signoff.stage])
    meant = rules.meant(
        seen,
        stage=signoff.stage,
        version=signoff.version,
        opened_version=stage.opened_version,
        had_earlier_say=could_decide_in(earlier, actor.person_id, signing_roles(actor)),
    )
    rules.refuse_unless_this_stage_is_meant(meant, signoff.stage)


def seat_of(signoff: Signoff, rows: Sequence[SignoffSeat], actor: Actor) -> SignoffSeat:
    """The seat that the actor decides for, or the refusal that says why there is none."""
    seat = seat_for(as_seats(rows), actor.person_id, signing_roles(actor))
    if seat is None:
        raise NotYourTurn(case="no-seat", stage=signoff.stage)
    return next(row for row in rows if row.id == seat.id)


def _decision(whole: Whole, seat: SignoffSeat, actor: Actor, body: Decide, *, now: datetime) -> SignoffDecision:
    """The next link of the record."""
    signoff = whole.signoff
    last = whole.decisions[-1] if whole.decisions else None
    previous_hash = last.hash if last else rules.first_hash(signoff.id, signoff.content_hash)
    decision = SignoffDecision(
        signoff_id=signoff.id,
        seat_id=seat.id,
        stage=signoff.stage,
        sequence=last.sequence + 1 if last else 1,
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
    decision.hash = rules.entry_hash(previous_hash, rules.entry(decision))
    return decision


def _carry_out(
    session: AsyncSession, signoff: Signoff, subject: Any, move: Move, seat: SignoffSeat, actor: Actor, *, now: datetime
) -> None:
    moved = LIFE.move(signoff.state, move, actor, first=actor.person_id)
    details = {"decision": seat.verdict, "stage": seat.stage, "state": moved.to.value}
    if move is Move.DECIDE:
        carry_out(session, signoff, moved, actor, now=now, details=details)
        return
    decided = SignoffDecided(
        signoff_id=signoff.id,
        subject_type=signoff.subject_type,
        subject_id=signoff.subject_id,
        state=moved.to,
        content_hash=signoff.content_hash,
        decided_at=now,
    )
    carry_out(session, signoff, moved, actor, now=now, details=details, event=decided)
    SUBJECTS[signoff.subject_type].end(session, actor, subject, approved=move is Move.APPROVE, now=now)


def _advance(
    signoff: Signoff,
    stages: Sequence[SignoffStage],
    rows: Sequence[SignoffSeat],
    move: Move,
    holidays: Collection[date],
    *,
    now: datetime,
) -> None:
    """Complete or close the stage that was on, and open the next one."""
    stage = stages[signoff.stage]
    if move in (Move.REQUEST_CHANGES, Move.REJECT):
        stage.state, stage.completed_at = StageState.CLOSED, now
    elif move is Move.APPROVE:
        stage.state, stage.completed_at = StageState.COMPLETED, now
    elif quorum_reached(as_seats(rows), stage.needed):
        stage.state, stage.completed_at = StageState.COMPLETED, now
        signoff.stage += 1
        open_stage(stages[signoff.stage], holidays, version=signoff.version, now=now)
