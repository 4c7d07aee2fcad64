"""The present state of everything that is replicated, as events: to repair a replica, or to begin one."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import RowMapping

from service_kit.data.database import AsyncSession, Database
from service_kit.events import feed_state
from service_kit.events.feed import EventBody, schemas_of, sequence
from service_kit.events.feed_history import FeedRewound, Place, read_place
from service_kit.events.feed_state import State, Things
from service_kit.web.errors import Unavailable
from service_kit.web.pages import LONGEST_CURSOR, CursorInvalid

SETTLE_ATTEMPTS = 5


class FeedUnsettled(Unavailable):
    """Events are being published too fast to say what the state is at one position."""

    title = "The feed is busy"


class StateEvent(NamedTuple):
    """One event that says a part of a thing's state, and since when that is so."""

    body: EventBody
    subject: UUID | str
    time: datetime


@dataclass(frozen=True)
class Snapshot:
    """How the state of the things of one kind is published: `columns` are selected, `events_of` makes events of a row.

    `views` are the same things with fewer facts, by name, for followers that keep less of them.
    """

    things: Things
    columns: str
    types: tuple[type[EventBody], ...]
    events_of: Callable[[RowMapping], Sequence[StateEvent]]
    views: Mapping[str, str] = field(default_factory=dict)

    def types_for(self, *, to_readers_of_people: bool) -> set[str]:
        """The types of its events that this reader gets."""
        return {body.type for body in self.types if to_readers_of_people or not body.personal}


class SnapshotPlace(BaseModel):
    """Where a page of a snapshot begins, and which snapshot it is; travels as an opaque cursor."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    epoch: str
    as_of: int
    as_of_key: str | None
    kind: str
    after: str | None

    def as_cursor(self) -> str:
        """As callers hold it."""
        return base64.urlsafe_b64encode(self.model_dump_json().encode()).decode().rstrip("=")

    @classmethod
    def of_cursor(cls, cursor: str) -> "SnapshotPlace":
        """The place in a cursor; 422 for whatever is none."""
        if len(cursor) > LONGEST_CURSOR:
            raise CursorInvalid("This cursor is longer than any of ours.")
        try:
            written = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            return cls.model_validate_json(written)
        except (ValueError, binascii.Error, ValidationError) as error:
            raise CursorInvalid("This cursor is not one of this snapshot.") from error


class SnapshotPage(NamedTuple):
    """One page: `next_place` is None on the last one."""

    place: SnapshotPlace
    events: list[dict[str, Any]]
    next_place: SnapshotPlace | None
    kinds: list[str]


def state_key(source: str, thing: str, stated: StateEvent) -> UUID:
    """A UUIDv7 of the moment since when it is so, the same each time the same state is stated."""
    said = f"{source} {stated.body.type} {thing} {stated.time.timestamp()}".encode()
    noise = int.from_bytes(blake2b(said, digest_size=10).digest(), "big")
    milliseconds = int(stated.time.timestamp() * 1000) & (2**48 - 1)
    return UUID(int=milliseconds << 80 | 7 << 76 | (noise >> 62 & 0xFFF) << 64 | 2 << 62 | noise & (2**62 - 1))


def _event(source: str, origin: str, as_of: int, thing: str, stated: StateEvent, *, veiled: bool) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"{as_of}/{stated.body.type}/{thing}",
        "source": source,
        "type": stated.body.type,
        "subject": str(stated.subject),
        "time": stated.time,
        "datacontenttype": "application/json",
        "dataschema": f"{schemas_of(origin)}{stated.body.type}.json",
        "data": stated.body.model_dump(mode="json") | (dict(stated.body.veiled) if veiled else {}),
        "eventkey": state_key(source, thing, stated),
    }


async def _begin(database: Database) -> Place:
    """The feed's newest event: whatever it covers is committed, so that all pages read after show at least that."""
    async with database.primary() as connection:
        await sequence(connection)
        head = (await read_place(connection)).head
        place = await read_place(connection, head)
    return Place(head, place.epoch, place.restored_to, place.eventkey)


async def read_snapshot(
    database: Database,
    snapshots: Sequence[Snapshot],
    *,
    source: str,
    origin: str,
    types: Sequence[str] | None,
    cursor: str | None,
    limit: int,
    reads_people: bool,
    now: datetime,
) -> SnapshotPage:
    """Up to `limit` things of one kind, in the order of their keys; kind after kind. 409 when the history changed."""
    types_of_kind = {each.things.kind: each.types_for(to_readers_of_people=reads_people) for each in snapshots}
    if types is not None:
        types_of_kind = {kind: of_kind & set(types) for kind, of_kind in types_of_kind.items()}
    known = {each.things.kind: each for each in snapshots if types_of_kind[each.things.kind]}
    place = await _place(database, known, cursor)
    kinds = [name for each in known.values() for name in (each.things.kind, *each.views)]
    if not known:
        return SnapshotPage(place, [], None, kinds)
    chosen = known[place.kind]
    async with database.write() as session:
        rows = await feed_state.page_of(session, chosen.things, chosen.columns, after=place.after, limit=limit, now=now)
    events = [
        _event(source, origin, place.as_of, row["thing"], stated, veiled=not reads_people)
        for row in rows
        for stated in chosen.events_of(row)
        if stated.body.type in types_of_kind[place.kind]
    ]
    if len(rows) == limit:
        return SnapshotPage(place, events, place.model_copy(update={"after": rows[-1]["thing"]}), kinds)
    order = list(known)
    following = order[order.index(place.kind) + 1 :]
    further = place.model_copy(update={"kind": following[0], "after": None}) if following else None
    return SnapshotPage(place, events, further, kinds)


def _is_key(things: Things, after: str | None) -> bool:
    try:
        return after is None or things.text_key or str(UUID(after)) == after
    except ValueError:
        return False


async def _place(database: Database, known: Mapping[str, Snapshot], cursor: str | None) -> SnapshotPlace:
    kinds = list(known)
    if cursor is None:
        begun = await _begin(database)
        key = str(begun.eventkey) if begun.eventkey else None
        kind = kinds[0] if kinds else ""
        return SnapshotPlace(epoch=str(begun.epoch), as_of=begun.head, as_of_key=key, kind=kind, after=None)
    place = SnapshotPlace.of_cursor(cursor)
    if place.kind not in kinds or not 0 <= place.as_of < 2**62 or not _is_key(known[place.kind].things, place.after):
        raise CursorInvalid("This cursor is of a snapshot of other types. Begin again without a cursor.")
    async with database.primary() as connection:
        present = await read_place(connection, place.as_of)
    key = str(present.eventkey) if present.eventkey else None
    if (place.epoch, place.as_of_key) != (str(present.epoch), key):
        detail = "The history changed since this snapshot was begun. Begin again without a cursor."
        raise FeedRewound(detail, epoch=str(present.epoch), head=present.head, restored_to=present.restored_to)
    return place


def views_of(snapshots: Sequence[Snapshot]) -> list[Things]:
    """Everything that a digest can be asked of: each kind, and the same things with fewer facts."""
    return [
        view
        for each in snapshots
        for view in (each.things, *(each.things.named(name, facts) for name, facts in each.views.items()))
    ]


async def read_digests(
    database: Database, session: AsyncSession, things: Sequence[Things], *, source: str, now: datetime
) -> State:
    """Digests at one position of the feed that covers all that was written; 503 when writers leave no such moment."""
    for _attempt in range(SETTLE_ATTEMPTS):
        async with database.primary() as connection:
            await sequence(connection)
        state = await feed_state.digests(
            session,
            things,
            position=feed_state.PUBLISHED,
            unsettled=feed_state.UNSETTLED,
            source=source,
            now=now,
        )
        if state.settled:
            return state
    raise FeedUnsettled("Events are published faster than the state can be read. Ask again in a moment.")
