"""What can happen to shares and clicks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.localized import pick
from service_kit.events.feed import publish
from service_kit.identity.auth import Actor
from service_kit.record import audit
from sqlalchemy import Row

from advocacy_api.content.content import queries as content_queries
from advocacy_api.content.content import rules as content_rules
from advocacy_api.events import ShareCreated
from advocacy_api.networks import Network, intent_url
from advocacy_api.rewarding.points import actions as points
from advocacy_api.rewarding.points.rules import Earned, Reason
from advocacy_api.sharing.shares import queries, rules
from advocacy_api.sharing.shares.schemas import CreateShare, ShareOut
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


def share_out(row: Row[Any], *, origin: str, locale: str) -> ShareOut:
    """A share with its tracked link and the address that opens the network's own share screen."""
    languages = [row.language or locale, locale]
    title = pick(row.title, languages)
    short_url = f"{origin.rstrip('/')}/s/{row.code}"
    disclosure = pick(row.disclosure, languages) if row.disclosure else ""
    spoken = rules.spoken_text(row.text, row.variants, row.network, languages, title=title, disclosure=disclosure)
    return ShareOut(
        id=row.id,
        content_id=row.content_id,
        title=row.title,
        network=Network(row.network),
        on_behalf=row.on_behalf,
        text=row.text,
        code=row.code,
        short_url=short_url,
        intent_url=intent_url(Network(row.network), url=short_url, text=spoken, title=title),
        clicks=int(row.clicks),
        created_at=row.created_at,
    )


async def award_clicks(session: AsyncSession, *, now: datetime) -> bool:
    """Points for clicks since the last time, a bounded number at once; whether there may be more. What was awarded is
    marked in the same transaction, and each click has its own id in the ledger: once, also after a crash."""
    buckets = await queries.unawarded(session)
    if buckets:
        await points.award(session, rules.clicks_earned(buckets, now), now=now)
        await queries.mark_awarded(session, buckets)
    return bool(buckets)
