"""The state of what is replicated over HTTP: as events, and as one number per kind to compare with."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import ConfigDict, Field

from service_kit.data.database import WriteSession, database_of
from service_kit.events.feed_history import read_place
from service_kit.events.feed_snapshot import read_digests, read_snapshot, views_of
from service_kit.identity.auth import Actor, Needs
from service_kit.identity.people import READ_WHOLE
from service_kit.web.pages import CursorText
from service_kit.web.routes import StrictRoute, capability_router
from service_kit.web.schemas import BodyOut, Instant
from service_kit.work.clock import Now

MOST_THINGS = 2000
router = capability_router("", "Feed", StrictRoute)


class StateEventOut(BodyOut):
    """A CloudEvent that says how something is now; its `id` names the snapshot, not a position in the feed."""

    specversion: Literal["1.0"]
    id: str
    source: str
    type: str
    subject: str
    time: Instant
    datacontenttype: str
    dataschema: str
    data: dict[str, Any]
    eventkey: UUID


class SnapshotOut(BodyOut):
    """Read all pages, then follow the feed from `as_of` with `as_of_key`, the same on all of them."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "epoch": "0194fdc2-fa2f-7cc0-81d3-ff12045b73c8",
                    "as_of": 4711,
                    "as_of_key": "0194fdc2-fa2f-7cc0-81d3-ff12045b73c9",
                    "kinds": ["person"],
                    "items": [],
                    "next_cursor": "eyJraW5kIjoicGVyc29uIn0",
                }
            ]
        }
    )

    epoch: UUID
    as_of: int
    as_of_key: UUID | None = Field(description="The key of the event at `as_of`; null before the first event.")
    kinds: list[str] = Field(description="What this snapshot tells of; a kind that is not here is not told to you.")
    items: list[StateEventOut]
    next_cursor: str | None


class DigestOut(BodyOut):
    kind: str
    things: int
    digest: str = Field(description="The same number wherever the same things have the same facts.")


class DigestsOut(BodyOut):
    """All of one moment: whoever has applied the feed up to `as_of` and nothing more holds the same."""

    epoch: UUID
    as_of: int
    at: Instant = Field(description="The moment that what ends by the clock was measured by.")
    items: list[DigestOut]


def _words(given: list[str] | None) -> list[str] | None:
    """Types stand in one parameter with commas between, or in several."""
    return [word for part in given for word in part.split(",") if word] if given is not None else None


@router.get("/feed/snapshot")
async def read_feed_snapshot(
    request: Request,
    response: Response,
    actor: Annotated[Actor, Needs("feed.read")],
    now: Now,
    types: Annotated[
        list[str] | None, Query(max_length=100, description="Only events of these types, separated by commas.")
    ] = None,
    cursor: Annotated[CursorText | None, Query(description="`next_cursor` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_THINGS, description="How many things a page tells of.")] = 500,
) -> SnapshotOut:
    """The present state of every replicated thing, as events of the usual types, kind by kind, in the order of keys.

    For a replica that was lost, or that has followed a history that a restore has undone (409 `FeedRewound`). As in the
    feed, some types are for readers with the scope `people.read` only.
    """
    page = await read_snapshot(
        database_of(request),
        request.app.state.service.snapshots,
        source=request.app.state.service.name,
        origin=request.app.state.settings.public_origin,
        types=_words(types),
        cursor=cursor,
        limit=limit,
        reads_people=actor.may(READ_WHOLE),
        now=now,
    )
    response.headers.update({"Feed-Epoch": page.place.epoch, "Cache-Control": "no-store"})
    return SnapshotOut(
        epoch=UUID(page.place.epoch),
        as_of=page.place.as_of,
        as_of_key=UUID(page.place.as_of_key) if page.place.as_of_key else None,
        kinds=page.kinds,
        items=[StateEventOut.model_validate(event) for event in page.events],
        next_cursor=page.next_place.as_cursor() if page.next_place else None,
    )


@router.get("/feed/digests")
async def read_feed_digests(
    request: Request,
    response: Response,
    _actor: Annotated[Actor, Needs("feed.read")],
    session: WriteSession,
    now: Now,
    kind: Annotated[list[str] | None, Query(max_length=100, description="Only these kinds of things.")] = None,
) -> DigestsOut:
    """One number per kind of replicated things, by which a follower sees whether its replica is the same."""
    wanted = [view for view in views_of(request.app.state.service.snapshots) if kind is None or view.kind in kind]
    source = request.app.state.service.name
    state = await read_digests(database_of(request), session, wanted, source=source, now=now)
    async with database_of(request).primary() as connection:
        epoch = (await read_place(connection)).epoch
    response.headers.update({"Feed-Epoch": str(epoch), "Cache-Control": "no-store"})
    items = [DigestOut(kind=name, things=each.things, digest=each.digest) for name, each in state.kinds.items()]
    return DigestsOut(epoch=epoch, as_of=state.position, at=now, items=items)
