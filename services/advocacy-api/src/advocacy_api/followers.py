"""What advocacy follows from training: people, and what they learned."""

from collections.abc import Sequence
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.events.feed import Event
from service_kit.events.feed_repair import Replica
from service_kit.events.follow import Follower
from service_kit.identity import people
from service_kit.identity.people_state import PEOPLE, person_of, restate_people, retire_people
from service_kit.identity.role_mappings_state import (
    ROLE_MAPPINGS_REPLICA,
    RoleMappingChanged,
    follow_role_mappings,
)
from service_kit.work import clock

from advocacy_api.ambassadors.ambassadors import actions as ambassadors
from advocacy_api.learning.facts import actions as learning
from advocacy_api.learning.facts import queries


async def keep_people(session: AsyncSession, events: Sequence[Event]) -> None:
    """The replica becomes what the directory says; whoever left the organisation is an ambassador no more."""
    await people.apply_changes(session, events)
    gone = {UUID(event.data["person"]["id"]) for event in events if not event.data["person"]["active"]}
    if gone:
        await ambassadors.let_go(session, gone, now=clock.now())


async def follow_up_people(session: AsyncSession, keys: Sequence[str]) -> None:
    """Of the people whom a repair changed, those who left are ambassadors no more."""
    await ambassadors.let_go(session, {UUID(key) for key in keys}, now=clock.now())


REPLICAS = (
    ROLE_MAPPINGS_REPLICA,
    Replica(
        things=PEOPLE,
        types=(people.PersonChanged.type,),
        key_of=person_of,
        restate=restate_people,
        retire=retire_people,
        follow_up=follow_up_people,
        records=learning.people_with_points,
    ),
    Replica(
        things=queries.CERTIFICATES,
        types=(learning.ISSUED,),
        key_of=learning.certificate_of,
        restate=learning.restate_certificates,
        retire=learning.retire,
        records=learning.certificates_with_points,
        reverse=learning.reverse_certificates,
    ),
    Replica(
        things=queries.COMPLETIONS,
        types=(learning.RECORDED, learning.REVERSED),
        key_of=learning.completion_of,
        restate=learning.restate_completions,
        retire=learning.retire,
        records=learning.completions_with_points,
        reverse=learning.reverse_completions,
    ),
)

FOLLOWERS = (
    Follower(
        source="training",
        handlers={
            people.PersonChanged.type: keep_people,
            RoleMappingChanged.type: follow_role_mappings,
            learning.RECORDED: learning.follow_completions,
            learning.REVERSED: learning.follow_reversals,
            learning.ISSUED: learning.follow_certificates,
        },
        replicas=REPLICAS,
    ),
)
