"""Background work on clicks: they bring points."""

import asyncio

from service_kit.data.database import Database
from service_kit.work import clock
from service_kit.work.jobs import Jobs

from advocacy_api.sharing.clicks import actions
from advocacy_api.sharing.clicks.actions import GATHER_SECONDS

jobs = Jobs("shares")


async def award_all(database: Database) -> None:
    """Until nothing is left, in transactions of bounded size."""
    more = True
    while more:
        async with database.write() as session:
            more = await actions.award_clicks(session, now=clock.now())


@jobs.task("award_clicks", lock="shares:award_clicks")
async def award_clicks(database: Database) -> None:
    """Soon after a click, gathering those that come right behind it."""
    await asyncio.sleep(GATHER_SECONDS)
    await award_all(database)


@jobs.periodic("* * * * *", "award_clicks_left_behind")
async def award_clicks_left_behind(database: Database) -> None:
    """Clicks whose job was never deferred because the process died right after counting them."""
    await award_all(database)
