"""What can happen to completions: recorded, one or many at once, and taken back. Never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession, new_id
from service_kit.data.locks import sharing
from service_kit.data.statements import Bound, pipeline
from service_kit.domain.collections import one
from service_kit.events.feed import publish
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.errors import Refusal
from service_kit.web.outcomes import RowFaults
from service_kit.work.hooks import StatementHook

from training_api.events import CompletionRecorded, CompletionReversed
from training_api.learning.completions import queries, rules
from training_api.learning.completions.rules import RowFault, Source
from training_api.learning.completions.schemas import RecordCompletion
from training_api.locks import REQUIREMENTS, SCHEMES


@dataclass(frozen=True, slots=True)
class Learned:
    """Somebody completed something: the module as a row of id, code, title, edition, credits, offline."""

    person_id: UUID
    module: Any
    minutes: int
    source: Source
    recorded_by: str
    completed_at: datetime
    score: int | None = None
    evidence: dict[str, Any] | None = None
    external_id: str | None = None

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

    Answers what is new, in order, as it was written, and the answers of `last`.
    """
    rows = [entry.as_row(now) for entry in learned]
    recorded = Recorded(rows, now)
    locking = (sharing(REQUIREMENTS), queries.lock_people(recorded.people), sharing(SCHEMES))
    own = [*locking, *first, queries.record(rows)]
    answers, go_on = await completions_recorded.pipeline(session, own, last, recorded)
    new = set(answers[len(own) - 1])
    fresh = [(row, entry) for row, entry in zip(rows, learned, strict=True) if row["id"] in new]
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


async def record_one(session: AsyncSession, actor: Actor, body: RecordCompletion, *, now: datetime) -> tuple[Any, bool]:
    """The completion, and whether it is new; a repeated `external_id` answers the first one."""
    resolved, faults = await _resolve(session, actor, [body], now)
    if faults:
        raise _refusal(body, faults[0])
    fresh, _ = await record(session, resolved, now=now)
    for row, entry in fresh:
        audit.record(session, actor, "completion.recorded", row["id"])
        return as_shown(row, entry), True
    return await queries.known_by_external_id(session, actor.id, str(body.external_id)), False


def as_shown(row: Mapping[str, Any], entry: Learned) -> SimpleNamespace:
    """A completion that was just written, as a row of `queries.WHOLE`."""
    module = {"module_code": entry.module.code, "module_title": entry.module.title}
    return SimpleNamespace(**row, **module, reverses=None, reason=None, reversed_by=None)


def _refusal(body: RecordCompletion, fault: RowFault) -> Refusal:
    """What a batch reports of a row, said of the one completion sent."""
    match fault.code:
        case "UnknownPerson":
            return rules.UnknownPerson(pointer="/person_id" if body.person_id else "/employee_number")
        case "UnknownModule":
            return rules.UnknownModule(pointer="/module_id" if body.module_id else "/module_code")
        case "FromTheFuture":
            return rules.FromTheFuture()
        case _:
            return rules.OwnCompletion()


async def record_batch(
    session: AsyncSession, actor: Actor, bodies: Sequence[RecordCompletion], errors_listed: int, *, now: datetime
) -> tuple[int, int, RowFaults[RowFault]]:
    """Record every good row and report every bad one; the number of statements does not grow with the rows.

    Answers how many are new, how many were known, and the faults.
    """
    resolved, errors = await _resolve(session, actor, bodies, now)
    new, _ = await record(session, resolved, now=now) if resolved else ([], ())
    audit.record(session, actor, "completions.recorded", actor.id, {"recorded": len(new), "errors": len(errors)})
    faults: RowFaults[RowFault] = RowFaults(errors_listed)
    for error in errors:
        faults.add(error.index, error)
    return len(new), len(resolved) - len(new), faults


async def _resolve(
    session: AsyncSession, actor: Actor, bodies: Sequence[RecordCompletion], now: datetime
) -> tuple[list[Learned], list[RowFault]]:
    known, offered = await pipeline(
        session,
        queries.people_by(
            {body.person_id for body in bodies if body.person_id},
            {body.employee_number for body in bodies if body.employee_number},
        ),
        queries.shown_modules(
            {body.module_id for body in bodies if body.module_id},
            {body.module_code for body in bodies if body.module_code},
        ),
    )
    people, by_number = {row.id for row in known}, {row.employee_number: row.id for row in known}
    modules = {key: row for row in offered for key in (str(row.id), row.code)}
    resolved, errors = [], []
    for index, body in enumerate(bodies):
        person_id = body.person_id if body.person_id in people else by_number.get(body.employee_number or "")
        module = modules.get(str(body.module_id or body.module_code))
        completed_at = body.completed_at or now
        if person_id is None:
            errors.append(RowFault(index, "UnknownPerson"))
        elif actor.person is not None and person_id == actor.person.id:
            errors.append(RowFault(index, "OwnCompletion"))
        elif module is None:
            errors.append(RowFault(index, "UnknownModule"))
        elif rules.is_from_the_future(completed_at, now):
            errors.append(RowFault(index, "FromTheFuture"))
        else:
            resolved.append(_learned(actor, body, person_id, module, completed_at))
    return resolved, errors


def _learned(actor: Actor, body: RecordCompletion, person_id: UUID, module: Any, completed_at: datetime) -> Learned:
    return Learned(
        person_id=person_id,
        module=module,
        minutes=module.minutes if body.minutes is None else body.minutes,
        source=body.source or (Source.TRAINER if actor.kind == "person" else Source.LMS),
        recorded_by=actor.id,
        completed_at=completed_at,
        score=body.score,
        evidence=body.evidence,
        external_id=body.external_id,
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
