"""What can happen to shares."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession, new_id
from service_kit.data.statements import pipeline, run
from service_kit.events.feed import publish
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.errors import Missing

from advocacy_api.content.content import queries as content_queries
from advocacy_api.content.content import rules as content_rules
from advocacy_api.content.content.rules import Network
from advocacy_api.events import ShareCreated
from advocacy_api.rewarding.points import actions as points
from advocacy_api.rewarding.points import queries as point_queries
from advocacy_api.rewarding.points.rules import Earned, Reason
from advocacy_api.sharing.shares import queries, rules
from advocacy_api.sharing.shares.rules import State
from advocacy_api.sharing.shares.schemas import CreateShare
from advocacy_api.sharing.texts import rules as texts
from advocacy_api.siblings.governance import SpeakingRight


@dataclass(frozen=True)
class Shared:
    """A share with the content that it leads to and its clicks so far."""

    share: Any
    content: Any
    clicks: int
    is_new: bool


async def share(
    session: AsyncSession,
    actor: Actor,
    body: CreateShare,
    right: SpeakingRight | None,
    *,
    origin: str,
    locale: str,
    now: datetime,
) -> Shared:
    """The person's link to this content on this network. The right is checked whenever it is for the brand; asked
    again, the same link follows the latest choice of voice and words until they are posted."""
    if right is not None:
        rules.refuse_unless_allowed_to_speak(right.allowed, right.missing)
    made = queries.NewShare(
        id=new_id(),
        person_id=actor.person_id,
        content_id=body.content_id,
        network=body.network.value,
        on_behalf=body.on_behalf,
        text=body.text or "",
        text_language=body.language,
        code=rules.new_code(),
        created_at=now,
    )
    earned = [Earned(made.person_id, Reason.SHARE, made.id, now)]
    content, _, _, known, worth = await pipeline(
        session,
        content_queries.held(actor, body.content_id, now),
        *point_queries.hold({made.person_id}),
        queries.known(made.person_id, body),
        point_queries.worth(earned),
    )
    if content is None:
        raise Missing
    rules.refuse_unless_open(content_rules.is_open(content, now))
    changed = made if known is None else _changed(known, body)
    spoken = rules.spoken_by(changed, content, origin=origin, locale=locale)
    texts.refuse_unless_it_fits(spoken.final, made.network)
    if known is not None and changed == known:
        return Shared(known, content, known.clicks, is_new=False)
    if known is not None:
        await run(session, queries.change(changed))
        _record(session, actor, "share.changed", changed)
        return Shared(changed, content, known.clicks, is_new=False)
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
    await points.award_held(session, earned, worth, frozenset(), queries.add(made), now=now)
    return Shared(made, content, 0, is_new=True)


def _changed(known: Any, body: CreateShare) -> Any:
    """What is posted stays as it was posted; other words than those that were copied have to be copied anew."""
    if known.state == State.POSTED:
        return known
    if body.text is None:
        return known._replace(on_behalf=body.on_behalf)
    same = body.text == known.text and (body.language or known.text_language) == known.text_language
    return known._replace(
        on_behalf=body.on_behalf,
        text=body.text,
        text_language=body.language or (known.text_language if same else None),
        state=known.state if same else State.PREPARED.value,
    )


async def copied(session: AsyncSession, actor: Actor, share_id: UUID) -> Any:
    """Its text is in the clipboard; what is posted stays so."""
    share = await queries.held(session, actor, share_id)
    if share.state != State.PREPARED:
        return share
    marked = share._replace(state=State.COPIED.value)
    await run(session, queries.mark(marked))
    return marked


async def posted(session: AsyncSession, actor: Actor, share_id: UUID, post_url: str | None, *, now: datetime) -> Any:
    """The person says that it stands there; said again, the first moment is kept and the address may follow."""
    share = await queries.held(session, actor, share_id)
    if post_url is not None:
        rules.refuse_unless_of_network(Network(share.network), post_url)
    marked = share._replace(
        state=State.POSTED.value, posted_at=share.posted_at or now, post_url=post_url or share.post_url
    )
    if marked != share:
        await run(session, queries.mark(marked))
        _record(session, actor, "share.posted", marked)
    return marked


def _record(session: AsyncSession, actor: Actor, action: str, share: Any) -> None:
    details = {"content_id": str(share.content_id), "network": share.network, "on_behalf": share.on_behalf}
    audit.record(session, actor, action=action, subject=share.id, details=details)
