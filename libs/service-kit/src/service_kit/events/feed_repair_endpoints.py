"""The feeds that this service follows, for the admins who mend them."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import ConfigDict

from service_kit.data.database import ReadSession, WriteSession
from service_kit.events import feed_repair, feed_repairs
from service_kit.events.feed_cursors import FeedState
from service_kit.events.feed_repair import Replica
from service_kit.events.feed_repairs import FeedRepair, RepairStatus, losses
from service_kit.identity.auth import Actor, Needs
from service_kit.web.addresses import public_path
from service_kit.web.errors import Missing
from service_kit.web.health import feed_details
from service_kit.web.pages import Key, Page, PageQuery, paginate
from service_kit.web.routes import capability_router
from service_kit.web.schemas import BodyIn, BodyOut, Instant
from service_kit.work.clock import Now

REPAIR = "feeds.repair"
BY_KEY = [Key(losses.c.kind), Key(losses.c.thing)]
router = capability_router("/feeds", "Feeds")
_Admin = Annotated[Actor, Needs(REPAIR)]


class FeedOut(BodyOut):
    """A feed that is followed here; `lag` is null while it is rewound, `differs` before the first comparison."""

    source: str
    position: int
    head: int
    lag: int | None
    state: FeedState
    since: Instant | None
    why: str | None
    rewound: dict[str, Any] | None
    differs: list[str] | None
    compared_at: Instant | None


class FeedsOut(BodyOut):
    items: list[FeedOut]
    next_cursor: str | None = None


class RepairFeed(BodyIn):
    model_config = ConfigDict(json_schema_extra={"examples": [{"dry_run": True}]})

    dry_run: bool


class RepairProgressOut(BodyOut):
    """How many things were compared; how many there are is not known before the end."""

    done: int
    total: int | None


class RepairCountsOut(BodyOut):
    """Of one kind: `kept` are those whose append-only records stay, though the publisher lost what made them."""

    same: int
    changed: int
    missing_here: int
    unknown_there: int
    kept: int


class RepairOut(BodyOut):
    """A repair, or what it would do."""

    id: UUID
    source: str
    dry_run: bool
    status: RepairStatus
    requested_by: UUID
    requested_at: Instant
    finished_at: Instant | None
    progress: RepairProgressOut
    as_of: int | None
    result: dict[str, RepairCountsOut]
    errors: list[str]


class LossOut(BodyOut):
    """Something made here from an event that its publisher has lost; nothing deletes it.

    `gone`: the publisher does not know the thing at all; else it knows it otherwise.
    """

    kind: str
    thing: str
    reason: Literal["SourceLost"]
    repair_id: UUID
    lost_at: Instant
    gone: bool
    decision: Literal["keep", "reverse"] | None
    decided_by: str | None
    decided_at: Instant | None


class DecideLosses(BodyIn):
    model_config = ConfigDict(json_schema_extra={"examples": [{"kind": "completion", "decision": "keep"}]})

    kind: str
    decision: Literal["keep", "reverse"]


class DecidedOut(BodyOut):
    kind: str
    decision: Literal["keep", "reverse"]
    things: int


def _replicas(request: Request, source: str) -> Sequence[Replica]:
    for follower in request.app.state.service.followers:
        if follower.source == source:
            found: Sequence[Replica] = follower.replicas
            return found
    raise Missing("This service follows no feed of that name.")


def _out(repair: FeedRepair) -> RepairOut:
    ended = repair.status == RepairStatus.SUCCEEDED
    return RepairOut(
        id=repair.id,
        source=repair.source,
        dry_run=repair.dry_run,
        status=RepairStatus(repair.status),
        requested_by=repair.requested_by,
        requested_at=repair.requested_at,
        finished_at=repair.finished_at,
        progress=RepairProgressOut(done=repair.done, total=repair.done if ended else None),
        as_of=repair.as_of,
        result={kind: RepairCountsOut.model_validate(counts) for kind, counts in (repair.result or {}).items()},
        errors=[repair.error] if repair.error else [],
    )


@router.get("")
async def list_feeds(session: ReadSession, _actor: _Admin) -> FeedsOut:
    """Every feed that is followed here: how far, in which state, and since when."""
    return FeedsOut(items=[FeedOut.model_validate(feed) for feed in await feed_details(session)])


@router.post("/{source}/repair", status_code=202)
async def repair_feed(
    source: str, body: RepairFeed, actor: _Admin, session: WriteSession, now: Now, request: Request, response: Response
) -> RepairOut:
    """Bring what is kept of this publisher to its present state, after its database was restored (state `rewound`).

    The dry run says what would change. The real one needs a dry run that another admin made since the feed was rewound.
    """
    _replicas(request, source)
    repair = await feed_repair.propose(session, actor, source, dry_run=body.dry_run, now=now)
    response.headers["Location"] = public_path(request, f"/v1/feeds/{source}/repairs/{repair.id}")
    return _out(repair)


@router.get("/{source}/repairs/{repair_id}")
async def read_feed_repair(source: str, repair_id: UUID, session: ReadSession, _actor: _Admin) -> RepairOut:
    """How a repair goes, and what it came to."""
    repair = await feed_repairs.find(session, source, repair_id)
    if repair is None:
        raise Missing
    return _out(repair)


@router.get("/{source}/losses")
async def list_feed_losses(
    source: str,
    session: ReadSession,
    page: PageQuery,
    request: Request,
    _actor: _Admin,
    kind: Annotated[str | None, Query(max_length=100, description="Only things of this kind.")] = None,
) -> Page[LossOut]:
    """Records that were made here from events that the publisher has lost, by kind and key."""
    _replicas(request, source)
    rows, cursor = await paginate(session, feed_repairs.kept_of(source, kind), BY_KEY, page)
    items = [LossOut.model_validate({**row._mapping, "reason": "SourceLost"}) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.post("/{source}/losses/decisions")
async def decide_feed_losses(
    source: str, body: DecideLosses, actor: _Admin, session: WriteSession, now: Now, request: Request
) -> DecidedOut:
    """Keep, or take back, all records of a kind that wait for a decision. Taking back adds entries and deletes none."""
    replica = next((each for each in _replicas(request, source) if each.things.kind == body.kind), None)
    if replica is None:
        raise Missing("Nothing of this kind is kept here.")
    things = await feed_repair.decide(session, actor, source, replica, body.decision, now=now)
    return DecidedOut(kind=body.kind, decision=body.decision, things=things)
