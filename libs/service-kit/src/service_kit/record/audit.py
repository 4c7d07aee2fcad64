"""Who did what: append-only entries, sealed into a hash chain so that tampering shows.

Each entry is noted in `audit_pending` by a trigger. The sealer takes committed notes only, one sealer at a time, so
an entry of a transaction that commits late is sealed later and never left out.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import (
    CTE,
    BigInteger,
    Column,
    ColumnElement,
    DateTime,
    Identity,
    Index,
    Insert,
    Integer,
    Table,
    Text,
    any_,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from service_kit.data import locks
from service_kit.data.database import AsyncSession, Database, KitTable, instant_column
from service_kit.data.statements import Connected, Statement, given, pipeline, run
from service_kit.record import audit_texts
from service_kit.work import clock
from service_kit.work.jobs import Jobs

SEAL_AT_ONCE = 1000
SEALS_AT_ONCE = 100
GENESIS = "0" * 64


class AuditEntry(KitTable, table=True):
    """One thing somebody did. Append-only."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index(
            "ix_audit_entries_witnessed",
            "subject",
            "id",
            postgresql_where=text("action = 'audit.head-witnessed'"),
        ),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    at: datetime = instant_column()
    actor: str = Field(sa_type=Text, index=True)
    action: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text, index=True)
    details: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))


class AuditPending(KitTable, table=True):
    """The entries that no seal covers yet."""

    __tablename__ = "audit_pending"

    entry_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))


class AuditSeal(KitTable, table=True):
    """A link of the chain: which entries in which order, and the hash of them and of the link before. Append-only."""

    __tablename__ = "audit_seals"
    __table_args__ = (Index("ix_audit_seals_span", text("seal_span(entry_ids)"), postgresql_using="gist"),)

    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    entry_ids: list[int] = Field(sa_column=Column(ARRAY(BigInteger), nullable=False))
    previous_hash: str = Field(sa_type=Text)
    hash: str = Field(sa_type=Text)
    sealed_at: datetime = instant_column(default_now=True)


entries: Table = AuditEntry.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
pending: Table = AuditPending.__table__  # type: ignore[attr-defined]  # as above
seals: Table = AuditSeal.__table__  # type: ignore[attr-defined]  # as above

_GIVEN = given("rows", *(column for column in entries.c if column.name != "id"))
RECORD = Statement(insert(entries).from_select(_GIVEN.c.keys(), select(*_GIVEN.c), include_defaults=False))

_IDS = bindparam("ids", type_=ARRAY(BigInteger))
_OF_IDS = Statement(select(*entries.c).where(entries.c.id == any_(_IDS)))
_DETAILS = Statement(select(entries.c.details).where(entries.c.id == any_(_IDS)))
_OLDEST = select(pending.c.entry_id).order_by(pending.c.entry_id).limit(SEAL_AT_ONCE)
_TAKE = Statement(delete(pending).where(pending.c.entry_id.in_(_OLDEST)).returning(pending.c.entry_id))
_LAST_SEAL = Statement(select(seals.c.number, seals.c.hash).order_by(seals.c.number.desc()).limit(1))
_SEALED = ("number", "entry_ids", "previous_hash", "hash")
_SEAL = Statement(insert(seals).values({name: bindparam(name) for name in _SEALED}))
_SEALS_AFTER = Statement(
    select(*seals.c)
    .where(seals.c.number > bindparam("number"))
    .order_by(seals.c.number)
    .limit(bindparam("at_once", type_=Integer))
)
_SAID_FORGOTTEN = Statement(
    select(entries.c.subject)
    .where(entries.c.action == audit_texts.FORGOTTEN)
    .where(entries.c.subject == any_(bindparam("subjects", type_=ARRAY(Text))))
)
_COUNTED = Statement(
    select(
        select(func.count()).select_from(entries).scalar_subquery().label("all_entries"),
        select(func.count()).select_from(pending).scalar_subquery().label("waiting"),
        select(func.coalesce(func.sum(func.cardinality(seals.c.entry_ids)), 0)).scalar_subquery().label("sealed"),
    )
)


INSTALL_AUDIT = """
CREATE OR REPLACE FUNCTION note_audit_pending() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO audit_pending (entry_id) SELECT id FROM fresh; RETURN NULL; END $$;
CREATE OR REPLACE TRIGGER note_audit_pending AFTER INSERT ON audit_entries
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_audit_pending();
"""


class Acting(Protocol):
    """Whoever acts: an Actor, or a job that names itself."""

    @property
    def id(self) -> str:
        """Who to name in the record."""
        ...


@dataclass(frozen=True, slots=True)
class SystemActor:
    """This service itself, when no caller stands behind a change."""

    name: str

    @property
    def id(self) -> str:
        """`system:<name>`."""
        return f"system:{self.name}"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place where the chain does not hold."""

    seal: int | None
    reason: str


def record(
    session: AsyncSession,
    actor: Acting,
    action: str,
    subject: UUID | str,
    details: Mapping[str, Any] | None = None,
    *,
    texts: Mapping[str, str | None] | None = None,
) -> None:
    """Write down what is being done, in the transaction that does it.

    `details` are ids, codes and numbers: entries cannot be erased. What somebody typed goes into `texts`: it is kept
    beside the record, where it can be forgotten, and the entry holds its salted hash under the same name.
    """
    sealed = {name: text and audit_texts.put_aside(session, text).as_detail() for name, text in (texts or {}).items()}
    content = {**(details or {}), **sealed}
    row = {"at": clock.now(), "actor": actor.id, "action": action, "subject": str(subject), "details": content}
    session.put(RECORD, [row])


def record_each(
    of: CTE, *, action: str, subject: ColumnElement[Any], details: Mapping[str, ColumnElement[Any]]
) -> Insert:
    """To record an entry for each row of `of`, as a statement or a CTE of one that changes many rows at once.

    It binds `actor` (the id of whoever acts) and `now`.
    """
    members = [part for name, value in details.items() for part in (literal(name), value)]
    row = select(
        bindparam("now", type_=DateTime(timezone=True)),
        bindparam("actor", type_=Text),
        literal(action, Text),
        cast(subject, Text),
        func.jsonb_build_object(*members),
    ).select_from(of)
    names = ("at", "actor", "action", "subject", "details")
    return insert(entries).from_select(names, row, include_defaults=False)


async def forget(session: AsyncSession, actor: Acting, entry_ids: Collection[int], *, now: datetime) -> int:
    """Forget the texts of these entries with their salts, and write down that it was done; answers how many there were.

    What was forgotten before stays so. The entries stay, and the chain holds.
    """
    found = await run(session, _DETAILS.values(ids=list(entry_ids)))
    named = {sealed.text_id for details in found for sealed in audit_texts.sealed_in(details).values()}
    emptied = await audit_texts.forget_texts(session, named, now=now)
    for text_id in emptied:
        record(session, actor, audit_texts.FORGOTTEN, text_id)
    return len(emptied)


def canonical(row: Any) -> str:
    """An entry as the text that is hashed: sorted keys, no blanks, UTC to the microsecond."""
    at: datetime = row.at
    content = {
        "id": row.id,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": row.actor,
        "action": row.action,
        "subject": row.subject,
        "details": row.details,
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def link(previous_hash: str, rows: Sequence[Any]) -> str:
    """The hash of a seal: SHA-256 over the previous hash and the canonical entries, one per line."""
    digest = hashlib.sha256(previous_hash.encode())
    for row in rows:
        digest.update(b"\n" + canonical(row).encode())
    return digest.hexdigest()


async def seal(session: AsyncSession) -> int:
    """Seal what is committed and unsealed, a bounded number at once; answers how many entries."""
    # The lock in a statement of its own: the next one then sees what the sealer before us committed.
    _, taken, last = await pipeline(session, locks.locking(locks.SEALING), _TAKE.values(), _LAST_SEAL.first())
    ids = sorted(taken)
    if not ids:
        return 0
    number, previous_hash = (last.number + 1, last.hash) if last else (1, GENESIS)
    linked = link(previous_hash, await _in_order(session, ids))
    await run(session, _SEAL.count(number=number, entry_ids=ids, previous_hash=previous_hash, hash=linked))
    return len(ids)


async def _in_order(on: Connected, ids: Sequence[int]) -> list[Any]:
    by_id = {row.id: row for row in await run(on, _OF_IDS.rows(ids=list(ids)))}
    return [by_id[entry_id] for entry_id in ids if entry_id in by_id]


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a verification is: the last seal that holds, its hash, and how many entries are covered so far."""

    number: int = 0
    hash: str = GENESIS
    entries: int = 0


@dataclass(frozen=True, slots=True)
class Verified:
    """What a step came to: how far the chain holds, its first fault, and whether there is nothing more to do."""

    reached: Reached
    broken: Broken | None = None
    ended: bool = False


async def verify(on: Connected) -> Verified:
    """The whole chain: every link computed anew up to the first fault, and no entry outside the chain."""
    step = Verified(Reached())
    while not step.ended:
        step = await verify_step(on, step.reached)
    return step


async def verify_step(on: Connected, reached: Reached, *, at_once: int = SEALS_AT_ONCE) -> Verified:
    """Some seals further; after the last one, whether any entry stands outside the chain."""
    page = await run(on, _SEALS_AFTER.rows(number=reached.number, at_once=at_once))
    if not page:
        return Verified(reached, await _uncovered(on, reached.entries), ended=True)
    for sealed in page:
        number = reached.number + 1
        rows = await _in_order(on, sealed.entry_ids)
        if (fault := _fault_in_seal(sealed, reached, rows) or await _fault_in_texts(on, rows)) is not None:
            return Verified(reached, Broken(number, fault), ended=True)
        reached = Reached(number, sealed.hash, reached.entries + len(rows))
    return Verified(reached)


def _fault_in_seal(sealed: Any, reached: Reached, rows: Sequence[Any]) -> str | None:
    if sealed.number != reached.number + 1 or sealed.previous_hash != reached.hash:
        return "a seal is missing or out of order"
    if len(rows) != len(sealed.entry_ids):
        return "an entry is missing"
    return None if link(reached.hash, rows) == sealed.hash else "an entry or the seal was changed"


async def _fault_in_texts(on: Connected, rows: Sequence[Any]) -> str | None:
    """What is wrong with a text that these entries speak of, or None."""
    named = [sealed for row in rows for sealed in audit_texts.sealed_in(row.details).values()]
    kept = await audit_texts.kept_texts(on, {sealed.text_id for sealed in named})
    empty = [str(text_id) for text_id, row in kept.items() if row.forgotten_at is not None]
    forgotten = set(await run(on, _SAID_FORGOTTEN.values(subjects=empty))) if empty else set()
    faults = (audit_texts.fault_in(sealed, kept.get(sealed.text_id), forgotten) for sealed in named)
    return next((fault for fault in faults if fault), None)


async def _uncovered(on: Connected, covered: int) -> Broken | None:
    """Entries without a seal must be waiting for one. One statement, so that both counts are of the same moment."""
    [row] = await run(on, _COUNTED.rows())
    if row.all_entries != row.waiting + row.sealed:
        return Broken(None, "an entry was slipped in or a seal was taken away")
    return None if row.sealed >= covered else Broken(None, "a seal was taken away")


sealing = Jobs("audit")


@sealing.periodic("* * * * *", "seal")
async def seal_entries(database: Database) -> None:
    """Seal until nothing is left, in transactions of bounded size."""
    sealed = SEAL_AT_ONCE
    while sealed == SEAL_AT_ONCE:
        async with database.write() as session:
            sealed = await seal(session)
