"""What advocacy follows from training: people, and what they learned."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.events.feed import Event
from service_kit.events.follow import Follower
from service_kit.identity import people
from service_kit.work import clock

from advocacy_api.ambassadors.ambassadors import actions as ambassadors
from advocacy_api.rewarding.points import actions as points
from advocacy_api.rewarding.points.rules import Earned, Learned, Reason


def _moment(event: Event, name: str) -> datetime:
    """When it happened, as its body says, else when it was told."""
    told = event.data.get(name)
    return datetime.fromisoformat(told) if told else event.time


async def keep_people(session: AsyncSession, events: Sequence[Event]) -> None:
    """The replica becomes what the directory says; whoever left the organisation is an ambassador no more."""
    await people.apply_changes(session, events)
    gone = {UUID(event.data["person"]["id"]) for event in events if not event.data["person"]["active"]}
    if gone:
        await ambassadors.let_go(session, gone, now=clock.now())


async def award_completions(session: AsyncSession, events: Sequence[Event]) -> None:
    """Points by the completion's own id: once, also when the event is told again under another position."""
    learned = [
        Learned(
            UUID(event.data["person_id"]),
            Reason.COMPLETION,
            UUID(event.data["completion_id"]),
            _moment(event, "completed_at"),
            UUID(event.data["module_id"]),
        )
        for event in events
    ]
    await points.award_completions(session, learned, now=clock.now())


async def take_back_completions(session: AsyncSession, events: Sequence[Event]) -> None:
    """What was no completion brings no points, whichever of the two is told first."""
    pairs = [(UUID(event.data["person_id"]), UUID(event.data["completion_id"])) for event in events]
    await points.take_back_completions(session, pairs, now=clock.now())


async def award_certificates(session: AsyncSession, events: Sequence[Event]) -> None:
    """Points by the certificate's own id."""
    earned = [
        Earned(
            UUID(event.data["person_id"]),
            Reason.CERTIFICATE,
            UUID(event.data["certificate_id"]),
            _moment(event, "issued_at"),
        )
        for event in events
    ]
    await points.award(session, earned, now=clock.now())


FOLLOWERS = (
    Follower(
        source="training",
        handlers={
            people.PersonChanged.type: keep_people,
            "training.completion.recorded.v1": award_completions,
            "training.completion.reversed.v1": take_back_completions,
            "training.certificate.issued.v1": award_certificates,
        },
    ),
)
