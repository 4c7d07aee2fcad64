"""Which history of a feed this is: an epoch begins with the feed, and again after each restore.

A database that is restored from a backup lacks the events published since, and gives their positions to others. Readers
must learn of it, so an operator runs `restored` before the service serves again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb
from pydantic import AwareDatetime
from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, Table, Uuid
from sqlmodel import Field

from service_kit.data.database import KitTable, as_utc, instant_column, new_id
from service_kit.events.feed import EventBody
from service_kit.observe.trace import traceparent_of_work
from service_kit.web.errors import Refusal
from service_kit.work import clock

MARGIN = 1_000_000
"""How far above every known position the numbering continues: whoever read further is unknown to us."""


class FeedEpoch(KitTable, table=True):
    """One history of this feed; the highest number is the present one. Append-only."""

    __tablename__ = "feed_epochs"
    __table_args__ = (CheckConstraint("(restored_to IS NULL) = (lost_after IS NULL)", name="restored"),)

    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    epoch: UUID = Field(sa_column=Column(Uuid, nullable=False, unique=True))
    began_at: datetime = instant_column(default_now=True)
    first_position: int = Field(sa_column=Column(BigInteger, nullable=False))
    restored_to: datetime | None = instant_column(nullable=True)
    lost_after: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))


epochs: Table = FeedEpoch.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__

FIRST_EPOCH = "INSERT INTO feed_epochs (number, epoch, first_position) VALUES (1, new_event_key(), 1)"

# Nobody numbers events meanwhile. The sequence may be ahead of the newest event: a position once given is not given
# again, also not when the transaction that took it failed.
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('service_kit.feed', 0))"
_KNOWN = """
SELECT coalesce((SELECT max(position) FROM events), 0) AS head,
    coalesce((SELECT last_value FROM pg_sequences
        WHERE format('%I.%I', schemaname, sequencename)::regclass
            = pg_get_serial_sequence('events', 'position')::regclass), 0) AS given,
    e.number, e.epoch, e.restored_to, e.first_position
FROM feed_epochs e ORDER BY e.number DESC LIMIT 1
"""
_NUMBER_FROM = "SELECT setval(pg_get_serial_sequence('events', 'position'), %(first)s, false)"
_BEGIN = """
INSERT INTO feed_epochs (number, epoch, began_at, first_position, restored_to, lost_after)
VALUES (%(number)s, %(epoch)s, %(now)s, %(first)s, %(restored_to)s, %(lost_after)s)
"""
_SAY = """
INSERT INTO events (type, subject, data, occurred_at, traceparent, eventkey)
VALUES (%(type)s, %(subject)s, %(data)s, %(now)s, %(traceparent)s, %(key)s)
"""


# `after` asks for the key of the event that a reader stands at, in the same statement as the head and the epoch.
_PLACE = """
SELECT coalesce((SELECT max(position) FROM events), 0) AS head,
    (SELECT eventkey FROM events WHERE position = %(after)s) AS eventkey, e.epoch, e.restored_to
FROM feed_epochs e ORDER BY e.number DESC LIMIT 1
"""


class FeedRestored(EventBody):
    """The first event after a restore: what this service published after `lost_after` is lost."""

    restored_to: AwareDatetime
    lost_after: int


def restored_event(source: str) -> type[FeedRestored]:
    """The event by which this service says so."""
    return type(
        "FeedRestored", (FeedRestored,), {"type": f"{source}.feed.restored.v1", "__doc__": FeedRestored.__doc__}
    )


class CursorAhead(Refusal):
    """The caller has read events that this feed never had: the database was set back, or another one is asked."""

    status = 410
    title = "The cursor is ahead of the feed"


class FeedRewound(Refusal):
    """The event that the caller read last is not in this history: the database was restored from a backup.

    What was read after `restored_to` may be lost here; `head` is the newest position now.
    """

    title = "The feed was set back"


@dataclass(frozen=True, slots=True)
class Place:
    """How a feed looks to one reader: its newest position, its history, and the key of the event the reader is at."""

    head: int
    epoch: UUID
    restored_to: datetime | None
    eventkey: UUID | None

    def refuse_unless_known(self, after: int, after_key: UUID | None) -> None:
        """The reader must stand at an event of this history; without a key only a position to come tells otherwise."""
        said: dict[str, Any] = {"epoch": str(self.epoch), "head": self.head}
        headers = {"Feed-Epoch": str(self.epoch)}
        if after_key is None:
            if after > self.head:
                detail = f"This feed ends at {self.head}; nothing after {after} was ever served from it."
                raise CursorAhead(detail, headers=headers, **said)
        elif self.eventkey != after_key:
            detail = (
                f"Event {after} is not the one you have read. The publisher was restored from a backup: read the "
                "snapshot, take over what changed, and follow on from its `as_of`."
            )
            raise FeedRewound(detail, headers=headers, restored_to=as_utc(self.restored_to), **said)


async def read_place(connection: psycopg.AsyncConnection[dict[str, Any]], after: int = 0) -> Place:
    """What is to be known before anything is read after this position."""
    row = await (await connection.execute(_PLACE, {"after": after})).fetchone()
    if row is None:
        raise LookupError("feed_epochs is empty")
    return Place(int(row["head"]), row["epoch"], row["restored_to"], row["eventkey"])


@dataclass(frozen=True, slots=True)
class History:
    """The present epoch of a feed: `first_position` is its first event's, `is_new` whether this call began it."""

    epoch: UUID
    first_position: int
    head: int
    is_new: bool


async def begin_epoch(
    connection: psycopg.AsyncConnection[dict[str, Any]], source: str, *, restored_to: datetime, above: int = 0
) -> History:
    """Begin a new history after a restore, and publish `<source>.feed.restored.v1` as its first event.

    `above` is the highest position that any follower or the backup knows. Told the same again before anything else was
    published, it changes nothing. Needs a transaction of the caller.
    """
    await connection.execute(_LOCK)
    known = await (await connection.execute(_KNOWN)).fetchone()
    if known is None:
        raise LookupError("feed_epochs is empty")
    if known["restored_to"] == restored_to and known["head"] == known["first_position"] > above:
        return History(known["epoch"], known["first_position"], known["head"], is_new=False)
    epoch, head, now = new_id(), int(known["head"]), clock.now()
    first = max(head, int(known["given"]), above) + MARGIN + 1
    await connection.execute(_NUMBER_FROM, {"first": first})
    begun = {"number": known["number"] + 1, "epoch": epoch, "first": first, "lost_after": head}
    await connection.execute(_BEGIN, {**begun, "restored_to": restored_to, "now": now})
    body = restored_event(source)(restored_to=restored_to, lost_after=head)
    data = Jsonb(body.model_dump(mode="json"))
    said = {
        "type": body.type,
        "subject": str(epoch),
        "data": data,
        "key": new_id(),
        "traceparent": traceparent_of_work(),
    }
    await connection.execute(_SAY, {**said, "now": now})
    return History(epoch, first, first, is_new=True)
