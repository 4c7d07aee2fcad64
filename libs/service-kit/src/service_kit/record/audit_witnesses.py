"""Witnesses: each night every service writes down how the chains of its siblings end.

Whoever owns a database can rewrite its whole chain so that it verifies again. The siblings keep the earlier heads in
their own chains, in other databases: those heads are then missing from the rewritten chain. A service that was restored
from a backup has lost seals as well; the history of its feed says so, and those nights are counted apart.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

import structlog
from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter, ValidationError
from sqlalchemy import BigInteger, Date, DateTime, Text, any_, bindparam, cast, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY

from service_kit.data import locks
from service_kit.data.database import Database
from service_kit.data.statements import Connected, Statement, pipeline, run
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals
from service_kit.events.feed_history import epochs
from service_kit.events.siblings import Sibling, SiblingRefused, Siblings
from service_kit.record import audit
from service_kit.record.audit import entries, seals
from service_kit.record.audit_lists import Word
from service_kit.web.errors import SiblingAway

HEAD_WITNESSED = "audit.head-witnessed"
Restores = Sequence[tuple[datetime, datetime]]
"""Each from the moment that was restored to the moment in which it was."""
LOST_BEFORE = timedelta(minutes=1)
"""A seal of the last moment before a backup may have been committed after it."""
AT_ONCE = 200
_Number = Annotated[int, Field(ge=0, lt=2**63)]
_Hash = Annotated[str, Field(max_length=128)]
log = structlog.get_logger(__name__)


class Head(BaseModel):
    """A head as a sibling answers it."""

    number: _Number
    hash: _Hash
    sealed_at: AwareDatetime
    entries: _Number
    signature: str | None = Field(default=None, max_length=1000)


class Witness(BaseModel):
    """A head that a sibling has witnessed: the last seal of a chain as it was in one night."""

    night: date
    number: _Number
    hash: _Hash
    sealed_at: AwareDatetime
    witnessed_at: AwareDatetime


class WitnessState(StrEnum):
    """What became of what one sibling witnessed of a chain: it fits, it does not, there is none, or nobody answers."""

    FITS = "fits"
    DIFFERS = "differs"
    NONE = "none"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one sibling has witnessed of this chain, oldest first; None where it does not answer."""

    sibling: str
    witnesses: Sequence[Witness] | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One sibling's witnesses against a chain: how many nights fit, how many a restore took away, and the first that
    does not fit."""

    sibling: str
    state: WitnessState
    nights: int = 0
    set_back: int = 0
    last_night: date | None = None
    broken: Witness | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """What witnesses are held against: hashes by the number of a seal, and when this service was set back to what."""

    hashes: Mapping[int, str]
    restores: Restores = field(default=())


def compare(evidence: Evidence, chain: Chain) -> Compared:
    """Hold what a sibling witnessed against the chain as it is now."""
    if evidence.witnesses is None:
        return Compared(evidence.sibling, WitnessState.AWAY)
    misfits = [one for one in evidence.witnesses if chain.hashes.get(one.number) != one.hash]
    broken = [one for one in misfits if not was_set_back(one, chain.restores)]
    nights, set_back = len(evidence.witnesses), len(misfits) - len(broken)
    agreed = WitnessState.FITS if nights > set_back else WitnessState.NONE
    last = max((one.night for one in evidence.witnesses), default=None)
    first = min(broken, key=lambda one: one.witnessed_at, default=None)
    return Compared(
        evidence.sibling,
        WitnessState.DIFFERS if broken else agreed,
        nights=nights - len(misfits),
        set_back=set_back,
        last_night=last,
        broken=first,
    )


def was_set_back(witness: Witness, restores: Restores) -> bool:
    """Whether the seal was lost by a restore: made after the moment restored to, and seen before the restore."""
    return any(
        witness.sealed_at > restored_to - LOST_BEFORE and witness.witnessed_at < began
        for restored_to, began in restores
    )


_DETAIL = entries.c.details.op("->>")


def _detail(name: str) -> Any:
    return _DETAIL(literal_column(f"'{name}'", Text))


_IS_WITNESS = entries.c.action == literal_column(f"'{HEAD_WITNESSED}'", Text)
LIST = Collection(
    "audit-witnesses",
    select(
        entries.c.id,
        entries.c.subject.label("of"),
        cast(_detail("night"), Date).label("night"),
        cast(_detail("number"), BigInteger).label("number"),
        _detail("hash").label("hash"),
        cast(_detail("sealed_at"), DateTime(timezone=True)).label("sealed_at"),
        cast(_detail("entries"), BigInteger).label("entries"),
        _detail("signature").label("signature"),
        entries.c.at.label("witnessed_at"),
    ).where(_IS_WITNESS),
    key=entries.c.id,
    sorts={"witnessed_at": (By(entries.c.id),)},
    default="-witnessed_at",
    filters={"of": equals(entries.c.subject, Word, "The service whose head it was.")},
)
_SEEN = Statement(
    select(entries.c.subject).where(
        _IS_WITNESS,
        entries.c.subject == any_(bindparam("siblings", type_=ARRAY(Text))),
        _detail("night") == bindparam("night", type_=Text),
    )
)
_HASHES = Statement(
    select(seals.c.number, seals.c.hash).where(seals.c.number == any_(bindparam("numbers", type_=ARRAY(BigInteger))))
)
_RESTORES = Statement(select(epochs.c.restored_to, epochs.c.began_at).where(epochs.c.restored_to.is_not(None)))
_witnesses = TypeAdapter(list[Witness])


def others(siblings: Siblings, service: str) -> list[Sibling]:
    """The siblings that this service knows the address of, without itself."""
    return [sibling for name, sibling in siblings.items() if name != service and sibling.url]


async def witness_heads(database: Database, siblings: Siblings, service: str, *, now: datetime) -> list[str]:
    """Write down the head of each sibling that has not been written down this night; answers whose.

    One that is away, or has sealed nothing yet, is asked again at the next call: each call does what is left.
    """
    night, names = now.date().isoformat(), [sibling.name for sibling in others(siblings, service)]
    async with database.read() as session:
        seen = set(await run(session, _SEEN.values(siblings=names, night=night)))
    written = []
    for name in sorted(set(names) - seen):
        head = await _head_of(siblings[name])
        if head is not None and await _write_down(database, service, name, night, head):
            written.append(name)
    return written


async def _head_of(sibling: Sibling) -> Head | None:
    try:
        return Head.model_validate(await sibling.get("/v1/audit/head"))
    except SiblingRefused as refused:
        if refused.answered != 404:  # 404: it has sealed nothing yet
            log.warning("head_not_witnessed", sibling=sibling.name, fault=type(refused).__name__)
    except (SiblingAway, ValidationError) as fault:
        log.warning("head_not_witnessed", sibling=sibling.name, fault=type(fault).__name__)
    return None


async def _write_down(database: Database, service: str, sibling: str, night: str, head: Head) -> bool:
    """Once a night: two workers at the same moment wait for each other here, and the second finds it done."""
    async with database.write() as session:
        looked = _SEEN.values(siblings=[sibling], night=night)
        _, seen = await pipeline(session, locks.locking(locks.WITNESSING), looked)
        if seen:
            return False
        details = {
            "night": night,
            "number": head.number,
            "hash": head.hash,
            "sealed_at": head.sealed_at.isoformat(),
            "entries": head.entries,
            "signature": head.signature,
        }
        audit.record(session, audit.SystemActor(service), HEAD_WITNESSED, sibling, details)
    return True


async def evidence_given(siblings: Siblings, service: str) -> list[Evidence]:
    """What each sibling has witnessed of this service. Never ask it inside an open transaction."""
    asked = await asyncio.gather(*(_evidence_of(sibling, service) for sibling in others(siblings, service)))
    return list(asked)


async def _evidence_of(sibling: Sibling, service: str) -> Evidence:
    found: list[Witness] = []
    query: dict[str, Any] = {"of": service, "sort": "witnessed_at", "limit": AT_ONCE}
    try:
        while True:
            page = await sibling.get("/v1/audit/witnesses", query)
            found += _witnesses.validate_python(page["items"])
            if not (cursor := page.get("next_cursor")):
                return Evidence(sibling.name, found)
            query["cursor"] = cursor
    except (SiblingAway, SiblingRefused, ValidationError, KeyError, TypeError) as fault:
        log.warning("witnesses_not_read", sibling=sibling.name, fault=type(fault).__name__)
        return Evidence(sibling.name, None)


async def chain_of(on: Connected, told: Iterable[Evidence]) -> Chain:
    """What is needed of the own chain to hold these against it."""
    numbers = {one.number for evidence in told for one in evidence.witnesses or ()}
    found, restores = await pipeline(on, _HASHES.rows(numbers=sorted(numbers)), _RESTORES.rows())
    return Chain({row.number: row.hash for row in found}, [(row.restored_to, row.began_at) for row in restores])
