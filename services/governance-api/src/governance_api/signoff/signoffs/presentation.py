"""Rows of sign-offs as bodies out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from service_kit.identity.auth import Actor

from governance_api.signoff.signoffs import actions, rules
from governance_api.signoff.signoffs.queries import Whole, signing_roles
from governance_api.signoff.signoffs.rules import StageState, State
from governance_api.signoff.signoffs.schemas import (
    DecisionOut,
    DiffLinkOut,
    MomentOut,
    RecordEntryOut,
    RecordOut,
    SeatOut,
    SignoffOut,
    SignoffSummaryOut,
    StageOut,
    TurnOut,
)
from governance_api.signoff.signoffs.tables import Signoff, SignoffSeat, SignoffStage


def summary_out(row: Any, *, now: datetime) -> SignoffSummaryOut:
    """A row of the list as a body."""
    signoff: Signoff = row[0]
    return SignoffSummaryOut(
        **_plain(signoff),
        stage_name=row.stage_name,
        stages_total=row.stages_total,
        due_at=row.due_at,
        overdue=_overdue(signoff.state, row.due_at, now),
        my_turn=row.my_turn,
        my_decision=row.my_decision,
    )


def signoff_out(whole: Whole, actor: Actor, *, now: datetime) -> SignoffOut:
    """A sign-off with its stages, whose turn it is, and its timeline."""
    signoff, stage = whole.signoff, whole.stages[whole.signoff.stage]
    here = [seat for seat in whole.seats if seat.stage == signoff.stage and signoff.state == State.RUNNING]
    mine = [decision.decision for decision in whole.decisions if _is(actor, decision.person_id)]
    return SignoffOut(
        **_plain(signoff),
        stage_name=stage.name,
        stages_total=len(whole.stages),
        due_at=stage.due_at,
        overdue=_overdue(signoff.state, stage.due_at, now),
        my_turn=_my_turn(signoff, here, actor),
        my_decision=mine[-1] if mine else None,
        reviewer_module=signoff.reviewer_module,
        stages=[_stage_out(each, whole.seats, now) for each in whole.stages],
        whose_turn=[
            TurnOut(role=seat.role, person=seat.person_id, due_at=stage.due_at) for seat in here if seat.verdict is None
        ],
        decisions=[DecisionOut.model_validate(decision) for decision in whole.decisions],
        diff=_diff(signoff),
        timeline=_timeline(whole),
        version=signoff.version,
    )


def _plain(signoff: Signoff) -> dict[str, Any]:
    fields = SignoffSummaryOut.model_fields.keys() & Signoff.model_fields.keys()
    return signoff.model_dump(include=set(fields))


def _overdue(state: str, due_at: datetime | None, now: datetime) -> bool:
    return state == State.RUNNING and due_at is not None and due_at < now


def _is(actor: Actor, person_id: object) -> bool:
    return actor.person is not None and actor.person.id == person_id


def _my_turn(signoff: Signoff, here: Sequence[SignoffSeat], actor: Actor) -> bool:
    if actor.person is None or actor.person.id in {*signoff.author_ids, signoff.submitted_by}:
        return False
    return rules.seat_for(actions.seats_of(here), actor.person.id, signing_roles(actor)) is not None


def _stage_out(stage: SignoffStage, seats: Sequence[SignoffSeat], now: datetime) -> StageOut:
    own = [seat for seat in seats if seat.stage == stage.position]
    return StageOut(
        **stage.model_dump(exclude={"signoff_id", "position", "quorum"}),
        quorum=int(stage.quorum) if stage.quorum.isdigit() else stage.quorum,
        approvals=sum(seat.verdict in rules.APPROVALS for seat in own),
        overdue=stage.state == StageState.ACTIVE and stage.due_at is not None and stage.due_at < now,
        reviewers=[
            SeatOut(
                role=seat.role,
                person=seat.person_id,
                stands_in_for=seat.stands_in_for,
                decision=seat.verdict,
                decided_by=seat.decided_by,
            )
            for seat in own
        ],
    )


def _diff(signoff: Signoff) -> DiffLinkOut | None:
    subject = signoff.subject
    if "compared_to" not in subject:
        return None
    before, after = subject["compared_to"], subject["number"]
    href = f"/guidelines/{subject['guideline_id']}/diff?from={before}&to={after}"
    return DiffLinkOut(href=href, from_number=before, to_number=after)


def _timeline(whole: Whole) -> list[MomentOut]:
    signoff = whole.signoff
    moments = [MomentOut(at=signoff.submitted_at, kind="submitted", person_id=signoff.submitted_by)]
    for stage in whole.stages:
        if stage.opened_at:
            opened = {"name": stage.name, "due_at": stage.due_at.isoformat() if stage.due_at else None}
            moments.append(MomentOut(at=stage.opened_at, kind="stage-opened", stage=stage.position, detail=opened))
        moments += [
            MomentOut(
                at=decision.decided_at,
                kind="decided",
                stage=decision.stage,
                person_id=decision.person_id,
                detail={"decision": decision.decision, "comment": decision.comment},
            )
            for decision in whole.decisions
            if decision.stage == stage.position
        ]
        if stage.completed_at and stage.state == StageState.COMPLETED:
            moments.append(
                MomentOut(
                    at=stage.completed_at, kind="stage-completed", stage=stage.position, detail={"name": stage.name}
                )
            )
    if signoff.closed_at:
        moments.append(MomentOut(at=signoff.closed_at, kind=signoff.state))
    return moments


def record_out(whole: Whole) -> RecordOut:
    """The record that an auditor takes away."""
    signoff = whole.signoff
    fields = RecordOut.model_fields.keys() & Signoff.model_fields.keys()
    return RecordOut(
        signoff_id=signoff.id,
        **signoff.model_dump(include=set(fields)),
        entries=[
            RecordEntryOut(
                sequence=decision.sequence,
                entry=actions.entry(decision),
                previous_hash=decision.previous_hash,
                hash=decision.hash,
            )
            for decision in whole.decisions
        ],
        intact=actions.chain_holds(signoff, whole.decisions),
    )
