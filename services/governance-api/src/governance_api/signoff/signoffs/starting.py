"""How a sign-off starts: its own copy of the template's stages, and every quorum within reach."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.identity.auth import Actor

from governance_api.people import queries as people
from governance_api.signoff.signoffs import rules
from governance_api.signoff.signoffs.actions import open_stage, seats_of
from governance_api.signoff.signoffs.refusals import QuorumOutOfReach
from governance_api.signoff.signoffs.subjects import Submission
from governance_api.signoff.signoffs.tables import Signoff, SignoffSeat, SignoffStage
from governance_api.signoff.signoffs.workdays import Workdays
from governance_api.signoff.templates.tables import SignoffTemplate


async def start(
    session: AsyncSession,
    actor: Actor,
    template: SignoffTemplate,
    submission: Submission,
    workdays: Workdays,
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
    open_stage(stages[0], workdays, version=signoff.version, now=now)
    session.add(signoff)
    await session.flush()
    session.add_all([*stages, *(seat for row in seats for seat in row)])
    await session.flush()
    return signoff


def _stage(signoff_id: UUID, position: int, stage: dict[str, Any]) -> SignoffStage:
    return SignoffStage(
        signoff_id=signoff_id,
        position=position,
        name=stage["name"],
        kind=stage["kind"],
        quorum=str(stage["quorum"]),
        needed=rules.seats_needed(stage["quorum"], len(stage["reviewers"])),
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
        if rules.out_of_reach(seats_of(row), stage.needed, unable)
    ]
    if short:
        raise QuorumOutOfReach(
            "Too many of the reviewers named there have left or wrote this; name others in the template.",
            stages=short,
            people=sorted(map(str, unable)),
        )
