"""What can happen to a person's place on the boards."""

from datetime import datetime
from uuid import UUID

from service_kit.concurrency import Match
from service_kit.database import AsyncSession

from advocacy_api.leaderboards import queries
from advocacy_api.leaderboards.rules import Showing
from advocacy_api.leaderboards.tables import LeaderboardPreference


async def choose(
    session: AsyncSession, person_id: UUID, match: Match, showing: Showing, *, now: datetime
) -> LeaderboardPreference:
    """By name, by pseudonym or not at all: hers alone to choose, and nothing is lost by it."""
    preference = await queries.preference(session, person_id, lock=True)
    if preference is None:
        match.check(0)
        preference = LeaderboardPreference(person_id=person_id, showing=showing.value, updated_at=now)
        session.add(preference)
        return preference
    match.check(preference.version)
    preference.showing, preference.updated_at, preference.version = showing.value, now, preference.version + 1
    return preference
