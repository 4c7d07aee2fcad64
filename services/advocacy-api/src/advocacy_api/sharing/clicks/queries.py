"""Every statement on clicks: follow and count, and what brought no points yet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from service_kit.data.database import AsyncSession
from service_kit.data.locks import alone
from service_kit.data.statements import Connected, Statement, as_json, given, pipeline, run
from service_kit.domain.readers import NOW
from sqlalchemy import Integer, Text, Uuid, and_, bindparam, cast, column, func, literal, select, table, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from advocacy_api.content.content.rules import State
from advocacy_api.content.content.tables import Content
from advocacy_api.locks import CLICKS
from advocacy_api.sharing.clicks.rules import Bucket
from advocacy_api.sharing.clicks.tables import Clicks

content = Content.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
clicks = Clicks.__table__  # type: ignore[attr-defined]  # as above
# Named here and not imported: shares know their clicks, not the other way round.
shares = table(
    "shares",
    column("id", Uuid),
    column("person_id", Uuid),
    column("content_id", Uuid),
    column("network", Text),
    column("code", Text),
)


def _parts(name: str) -> Any:
    # As text: an array of Python values is made anew, element by element, for every batch.
    return func.string_to_array(bindparam(name, type_=Text), ",")


_ASKED = (
    func.unnest(_parts("codes"), cast(_parts("visits"), ARRAY(Integer)))
    .table_valued(column("code", Text), column("visits", Integer))
    .render_derived(name="asked")
)
_FOUND = (
    select(
        shares.c.id, shares.c.code, shares.c.network, content.c.url, content.c.code.label("campaign"), _ASKED.c.visits
    )
    .select_from(_ASKED.join(shares, shares.c.code == _ASKED.c.code).join(content, content.c.id == shares.c.content_id))
    .where(content.c.state != State.WITHDRAWN.value, content.c.url.is_not(None))
    .cte("found")
)
# Rows are touched in the order of ids, so that two processes never wait for each other in a ring.
_VISITED = insert(clicks).from_select(
    ["share_id", "hour", "clicks", "awarded"],
    select(_FOUND.c.id, func.date_trunc("hour", NOW, "UTC"), _FOUND.c.visits, literal(0))
    .where(_FOUND.c.visits > 0)
    .order_by(_FOUND.c.id),
    include_defaults=False,
)
_COUNTED = _VISITED.on_conflict_do_update(
    index_elements=[clicks.c.share_id, clicks.c.hour],
    set_={"clicks": clicks.c.clicks + _VISITED.excluded.clicks},
).cte("counted")
_FOLLOW = Statement(select(_FOUND.c.code, _FOUND.c.network, _FOUND.c.url, _FOUND.c.campaign).add_cte(_COUNTED))
_PREVIEW = Statement(
    select(
        shares.c.network,
        content.c.url,
        content.c.code.label("campaign"),
        content.c.title,
        content.c.language,
        content.c.picture,
    )
    .join_from(shares, content, content.c.id == shares.c.content_id)
    .where(
        shares.c.code == bindparam("code", type_=Text),
        content.c.state != State.WITHDRAWN.value,
        content.c.url.is_not(None),
    )
)
ONE_AWARDER = alone(CLICKS)
BUCKETS_AT_ONCE = CLICKS_AT_ONCE = 100  # of one share and hour, so that a transaction stays small
_UNAWARDED = Statement(
    select(
        clicks.c.share_id,
        shares.c.person_id,
        clicks.c.hour,
        (clicks.c.awarded + 1).label("first"),
        func.least(clicks.c.clicks, clicks.c.awarded + CLICKS_AT_ONCE).label("last"),
    )
    .join_from(clicks, shares, shares.c.id == clicks.c.share_id)
    .where(clicks.c.awarded < clicks.c.clicks)
    .order_by(clicks.c.share_id, clicks.c.hour)
    .limit(BUCKETS_AT_ONCE)
)
_SEEN = given("rows", clicks.c.share_id, clicks.c.hour, column("last", Integer))
# Locked in the order in which visits touch them: whoever counts visits meanwhile waits, never in a ring.
_HELD = (
    select(clicks.c.share_id, clicks.c.hour, _SEEN.c.last)
    .select_from(_SEEN.join(clicks, and_(clicks.c.share_id == _SEEN.c.share_id, clicks.c.hour == _SEEN.c.hour)))
    .order_by(clicks.c.share_id, clicks.c.hour)
    .with_for_update(of=clicks)
    .cte("held")
)
_MARK_AWARDED = Statement(
    update(clicks)
    .where(clicks.c.share_id == _HELD.c.share_id, clicks.c.hour == _HELD.c.hour)
    .values(awarded=_HELD.c.last)
)


async def follow(on: Connected, visits: Mapping[str, int], now: datetime) -> dict[str, Any]:
    """Where each code (letters and digits only) leads, its visits counted; an unknown code is left out.

    One statement, which is committed before anyone is answered.
    """
    wanted = {"codes": ",".join(visits), "visits": ",".join(map(str, visits.values()))}
    return {row.code: row for row in await run(on, _FOLLOW.rows(**wanted, now=now))}


async def previewed(on: Connected, code: str) -> Any | None:
    """What a code leads to, as a link preview tells it; nothing is counted. None for an unknown code."""
    return await run(on, _PREVIEW.first(code=code))


async def unawarded(session: AsyncSession) -> list[Bucket]:
    """Some of the clicks that brought no points yet. One awarder at a time; the lock ends with its transaction."""
    _, rows = await pipeline(session, ONE_AWARDER.count(), _UNAWARDED.rows())
    return [Bucket(row.share_id, row.person_id, row.hour, row.first, row.last) for row in rows]


async def mark_awarded(session: AsyncSession, buckets: Sequence[Bucket]) -> None:
    """These clicks brought their points."""
    rows = [{"share_id": one.share_id, "hour": one.hour, "last": one.last} for one in buckets]
    await run(session, _MARK_AWARDED.count(rows=as_json(rows)))
