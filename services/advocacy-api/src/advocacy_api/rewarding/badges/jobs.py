"""Background work on badges: a published one goes to everybody who has reached it."""

from service_kit.data.database import Database
from service_kit.work import clock
from service_kit.work.jobs import Jobs

from advocacy_api.rewarding.badges import actions

jobs = Jobs("badges")


@jobs.task("award_everybody", lock="badges:award_everybody")
async def award_everybody(database: Database, code: str) -> None:
    """In transactions of bounded size, until nobody is left."""
    more = True
    while more:
        async with database.write() as session:
            more = await actions.award_some(session, code, now=clock.now())
