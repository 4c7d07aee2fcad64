"""Is the record as it was? The own chain computed anew, and held against what the siblings have witnessed of it.

A small record is verified while somebody waits. A larger one by a job, in steps: after each it is noted how far the
chain holds, so that whoever asked sees it go on, and a worker that is killed leaves the rest to the next one.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Table,
    Text,
    Uuid,
    bindparam,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Field

from service_kit.data.database import AsyncSession, Database, KitTable, instant_column, json_column, new_id
from service_kit.data.statements import Bound, Connected, Statement, run
from service_kit.domain.lifecycle import one_of
from service_kit.events.siblings import Siblings
from service_kit.record import audit, audit_witnesses
from service_kit.record.audit import Reached, Verified, entries
from service_kit.record.audit_witnesses import Compared, WitnessState
from service_kit.work import clock
from service_kit.work.jobs import RETRY, Jobs, Task, defer

AT_ONCE = 100_000
"""The most entries that are verified while somebody waits."""
SEALS_A_STEP = 20
FORGOTTEN_AFTER = timedelta(minutes=15)
"""When nothing has moved for so long its job was lost, and whoever asks next defers another."""
log = structlog.get_logger(__name__)


class VerificationState(StrEnum):
    RUNNING = "running"
    DONE = "done"


class AuditVerification(KitTable, table=True):
    """A verification in steps: `seal` and `hash` are the last seal that holds, `result` what it came to."""

    __tablename__ = "audit_verifications"
    __table_args__ = (
        CheckConstraint(one_of("state", VerificationState), name="state"),
        CheckConstraint("(state = 'done') = (result IS NOT NULL AND finished_at IS NOT NULL)", name="done"),
        Index("ix_audit_verifications_running", "state", unique=True, postgresql_where=text("state = 'running'")),
    )

    id: UUID = Field(primary_key=True)
    state: str = Field(sa_type=Text)
    started_at: datetime = instant_column()
    finished_at: datetime | None = instant_column(nullable=True)
    seal: int = Field(sa_column=Column(BigInteger, nullable=False))
    hash: str = Field(sa_type=Text)
    entries: int = Field(sa_column=Column(BigInteger, nullable=False))
    total: int = Field(sa_column=Column(BigInteger, nullable=False))
    moved_at: datetime = instant_column()
    result: dict[str, Any] | None = json_column(nullable=True)


verifications: Table = AuditVerification.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__

_FEW = select(entries.c.id).order_by(entries.c.id).limit(bindparam("most")).subquery()
_COUNT = Statement(select(func.count()).select_from(_FEW))
_ALL = Statement(select(func.count()).select_from(entries))
_FOUND = Statement(select(*verifications.c).where(verifications.c.id == bindparam("id", type_=Uuid)))
_RUNNING = Statement(select(*verifications.c).where(verifications.c.state == text("'running'")))
_NOW = bindparam("now", type_=DateTime(timezone=True))
# Of two that begin at once, one waits here for the other and finds that it runs already.
_BEGIN = Statement(
    insert(verifications)
    .values(
        id=bindparam("id", type_=Uuid),
        state=VerificationState.RUNNING.value,
        started_at=_NOW,
        moved_at=_NOW,
        seal=0,
        hash=audit.GENESIS,
        entries=0,
        total=bindparam("total", type_=BigInteger),
    )
    .on_conflict_do_nothing()
)
_WOKEN = Statement(
    update(verifications)
    .where(verifications.c.state == text("'running'"), verifications.c.moved_at < bindparam("since", type_=_NOW.type))
    .values(moved_at=_NOW)
    .returning(verifications.c.id)
)
_ID, _AT = bindparam("which", type_=Uuid), bindparam("at", type_=BigInteger)
_HERE = (verifications.c.id == _ID, verifications.c.seal == _AT, verifications.c.state == text("'running'"))
_REACHED = {name: bindparam(f"new_{name}", type_=verifications.c[name].type) for name in ("seal", "hash", "entries")}
_GO_ON = Statement(update(verifications).where(*_HERE).values(**_REACHED, moved_at=_NOW))
_END = Statement(
    update(verifications)
    .where(*_HERE)
    .values(
        **_REACHED,
        state=VerificationState.DONE.value,
        moved_at=_NOW,
        finished_at=_NOW,
        result=bindparam("outcome", type_=JSONB()),
    )
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a verification came to: the chain's first fault, else the first night that a sibling witnessed otherwise."""

    intact: bool
    broken_seal: int | None
    reason: str | None
    broken_night: date | None
    entries: int
    verified_at: datetime
    witnesses: Sequence[Compared]


def outcome_of(verified: Verified, compared: Iterable[Compared], *, now: datetime) -> Outcome:
    """The chain itself comes first: of a seal that does not hold, no witness need be asked."""
    witnesses = sorted(compared, key=lambda one: one.sibling)
    count = verified.reached.entries
    if verified.broken is not None:
        return Outcome(False, verified.broken.seal, verified.broken.reason, None, count, now, witnesses)
    differing = [(one.broken, one.sibling) for one in witnesses if one.broken is not None]
    if differing:
        first, sibling = min(differing, key=lambda each: each[0].witnessed_at)
        reason = f"the chain is not the one that {sibling} witnessed in the night of {first.night.isoformat()}"
        return Outcome(False, first.number, reason, first.night, count, now, witnesses)
    return Outcome(True, None, None, None, count, now, witnesses)


async def is_large(on: Connected) -> bool:
    """Whether the record has more entries than are verified while somebody waits."""
    found: int = await run(on, _COUNT.value(most=AT_ONCE + 1))
    return found > AT_ONCE


async def verify_now(database: Database, siblings: Siblings, service: str) -> Outcome:
    """All of it at once. No connection is held while the siblings are asked."""
    told = await audit_witnesses.evidence_given(siblings, service)
    async with database.hot() as connection:
        verified = await audit.verify(connection)
        compared = await _held_against(connection, told)
    return outcome_of(verified, compared, now=clock.now())


async def _held_against(on: Connected, told: Sequence[audit_witnesses.Evidence]) -> list[Compared]:
    chain = await audit_witnesses.chain_of(on, told)
    return [audit_witnesses.compare(one, chain) for one in told]


def found(verification_id: UUID) -> Bound[Any | None]:
    """A verification in steps, or None."""
    return _FOUND.first(id=verification_id)


async def begin(session: AsyncSession, *, now: datetime) -> Any:
    """The verification that is under way, or a new one with its job."""
    running = await run(session, _RUNNING.first())
    while running is None:
        begun, total = new_id(), await run(session, _ALL.value())
        if await run(session, _BEGIN.count(id=begun, now=now, total=total)):
            await defer(session, VERIFY, verification=str(begun))
        running = await run(session, _RUNNING.first())
    for forgotten in await run(session, _WOKEN.values(since=now - FORGOTTEN_AFTER, now=now)):
        await defer(session, VERIFY, verification=str(forgotten))
    return running


async def verify_in_steps(database: Database, siblings: Siblings, service: str, verification_id: UUID) -> None:
    """Do what is left of a verification, a step in each transaction, and note what it came to."""
    while True:
        async with database.read() as session:
            row = await run(session, found(verification_id))
            if row is None or row.state != VerificationState.RUNNING:
                return
            at = Reached(row.seal, row.hash, row.entries)
            step = await audit.verify_step(session, at, at_once=SEALS_A_STEP)
        if step.ended:
            await _end(database, siblings, service, verification_id, at, step)
            return
        where = {"which": verification_id, "at": at.number}
        async with database.write() as session:
            moved = await run(session, _GO_ON.count(**where, now=clock.now(), **_as_new(step.reached)))
        if not moved:  # a worker that was thought dead went further: the rest is its own
            log.info("audit_verification_overtaken")
            return
        await asyncio.sleep(0)


async def _end(
    database: Database, siblings: Siblings, service: str, verification_id: UUID, at: Reached, step: Verified
) -> None:
    told = await audit_witnesses.evidence_given(siblings, service)
    async with database.read() as session:
        compared = await _held_against(session, told)
    now = clock.now()
    outcome = as_kept(outcome_of(step, compared, now=now))
    where = {"which": verification_id, "at": at.number, "now": now, "outcome": outcome}
    async with database.write() as session:
        await run(session, _END.count(**where, **_as_new(step.reached)))


def _as_new(reached: Reached) -> dict[str, Any]:
    return {"new_seal": reached.number, "new_hash": reached.hash, "new_entries": reached.entries}


def as_kept(outcome: Outcome) -> dict[str, Any]:
    """An outcome as JSON, with what is told of each witness."""
    return {
        "intact": outcome.intact,
        "broken_seal": outcome.broken_seal,
        "reason": outcome.reason,
        "broken_night": _day(outcome.broken_night),
        "entries": outcome.entries,
        "verified_at": outcome.verified_at.isoformat(),
        "witnesses": [
            {
                "sibling": one.sibling,
                "state": WitnessState(one.state).value,
                "nights": one.nights,
                "set_back": one.set_back,
                "last_night": _day(one.last_night),
                "broken_night": _day(one.broken.night if one.broken else None),
            }
            for one in outcome.witnesses
        ],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


async def _without_siblings(_database: Database, verification: str) -> None:
    raise NotImplementedError(verification)


VERIFY = Task("audit:verify", _without_siblings, RETRY)
"""The job by its name, to be deferred; a worker runs it with the siblings that it knows."""


def audit_jobs(service: str, siblings: Siblings) -> Jobs:
    """The jobs on the record that ask siblings."""
    jobs = Jobs("audit")

    @jobs.periodic("*/5 * * * *", "witness")
    async def witness(database: Database) -> None:
        """Each night's heads of the siblings; one that was away is asked again until the night is told."""
        await audit_witnesses.witness_heads(database, siblings, service, now=clock.now())

    @jobs.task("verify")
    async def verify(database: Database, verification: str) -> None:
        """A verification in steps; a worker that was killed leaves the rest to the next one."""
        await verify_in_steps(database, siblings, service, UUID(verification))

    return jobs
