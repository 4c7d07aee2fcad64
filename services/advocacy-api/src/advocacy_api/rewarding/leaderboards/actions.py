"""What can happen to a person's place on the boards."""

from datetime import datetime

from service_kit.data.database import AsyncSession
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match

from advocacy_api.rewarding.leaderboards import queries
from advocacy_api.rewarding.leaderboards.rules import Showing
from advocacy_api.rewarding.leaderboards.tables import LeaderboardPreference


async def choose(
    session: AsyncSession, actor: Actor, match: Match, showing: Showing, *, now: datetime
) -> LeaderboardPreference:
    """By name, by pseudonym or not at all: theirs alone to choose, and nothing is lost by it."""
    preference = await queries.locked(session, actor.person_id, now)
    match.check(preference.version)
    preference.showing, preference.updated_at, preference.version = showing.value, now, preference.version + 1
    audit.record(
        session, actor, action="leaderboard.chosen", subject=actor.person_id, details={"showing": showing.value}
    )
    return preference
