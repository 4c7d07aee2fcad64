"""Bodies out of sign-offs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from service_kit.identity.auth import Actor
from service_kit.web.schemas import BodyOut, Instant

from governance_api.signoff.seats.queries import as_seats, signing_roles
from governance_api.signoff.seats.rules import APPROVALS
from governance_api.signoff.signoffs.queries import Whole
from governance_api.signoff.signoffs.rules import LIFE, StageState, State, is_turn_of
from governance_api.signoff.signoffs.tables import Signoff, SignoffStage


class SeatOut(BodyOut):
    """A reviewer's place: a role or a person, and what was decided for it.

    `stands_in_for` is the reviewer who left, when the seat passed to a head above them.
    """

    role: str | None
    person: UUID | None
    stands_in_for: UUID | None
    decision: str | None
    decided_by: UUID | None


class StageOut(BodyOut):
    name: str
    kind: str
    quorum: str | int
    needed: int
    approvals: int
    due_business_days: int
    state: str
    opened_at: Instant | None
    due_at: Instant | None
    completed_at: Instant | None
    overdue: bool
    reviewers: list[SeatOut]


class DecisionOut(BodyOut):
    id: UUID
    stage: int
    person_id: UUID
    role: str | None
    decision: str
    reason_code: str | None
    comment: str | None
    content_hash: str
    decided_at: Instant


class TurnOut(BodyOut):
    """Somebody whose decision is awaited now."""

    role: str | None
    person: UUID | None
    due_at: Instant | None


class DiffLinkOut(BodyOut):
    """Where to read what changed: a path below this service's public prefix."""

    href: str
    from_number: int = Field(serialization_alias="from")
    to_number: int = Field(serialization_alias="to")


class RoundOut(BodyOut):
    """The round before this one of the same subject; `same_content`: this one is about the identical text."""

    id: UUID
    state: str
    submitted_at: Instant
    closed_at: Instant | None
    same_content: bool


class MomentOut(BodyOut):
    """One thing that happened: submitted, stage-opened, decided, stage-completed or the end."""

    at: Instant
    kind: str
    stage: int | None = None
    person_id: UUID | None = None
    detail: dict[str, Any] = Field(default_factory=dict)


class SignoffSummaryOut(BodyOut):
    """A sign-off as it stands in a list; `my_turn` is the reader's own."""

    id: UUID
    state: str
    subject_type: str
    subject_id: UUID
    subject: dict[str, Any]
    content_hash: str
    template_id: UUID
    template_name: str
    stage: int
    stage_name: str
    stages_total: int
    due_at: Instant | None
    overdue: bool
    my_turn: bool
    my_decision: str | None
    submitted_by: UUID
    submitted_at: Instant
    closed_at: Instant | None
    allowed: list[str] = Field(default=[], description="`decide` when it is the caller's turn.")


class SignoffOut(SignoffSummaryOut):
    """A sign-off with its stages, whose turn it is, and all that was decided."""

    reviewer_module: str | None
    stages: list[StageOut]
    whose_turn: list[TurnOut]
    decisions: list[DecisionOut]
    diff: DiffLinkOut | None
    previous: RoundOut | None = Field(description="What changed since: `.../rounds/{id}/diff` of the version.")
    timeline: list[MomentOut]
    version: int


def summary_out(row: Any, actor: Actor, *, now: datetime) -> SignoffSummaryOut:
    """A row of the list as a body."""
    computed = {"overdue": _overdue(row.state, row.due_at, now), "allowed": _allowed(row.state, actor, row.my_turn)}
    kept = {name: getattr(row, name) for name in SignoffSummaryOut.model_fields.keys() - computed.keys()}
    return SignoffSummaryOut(**kept, **computed)


def _allowed(state: str, actor: Actor, my_turn: bool) -> list[str]:
    return LIFE.allowed(state, actor, first=[actor.id] if my_turn else [])


def signoff_out(whole: Whole, actor: Actor, *, now: datetime) -> SignoffOut:
    """A sign-off with its stages, whose turn it is, and its timeline."""
    signoff, stage = whole.signoff, whole.stages[whole.signoff.stage]
    here = [seat for seat in whole.seats if seat.stage == signoff.stage and signoff.state == State.RUNNING]
    mine = [decision.decision for decision in whole.decisions if _is(actor, decision.person_id)]
    my_turn = _my_turn(signoff, here, actor)
    return SignoffOut(
        **_plain(signoff),
        stage_name=stage.name,
        stages_total=len(whole.stages),
        due_at=stage.due_at,
        overdue=_overdue(signoff.state, stage.due_at, now),
        my_turn=my_turn,
        allowed=_allowed(signoff.state, actor, my_turn),
        my_decision=mine[-1] if mine else None,
        reviewer_module=signoff.reviewer_module,
        stages=[_stage_out(each, whole.seats, now) for each in whole.stages],
        whose_turn=[
            TurnOut(role=seat.role, person=seat.person_id, due_at=stage.due_at) for seat in here if seat.verdict is None
        ],
        decisions=[DecisionOut.model_validate(decision) for decision in whole.decisions],
        diff=_diff(signoff),
        previous=_previous(whole),
        timeline=_timeline(whole),
        version=signoff.version,
    )


PLAIN = SignoffSummaryOut.model_fields.keys() & Signoff.model_fields.keys()
PLAIN_OF_STAGE = StageOut.model_fields.keys() & SignoffStage.model_fields.keys() - {"quorum"}


def _plain(signoff: Any) -> dict[str, Any]:
    return {name: getattr(signoff, name) for name in PLAIN}


def _overdue(state: str, due_at: datetime | None, now: datetime) -> bool:
    return state == State.RUNNING and due_at is not None and due_at < now


def _is(actor: Actor, person_id: object) -> bool:
    return actor.person is not None and actor.person.id == person_id


def _my_turn(signoff: Any, here: Sequence[Any], actor: Actor) -> bool:
    return actor.person is not None and is_turn_of(
        actor.person.id,
        signing_roles(actor),
        state=signoff.state,
        authors={*signoff.author_ids, signoff.submitted_by},
        seats=as_seats(here),
    )


def _stage_out(stage: Any, seats: Sequence[Any], now: datetime) -> StageOut:
    own = [seat for seat in seats if seat.stage == stage.position]
    return StageOut(
        **{name: getattr(stage, name) for name in PLAIN_OF_STAGE},
        quorum=int(stage.quorum) if stage.quorum.isdigit() else stage.quorum,
        approvals=sum(seat.verdict in APPROVALS for seat in own),
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


def _diff(signoff: Any) -> DiffLinkOut | None:
    subject = signoff.subject
    if "compared_to" not in subject:
        return None
    before, after = subject["compared_to"], subject["number"]
    href = f"/guidelines/{subject['guideline_id']}/diff?from={before}&to={after}"
    return DiffLinkOut(href=href, from_number=before, to_number=after)


def _previous(whole: Whole) -> RoundOut | None:
    before = whole.previous
    if before is None:
        return None
    same = before.content_hash == whole.signoff.content_hash
    return RoundOut(
        id=before.id,
        state=before.state,
        submitted_at=before.submitted_at,
        closed_at=before.closed_at,
        same_content=same,
    )


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
