"""Badges over HTTP."""

from itertools import groupby
from typing import Annotated
from uuid import UUID

from fastapi import Response
from service_kit.data.database import ReadSession, WriteSession
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, capability_router, tag

from advocacy_api.permissions import Permission
from advocacy_api.rewarding.badges import actions, queries
from advocacy_api.rewarding.badges.schemas import (
    AwardedBadgeOut,
    AwardedBadgesOut,
    BadgeOut,
    BadgesOut,
    RequirementOut,
    ShowBadge,
)

router = capability_router("", "Badges")

Reader = Annotated[Actor, Needs(Permission.READ_BADGES)]
Owner = Annotated[Actor, Needs(Permission.SHOW_BADGES)]


@router.get("/badges")
async def list_badges(session: ReadSession, _actor: Reader) -> BadgesOut:
    """The catalogue, and what earns each."""
    rows = await queries.catalogue(session)
    items = []
    for code, group in groupby(rows, key=lambda row: row.code):
        parts = list(group)
        items.append(
            BadgeOut(
                code=code,
                title=parts[0].title,
                description=parts[0].description,
                axis=parts[0].axis,
                requirements=[RequirementOut(reason=part.reason, times=part.times) for part in parts],
            )
        )
    return BadgesOut(items=items)


@router.get("/me/badges")
async def list_my_badges(session: ReadSession, actor: Reader) -> AwardedBadgesOut:
    """My badges, newest first."""
    rows = await queries.held_by(session, actor.person_id)
    return AwardedBadgesOut(items=[AwardedBadgeOut.model_validate(row) for row in rows])


@router.put("/me/badges/{award_id}")
async def show_badge(
    award_id: UUID, body: ShowBadge, match: IfMatch, actor: Owner, session: WriteSession, response: Response
) -> AwardedBadgeOut:
    """Choose who sees this badge of mine."""
    award = await actions.show(session, actor, award_id, match, body.visibility)
    tag(response, award.version)
    badge = await queries.badge(session, award.badge_code)
    return AwardedBadgeOut(
        id=award.id,
        badge_code=award.badge_code,
        title=badge.title,
        description=badge.description,
        axis=badge.axis,
        visibility=body.visibility,
        awarded_at=award.awarded_at,
        version=award.version,
    )


@router.get("/people/{person_id}/badges")
async def list_badges_of_person(person_id: UUID, session: ReadSession, actor: Reader) -> AwardedBadgesOut:
    """What a colleague chose to show."""
    own = actor.person is not None and actor.person.id == person_id
    rows = await queries.held_by(session, person_id, public_only=not own)
    return AwardedBadgesOut(items=[AwardedBadgeOut.model_validate(row) for row in rows])
