"""What training's events do here: each fact is known once, and brings its points once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.events.feed import Event
from service_kit.identity.auth import Actor
from service_kit.work import clock

from advocacy_api.learning.facts import queries
from advocacy_api.rewarding.points import actions as points
from advocacy_api.rewarding.points.rules import Earned, Learned, Reason

RECORDED = "training.completion.recorded.v1"
REVERSED = "training.completion.reversed.v1"
ISSUED = "training.certificate.issued.v1"


def _moment(event: Event, name: str) -> datetime:
    """When it happened, as its body says, else when it was told."""
    told = event.data.get(name)
    return datetime.fromisoformat(told) if told else event.time


def _learned(event: Event) -> Learned:
    return Learned(
        UUID(event.data["person_id"]),
        Reason.COMPLETION,
        UUID(event.data["completion_id"]),
        _moment(event, "completed_at"),
        UUID(event.data["module_id"]),
    )


def _earned(event: Event) -> Earned:
    certificate = UUID(event.data["certificate_id"])
    return Earned(UUID(event.data["person_id"]), Reason.CERTIFICATE, certificate, _moment(event, "issued_at"))


def completion_of(event: Event) -> str:
    """Which completion an event is about."""
    return str(event.data["completion_id"])


def certificate_of(event: Event) -> str:
    """Which certificate an event is about."""
    return str(event.data["certificate_id"])


async def follow_completions(session: AsyncSession, events: Sequence[Event]) -> None:
    """Points by the completion's own id: once, also when the event is told again under another position."""
    learned = [_learned(event) for event in events]
    new = await queries.note(session, learned)
    await points.award_completions(session, [one for one in learned if one.event_id in new], now=clock.now())


async def follow_reversals(session: AsyncSession, events: Sequence[Event]) -> None:
    """What was no completion brings no points, whichever of the two is told first."""
    noted = queries.note_reversed([queries.fact(_learned(event), reversed_there=True) for event in events])
    pairs = [(UUID(event.data["person_id"]), UUID(event.data["completion_id"])) for event in events]
    await points.take_back_completions(session, pairs, noted, now=clock.now())


async def follow_certificates(session: AsyncSession, events: Sequence[Event]) -> None:
    """Points by the certificate's own id."""
    earned = [_earned(event) for event in events]
    new = await queries.note(session, earned)
    await points.award(session, [one for one in earned if one.event_id in new], now=clock.now())


async def restate_completions(session: AsyncSession, events: Sequence[Event]) -> None:
    """Completions as training tells them now: what is missing here earns its points, what it took back loses them."""
    told = {event.data["completion_id"]: _learned(event) for event in events if event.type == RECORDED}
    undone = {event.data["completion_id"] for event in events if event.type == REVERSED}
    known = await queries.known(session, [one.event_id for one in told.values()])
    await queries.restate(session, [queries.fact(one, reversed_there=key in undone) for key, one in told.items()])
    missing = [one for key, one in told.items() if one.event_id not in known and key not in undone]
    await points.award_completions(session, missing, now=clock.now())
    lost = [one for key, one in told.items() if known.get(one.event_id) is False and key in undone]
    await points.take_back_completions(session, [(one.person_id, one.event_id) for one in lost], now=clock.now())


async def restate_certificates(session: AsyncSession, events: Sequence[Event]) -> None:
    """Certificates as training tells them now: what is missing here earns its points."""
    told = [_earned(event) for event in events]
    known = await queries.known(session, [one.event_id for one in told])
    await queries.restate(session, [queries.fact(one) for one in told])
    await points.award(session, [one for one in told if one.event_id not in known], now=clock.now())


async def retire(session: AsyncSession, keys: Sequence[str]) -> None:
    """The ledger is never rewritten: what became of it here stays until an admin decides."""


async def completions_with_points(session: AsyncSession, gone: Sequence[str], changed: Sequence[str]) -> set[str]:
    """Points of completions that training has lost, and points taken back for reversals that it has lost."""
    found = await queries.with_points(session, _ids(gone), Reason.COMPLETION)
    undone = await queries.taken_back(session, _ids(changed))
    return {str(key) for key in found | {row.event_id for row in undone}}


async def certificates_with_points(session: AsyncSession, gone: Sequence[str], _changed: Sequence[str]) -> set[str]:
    """Points of certificates that training has lost."""
    return {str(key) for key in await queries.with_points(session, _ids(gone), Reason.CERTIFICATE)}


async def people_with_points(session: AsyncSession, gone: Sequence[str], _changed: Sequence[str]) -> set[str]:
    """Whom the directory lost and the ledger knows."""
    return {str(key) for key in await queries.people_with_entries(session, _ids(gone))}


async def reverse_completions(session: AsyncSession, _actor: Actor, keys: Sequence[str]) -> None:
    """Take the points back that rest on nothing, and give back those that were taken for nothing.

    Who completed the module again after the restore has its points for that completion.
    """
    ids, now = _ids(keys), clock.now()
    await points.give_again(session, await queries.taken_back(session, ids), now=now)
    lost = sorted(await queries.with_points(session, ids, Reason.COMPLETION))
    owners = await queries.owners(session, lost)
    await points.take_back_completions(session, [(owners[key], key) for key in lost], now=now)
    await queries.set_reversed(session, lost)
    again = [
        Learned(row.person_id, Reason.COMPLETION, row.id, row.happened_at, row.module_id)
        for row in await queries.same_modules(session, lost)
    ]
    await points.award_completions(session, again, now=now)


async def reverse_certificates(session: AsyncSession, _actor: Actor, keys: Sequence[str]) -> None:
    """Take the points of these certificates back."""
    await points.take_back_certificates(session, _ids(keys), now=clock.now())


def _ids(keys: Sequence[str]) -> list[UUID]:
    return [UUID(key) for key in keys]
