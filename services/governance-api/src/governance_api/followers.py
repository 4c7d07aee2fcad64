"""What governance-api follows from its siblings, and which action each event calls."""

from collections.abc import Sequence
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.domain.audience import LISTS
from service_kit.events.feed import Event
from service_kit.events.feed_repair import Replica
from service_kit.events.follow import Follower, Handler
from service_kit.identity import people
from service_kit.identity.people_state import PEOPLE, person_of, restate_people, retire_people
from service_kit.identity.role_mappings_state import (
    ROLE_MAPPINGS_REPLICA,
    RoleMappingChanged,
    follow_role_mappings,
)
from service_kit.work import clock

from governance_api.acknowledgements.acknowledgements import queries as acknowledgements
from governance_api.acknowledgements.rounds import actions as rounds
from governance_api.signoff.signoffs import actions as signoffs
from governance_api.speaking.certificates import actions as certificates
from governance_api.speaking.certificates import queries as certificate_queries
from governance_api.speaking.rights import actions as rights

DAYS_WHEN_UNSAID = 14


async def follow_people(session: AsyncSession, events: Sequence[Event]) -> None:
    """People came, changed or left: the replica, what they are asked, what they sign and their rights, at once."""
    await people.apply_changes(session, events)
    now = clock.now()
    if asked := changed_in(events, {"active", *LISTS.values()}):
        await rounds.ask_changed_people(session, asked, default_days=DAYS_WHEN_UNSAID, now=now)
    await signoffs.pass_on(session, left(events), now=now)
    await rights.refresh(session, changed_in(events, {"active"}), because="PersonChanged", now=now)


def in_turn(handler: Handler) -> Handler:
    """Take the lock of asking before the handler locks rights: every follower takes them in this order."""

    async def follow(session: AsyncSession, events: Sequence[Event]) -> None:
        await acknowledgements.lock_asking(session)
        await handler(session, events)

    return follow


def changed_in(events: Sequence[Event], columns: set[str]) -> list[UUID]:
    """The people of whom one of these columns changed; of who is new, every column did."""
    return sorted(
        {UUID(event.data["person"]["id"]) for event in events if columns & set(event.data.get("changed") or ())}
    )


def left(events: Sequence[Event]) -> list[UUID]:
    """The people of whom the directory says that they left."""
    changes = [event.data for event in events if "active" in (event.data.get("changed") or ())]
    return sorted({UUID(change["person"]["id"]) for change in changes if not change["person"]["active"]})


async def follow_up_people(session: AsyncSession, keys: Sequence[str]) -> None:
    """All that follows for people who came, changed or went with a repair."""
    people_ids, now = [UUID(key) for key in keys], clock.now()
    await rounds.ask_changed_people(session, people_ids, default_days=DAYS_WHEN_UNSAID, now=now)
    await signoffs.pass_on(session, people_ids, now=now)
    await rights.refresh(session, people_ids, because=certificates.REPAIRED, now=now)


async def receipts_of_gone(session: AsyncSession, gone: Sequence[str], _changed: Sequence[str]) -> set[str]:
    """What people have answered is a receipt, also of those whom the directory knows no more."""
    return {str(person) for person in await acknowledgements.with_receipts(session, [UUID(key) for key in gone])}


REPLICAS = (
    ROLE_MAPPINGS_REPLICA,
    Replica(
        things=PEOPLE,
        types=("training.person.changed.v1",),
        key_of=person_of,
        restate=restate_people,
        retire=retire_people,
        follow_up=follow_up_people,
        records=receipts_of_gone,
    ),
    Replica(
        things=certificate_queries.REPLICATED_SCHEMES,
        types=("training.scheme.published.v1",),
        key_of=lambda event: str(event.data["code"]),
        restate=certificates.restate_schemes,
        retire=certificates.retire_schemes,
        follow_up=certificates.follow_up_schemes,
    ),
    Replica(
        things=certificate_queries.REPLICATED,
        types=tuple(certificates.STATE_SAID_BY),
        key_of=lambda event: str(event.data["certificate_id"]),
        restate=certificates.restate,
        retire=certificates.retire,
        follow_up=certificates.follow_up,
    ),
)

FOLLOWERS = (
    Follower(
        source="training",
        handlers={
            "training.person.changed.v1": follow_people,
            RoleMappingChanged.type: follow_role_mappings,
            "training.scheme.published.v1": in_turn(certificates.follow_schemes),
            "training.certificate.issued.v1": in_turn(certificates.follow_issued),
            "training.certificate.suspended.v1": in_turn(
                certificates.follow_state("suspended", "CertificateSuspended")
            ),
            "training.certificate.reinstated.v1": in_turn(certificates.follow_state("valid", "CertificateReinstated")),
            "training.certificate.revoked.v1": in_turn(certificates.follow_state("revoked", "CertificateRevoked")),
            "training.certificate.expired.v1": in_turn(certificates.follow_state("expired", "CertificateExpired")),
        },
        replicas=REPLICAS,
    ),
)
