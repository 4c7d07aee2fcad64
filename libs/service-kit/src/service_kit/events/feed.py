"""Publish in the caller's transaction; number what is committed, in an order no follower can miss.

An event is first a row of `outbox`, written by whoever changes something. `sequence_outbox()` moves committed rows into
`events` and numbers them. Only one caller sequences at a time and it takes committed rows only, so a position that is
visible means every lower one is too: the position is the order, the cursor and the CloudEvents id. A transaction
that stays open holds back its own events and no others.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import psycopg
from pydantic import BaseModel, ConfigDict
from sqlalchemy import (
    BigInteger,
    Column,
    Identity,
    Insert,
    Select,
    Table,
    Text,
    Uuid,
    bindparam,
    insert,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from service_kit.data.database import AsyncSession, KitTable, instant_column, new_id
from service_kit.data.statements import Statement, given
from service_kit.observe.trace import traceparent_of_work
from service_kit.work import clock

CHANNEL = "feed"
SEQUENCE_AT_ONCE = 5000
KEPT_BACK_AT_MOST = 500
"""Events that wait for the end of their transaction; more would hold memory for as long as it runs."""


class EventBody(BaseModel):
    """What an event says; `type` names it with its version and may only be followed by a next version.

    A reader of the feed without `people.read` gets no `personal` event. In other events such a reader gets the values
    of `veiled` instead of the real ones.
    """

    model_config = ConfigDict(frozen=True)

    type: ClassVar[str]
    personal: ClassVar[bool] = False
    veiled: ClassVar[Mapping[str, Any]] = {}


class OutboxRow(KitTable, table=True):
    """An event that has no position yet. `publish`, `publish_many` and `publish_each` write it, and nothing else.

    `eventkey` names the event for good: the database makes one for every row that comes without.
    """

    __tablename__ = "outbox"

    seq: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    type: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    data: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    occurred_at: datetime = instant_column(default_now=True)
    traceparent: str | None = Field(default=None, sa_type=Text)
    eventkey: UUID = Field(
        default_factory=new_id, sa_column=Column(Uuid, nullable=False, server_default=text("new_event_key()"))
    )


class EventRow(KitTable, table=True):
    """An event in its place. Append-only."""

    __tablename__ = "events"

    position: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    type: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    data: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    occurred_at: datetime = instant_column()
    traceparent: str | None = Field(default=None, sa_type=Text)
    eventkey: UUID = Field(sa_column=Column(Uuid, nullable=False))


outbox: Table = OutboxRow.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
events: Table = EventRow.__table__  # type: ignore[attr-defined]  # as above


_GIVEN = given("rows", *(outbox.c[name] for name in ("type", "subject", "data", "occurred_at", "traceparent")))
_TOLD = ("type", "subject", "data", "occurred_at")
PUBLISH = Statement(insert(outbox).from_select(_GIVEN.c.keys(), select(*_GIVEN.c), include_defaults=False))


class Event(BaseModel):
    """An event as a follower receives it: a CloudEvent whose id is its position in the publisher's feed."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    type: str
    source: str
    subject: str = ""
    time: datetime
    data: dict[str, Any]
    traceparent: str | None = None
    eventkey: UUID | None = None
    dataschema: str | None = None

    @property
    def position(self) -> int:
        """The place in the feed it came from."""
        return int(self.id)


def publish(session: AsyncSession, body: EventBody, subject: UUID | str) -> None:
    """Tell the world, if and only if the caller's transaction commits."""
    session.put(PUBLISH, [_outbox_row(body, subject, clock.now())])


def _outbox_row(body: EventBody, subject: UUID | str, now: datetime) -> dict[str, Any]:
    return {
        "type": body.type,
        "subject": str(subject),
        "data": body.model_dump(mode="json"),
        "occurred_at": now,
        "traceparent": traceparent_of_work(),
    }


def publish_each(of: Select[Any]) -> Insert:
    """To publish an event for each row of a select, as a statement or a CTE of one; in the order of its rows.

    The select names `type`, `subject`, `data` and `occurred_at`; the trace of the work at hand is bound at each time.
    """
    if of.selected_columns.keys() != list(_TOLD):
        raise ValueError(f"a select of {', '.join(_TOLD)}, not of {', '.join(of.selected_columns.keys())}")
    trace = bindparam("traceparent", callable_=traceparent_of_work, type_=Text)
    return insert(outbox).from_select((*_TOLD, "traceparent"), of.add_columns(trace), include_defaults=False)


async def publish_many(session: AsyncSession, events: Iterable[tuple[UUID | str, EventBody]], *, now: datetime) -> None:
    """As `publish`, for thousands at once: subjects with their events, in one statement, in the order given."""
    rows = [_outbox_row(body, subject, now) for subject, body in events]
    if rows:
        session.put(PUBLISH, rows)
    if len(rows) > KEPT_BACK_AT_MOST:
        await session.write_kept()


# The blocking lock is held by one short server-side call, never while a client is waited for. Each statement of a
# volatile function sees what is committed when it starts, so rows committed while the lock was awaited are taken too.
# A UUIDv7 by hand: PostgreSQL makes them itself only from version 18 on. Inlined into the default of the column.
INSTALL_FEED = """
CREATE OR REPLACE FUNCTION new_event_key() RETURNS uuid LANGUAGE sql VOLATILE AS $$
SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
    substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
    52, 1), 53, 1), 'hex')::uuid
$$;
CREATE OR REPLACE FUNCTION sequence_outbox(at_once integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE moved integer;
BEGIN
    IF NOT EXISTS (SELECT FROM outbox) THEN RETURN 0; END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('service_kit.feed', 0));
    WITH taken AS (
        DELETE FROM outbox WHERE seq IN (SELECT seq FROM outbox ORDER BY seq LIMIT at_once) RETURNING *
    )
    INSERT INTO events (type, subject, data, occurred_at, traceparent, eventkey)
    SELECT type, subject, data, occurred_at, traceparent, eventkey FROM taken ORDER BY seq;
    GET DIAGNOSTICS moved = ROW_COUNT;
    RETURN moved;
END $$;
CREATE OR REPLACE FUNCTION wake_feed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('feed', TG_TABLE_NAME); RETURN NULL; END $$;
CREATE OR REPLACE TRIGGER wake_feed AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION wake_feed();
CREATE OR REPLACE TRIGGER wake_feed AFTER INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION wake_feed();
"""

_APPEND_ONLY = """
CREATE OR REPLACE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only', ERRCODE = 'restrict_violation'; END $$;
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
"""


def append_only_sql(table: str) -> str:
    """What lets the database refuse every UPDATE, DELETE and TRUNCATE of this table, whoever asks; for migrations."""
    return _APPEND_ONLY.format(table=table)


_READ = """
SELECT coalesce(string_agg(cloud_event, ',' ORDER BY position), '') AS page
FROM (SELECT position, json_build_object(
    'specversion', '1.0', 'id', position::text, 'source', %(source)s::text, 'type', type, 'subject', subject,
    'time', to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'datacontenttype', 'application/json', 'dataschema', %(schemas)s::text || type || '.json',
    'data', (data || coalesce(%(veils)s::jsonb -> type, '{}'))::json, 'traceparent', traceparent,
    'eventkey', eventkey)::text AS cloud_event
FROM events WHERE position > %(after)s AND (%(types)s::text[] IS NULL OR type = ANY(%(types)s))
    AND type <> ALL(%(hidden)s::text[])
ORDER BY position LIMIT %(limit)s) AS found
"""


def schemas_of(origin: str) -> str:
    """Where the schemas of events stand, before the type: a `dataschema` is the same address wherever it is read."""
    return f"{origin.rstrip('/')}/docs/events/"


async def sequence(connection: psycopg.AsyncConnection[dict[str, Any]]) -> int:
    """Give committed events their positions, a bounded number at once; answers how many."""
    cursor = await connection.execute("SELECT sequence_outbox(%s) AS moved", [SEQUENCE_AT_ONCE])
    row = await cursor.fetchone()
    return int(row["moved"]) if row else 0


async def read_page(
    connection: psycopg.AsyncConnection[dict[str, Any]],
    *,
    source: str,
    origin: str,
    after: int,
    limit: int,
    types: Sequence[str] | None = None,
    hidden: Sequence[str] = (),
    veils: str = "{}",
) -> str:
    """Up to `limit` events after a position as CloudEvents: JSON objects with commas between, empty for none."""
    only = list(types) if types else None
    wanted = {
        "source": source,
        "schemas": schemas_of(origin),
        "after": after,
        "limit": limit,
        "types": only,
        "hidden": list(hidden),
        "veils": veils,
    }
    row = await (await connection.execute(_READ, wanted)).fetchone()
    return str(row["page"]) if row else ""


def veils() -> str:
    """What stands in events for readers who may not read people, by type, as JSON; each payload declares its own."""
    return json.dumps({body.type: dict(body.veiled) for body in _every(EventBody) if body.veiled})


def personal_types() -> list[str]:
    """The types of events that only a reader with `people.read` gets."""
    return sorted({body.type for body in _every(EventBody) if body.personal and hasattr(body, "type")})


def _every(body: type[EventBody]) -> Iterator[type[EventBody]]:
    for narrower in body.__subclasses__():
        yield narrower
        yield from _every(narrower)
