"""What can happen to completions: recorded, one or many at once, and taken back. Never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from service_kit.data.database import AsyncSession, new_id
from service_kit.data.locks import sharing
from service_kit.data.statements import Bound, pipeline
from service_kit.domain.collections import one
from service_kit.events.feed import publish
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.errors import Malformed, Refusal, present
from service_kit.web.outcomes import RowFaults
from service_kit.work.hooks import StatementHook

from training_api.catalogue.prerequisites import rules as prerequisites
from training_api.events import CompletionRecorded, CompletionReversed
from training_api.learning.completions import queries, rules
from training_api.learning.completions.rules import FaultOfRow, RowFault, Source
from training_api.learning.completions.schemas import RecordCompletion, UnfitRow
from training_api.locks import REQUIREMENTS, SCHEMES

SentRow = RecordCompletion | UnfitRow


@dataclass(frozen=True, slots=True)
class Learned:
    """Somebody completed something: the module as a row of id, code, title, edition, credits, offline."""

    person_id: UUID
    module: Any
    minutes: int
    source: Source
    recorded_by: str
    completed_at: datetime
    score: float | None = None
    evidence: dict[str, Any] | None = None
    external_id: str | None = None
    asks: str | None = None
    """What comes before the module, as a text search query: where it was not there, the completion is out of order."""

    def as_row(self, now: datetime) -> dict[str, Any]:
        return {
            "id": new_id(),
            "person_id": self.person_id,
            "module_id": self.module.id,
            "edition": self.module.edition,
            "score": self.score,
            "minutes": self.minutes,
            "credits": self.module.credits,
            "offline": self.module.offline,
            "source": self.source,
            "evidence": self.evidence,
            "external_id": self.external_id,
            "recorded_by": self.recorded_by,
            "completed_at": self.completed_at,
            "recorded_at": now,
        }


@dataclass(frozen=True, slots=True)
class Recorded:
    """Completions that are written in this trip, as rows; one that was sent before is not written again."""

    rows: list[dict[str, Any]]
    now: datetime

    @property
    def people(self) -> list[UUID]:
        """Whose they are, each once, in the order in which people are locked."""
        return sorted({row["person_id"] for row in self.rows})

    @property
    def modules(self) -> list[UUID]:
        """What was completed, each once."""
        return sorted({row["module_id"] for row in self.rows})


@dataclass(frozen=True, slots=True)
class Reversed:
    """A completion of this person was just taken back."""

    person_id: UUID
    module_id: UUID
    actor: Actor
    now: datetime

    @property
    def people(self) -> list[UUID]:
        """Whose it was."""
        return [self.person_id]

    @property
    def modules(self) -> list[UUID]:
        """What it was of."""
        return [self.module_id]


completions_recorded: StatementHook[[Recorded]] = StatementHook("completions were recorded")
completion_reversed: StatementHook[[Reversed]] = StatementHook("a completion was taken back")
_OF_BOTH = ("person_id", "module_id", "edition", "minutes", "credits", "offline", "source", "completed_at")
"""What the entry that takes a completion back has of it."""


async def record(
    session: AsyncSession,
    learned: Sequence[Learned],
    *,
    now: datetime,
    first: Sequence[Bound[Any]] = (),
    last: Sequence[Bound[Any]] = (),
) -> tuple[list[tuple[dict[str, Any], Learned]], Sequence[Any]]:
    """Record what was learned with all that follows from it, between what else goes in the same trip.

    Answers what is new, in order, as it was written with `out_of_order`, and the answers of `last`.
    """
    rows = [entry.as_row(now) for entry in learned]
    asked = {entry.module.id: entry.asks for entry in learned if entry.asks is not None}
    recorded = Recorded(rows, now)
    locking = (sharing(REQUIREMENTS), queries.lock_people(recorded.people), sharing(SCHEMES))
    own = [*locking, *first, queries.record(rows, asked)]
    answers, go_on = await completions_recorded.pipeline(session, own, last, recorded)
    new = {row.id: row.out_of_order for row in answers[len(own) - 1]}
    fresh = [
        (row | {"out_of_order": new[row["id"]]}, entry)
        for row, entry in zip(rows, learned, strict=True)
        if row["id"] in new
    ]
    for row, entry in fresh:
        publish(session, _recorded(row, entry), row["person_id"])
    if fresh:
        await go_on()
    return fresh, answers[len(own) :]


def _recorded(row: dict[str, Any], entry: Learned) -> CompletionRecorded:
    return CompletionRecorded(
        completion_id=row["id"],
        person_id=row["person_id"],
        module_id=row["module_id"],
        module_code=entry.module.code,
        credits=row["credits"],
        minutes=row["minutes"],
        source=row["source"],
        completed_at=row["completed_at"],
    )


async def record_one(
    session: AsyncSession, actor: Actor, body: RecordCompletion, zone: ZoneInfo, *, now: datetime
) -> tuple[Any, bool]:
    """The completion, and whether it is new; a repeated `external_id` answers the first one."""
    resolved, faults = await _resolve(session, actor, [body], zone, now)
    if faults:
        raise _refusal(faults[0].fault)
    fresh, _ = await record(session, resolved, now=now)
    for row, entry in fresh:
        audit.record(session, actor, "completion.recorded", row["id"])
        return as_shown(row, entry), True
    return await queries.known_by_external_id(session, actor.id, str(body.external_id)), False


def as_shown(row: Mapping[str, Any], entry: Learned) -> SimpleNamespace:
    """A completion that was just written, as a row of `queries.WHOLE`."""
    module = {"module_code": entry.module.code, "module_title": entry.module.title}
    return SimpleNamespace(**row, **module, reverses=None, reason=None, reversed_by=None)


_REFUSALS: tuple[type[Malformed], ...] = (
    *(rules.UnknownPerson, rules.PersonAmbiguous, rules.UnknownModule),
    *(rules.InvalidTime, rules.FromTheFuture, rules.SourceNotYours),
)


def _refusal(fault: RowFault) -> Refusal:
    """What a batch reports of a row, said of the one completion sent."""
    if fault.code == rules.OwnCompletion.__name__:
        return rules.OwnCompletion()
    kind = next((one for one in _REFUSALS if one.__name__ == fault.code), Malformed)
    return kind(case=fault.case, pointer=fault.pointer)


async def record_batch(
    session: AsyncSession, actor: Actor, rows: Sequence[SentRow], zone: ZoneInfo, errors_listed: int, *, now: datetime
) -> tuple[int, int, RowFaults[FaultOfRow]]:
    """Record every good row and report every fault of the others; the number of statements does not grow with the rows.

    Answers how many are new, how many were known, and the faults.
    """
    resolved, errors = await _resolve(session, actor, rows, zone, now)
    new, _ = await record(session, resolved, now=now) if resolved else ([], ())
    audit.record(session, actor, "completions.recorded", actor.id, {"recorded": len(new), "errors": len(errors)})
    faults: RowFaults[FaultOfRow] = RowFaults(errors_listed)
    for error in errors:
        faults.add(error.index, error)
    return len(new), len(resolved) - len(new), faults


@dataclass(frozen=True, slots=True)
class _Known:
    """What the directory and the catalogue say of the names in a request."""

    people: Mapping[tuple[str, str], Sequence[UUID]]
    modules: Mapping[str, Any]
    asked: Mapping[UUID, str | None]


async def _known(session: AsyncSession, bodies: Sequence[RecordCompletion]) -> _Known:
    names = {name: {value for body in bodies if (value := getattr(body, name))} for name in rules.PERSON_NAMES}
    meant, offered = await pipeline(
        session,
        queries.people_by(names),
        queries.shown_modules(
            {body.module_id for body in bodies if body.module_id},
            {body.module_code for body in bodies if body.module_code},
        ),
    )
    people: dict[tuple[str, str], list[UUID]] = {}
    for row in meant:
        people.setdefault((row.named_by, row.name), []).append(row.id)
    modules = {key: row for row in offered for key in (str(row.id), row.code)}
    return _Known(people, modules, {row.id: _asked_by(row) for row in offered})


def _asked_by(module: Any) -> str | None:
    if module.expression is None:
        return None
    levels = {int(level): [UUID(mate) for mate in mates] for level, mates in (module.levels or {}).items()}
    return prerequisites.as_query(prerequisites.read(module.expression, levels, of=module.id))


async def _resolve(
    session: AsyncSession, actor: Actor, rows: Sequence[SentRow], zone: ZoneInfo, now: datetime
) -> tuple[list[Learned], list[FaultOfRow]]:
    bodies = [row.rest if isinstance(row, UnfitRow) else row for row in rows]
    known = await _known(session, bodies)
    teller = _Teller(actor, Source.TRAINER if actor.kind == "person" else Source.LMS, zone, now)
    resolved, errors = [], []
    for index, (row, body) in enumerate(zip(rows, bodies, strict=True)):
        unfit = row if isinstance(row, UnfitRow) else None
        found = teller.read(body, known, unfit.unread if unfit else frozenset())
        faults = [*unfit.faults, *found.faults] if unfit else found.faults
        if faults:
            errors += [FaultOfRow(index, fault) for fault in faults]
        else:
            resolved.append(teller.learned(body, found, known))
    return resolved, errors


@dataclass(slots=True)
class _Found:
    """Whom and what a completion means, as far as it can be said, and what is wrong with it."""

    person_id: UUID | None = None
    module: Any = None
    completed_at: datetime | None = None
    faults: list[RowFault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Who tells of completions, which source that is, and when and where their moments are read."""

    actor: Actor
    source: Source
    zone: ZoneInfo
    now: datetime

    def read(self, body: RecordCompletion, known: _Known, unread: frozenset[str]) -> _Found:
        """Every fault, of whatever can be read."""
        found = _Found(completed_at=self.now)
        self._find_person(found, body, known, unread)
        self._find_module(found, body, known, unread)
        if body.completed_at is not None:
            self._find_moment(found, body.completed_at)
        if (fault := rules.fault_of_source(body.source, self.source)) is not None:
            found.faults.append(fault)
        return found

    def _find_person(self, found: _Found, body: RecordCompletion, known: _Known, unread: frozenset[str]) -> None:
        names = body.names(rules.PERSON_NAMES)
        if not unread.isdisjoint(rules.PERSON_NAMES):
            return
        if len(names) != 1:
            found.faults.append(rules.ONE_PERSON)
            return
        meant = known.people.get(names[0], ())
        own = None if self.actor.person is None else self.actor.person.id
        if (fault := rules.fault_of_person(meant, names[0][0], own)) is not None:
            found.faults.append(fault)
        else:
            found.person_id = meant[0]

    def _find_module(self, found: _Found, body: RecordCompletion, known: _Known, unread: frozenset[str]) -> None:
        names = body.names(rules.MODULE_NAMES)
        if not unread.isdisjoint(rules.MODULE_NAMES):
            return
        if len(names) != 1:
            found.faults.append(rules.ONE_MODULE)
            return
        found.module = known.modules.get(names[0][1])
        if found.module is None:
            found.faults.append(RowFault(rules.UnknownModule.__name__, f"/{names[0][0]}"))

    def _find_moment(self, found: _Found, told: datetime) -> None:
        try:
            found.completed_at = rules.in_zone(told, self.zone)
        except ValueError:
            found.faults.append(RowFault(rules.InvalidTime.__name__, rules.InvalidTime.pointer))
            return
        if rules.is_from_the_future(found.completed_at, self.now):
            found.faults.append(RowFault(rules.FromTheFuture.__name__, rules.FromTheFuture.pointer))

    def learned(self, body: RecordCompletion, found: _Found, known: _Known) -> Learned:
        """What is recorded of a completion without a fault."""
        module = found.module
        return Learned(
            person_id=present(found.person_id),
            module=module,
            minutes=module.minutes if body.minutes is None else body.minutes,
            source=self.source,
            recorded_by=self.actor.id,
            completed_at=present(found.completed_at),
            score=body.score,
            evidence=body.evidence,
            external_id=body.external_id,
            asks=known.asked[module.id],
        )


async def reverse(session: AsyncSession, actor: Actor, completion_id: UUID, reason: str, *, now: datetime) -> Any:
    """A second entry takes it back, with all that follows from it."""
    taken = await one(queries.LIST, session, actor, completion_id, now=now)
    rules.refuse_unless_reversible(is_reversal=taken.reverses is not None, is_reversed=taken.reversed_by is not None)
    reversal = {
        **{name: getattr(taken, name) for name in _OF_BOTH},
        "id": new_id(),
        "reverses": taken.id,
        "reason": reason,
        "recorded_by": actor.id,
        "recorded_at": now,
    }
    taken_back = Reversed(taken.person_id, taken.module_id, actor, now)
    locking = (sharing(REQUIREMENTS), queries.lock_people(taken_back.people), sharing(SCHEMES))
    last = [queries.recorded(taken.id)]
    own = [*locking, queries.take_back(reversal)]
    answers, go_on = await completion_reversed.pipeline(session, own, last, taken_back)
    body = CompletionReversed(completion_id=taken.id, person_id=taken.person_id, module_id=taken.module_id)
    publish(session, body, taken.person_id)
    audit.record(session, actor, "completion.reversed", taken.id, texts={"reason": reason})
    await go_on()
    return answers[-1]
