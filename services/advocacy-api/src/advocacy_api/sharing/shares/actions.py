"""What can happen to shares."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.events.feed import publish
from service_kit.identity.auth import Actor
from service_kit.record import audit

from advocacy_api.content.content import queries as content_queries
from advocacy_api.content.content import rules as content_rules
from advocacy_api.events import ShareCreated
from advocacy_api.rewarding.points import actions as points
from advocacy_api.rewarding.points.rules import Earned, Reason
from advocacy_api.sharing.shares import queries, rules
from advocacy_api.sharing.shares.schemas import CreateShare
from advocacy_api.sharing.shares.tables import Share
from advocacy_api.siblings.governance import SpeakingRight


async def share(
    session: AsyncSession, actor: Actor, body: CreateShare, right: SpeakingRight | None, *, now: datetime
) -> tuple[UUID, bool]:
    """The person's link to this content on this network, and whether it is new. The right is checked
    whenever it is for the brand; asked again, the same link follows the latest choice."""
    if right is not None:
        rules.refuse_unless_allowed_to_speak(right.allowed, right.missing)
    content = await content_queries.visible(session, actor, body.content_id, now, lock=True)
    rules.refuse_unless_open(content_rules.is_open(content, now))
    made = Share(
        person_id=actor.person_id,
        content_id=body.content_id,
        network=body.network.value,
        on_behalf=body.on_behalf,
        text=body.text or "",
        code=rules.new_code(),
        created_at=now,
    )
    if not await queries.add_once(session, made):
        known = await queries.locked(session, actor.person_id, body.content_id, body.network.value)
        known.on_behalf = body.on_behalf
        known.text = known.text if body.text is None else body.text
        _record(session, actor, "share.changed", known)
        await session.flush()
        return known.id, False
    _record(session, actor, "share.created", made)
    publish(
        session,
        ShareCreated(
            share_id=made.id,
            person_id=made.person_id,
            content_id=made.content_id,
            network=made.network,
            on_behalf=made.on_behalf,
            created_at=now,
        ),
        subject=made.person_id,
    )
    await points.award(session, [Earned(made.person_id, Reason.SHARE, made.id, now)], now=now)
    return made.id, True


def _record(session: AsyncSession, actor: Actor, action: str, share: Share) -> None:
    details = {"content_id": str(share.content_id), "network": share.network, "on_behalf": share.on_behalf}
    audit.record(session, actor, action=action, subject=share.id, details=details)
