"""Background work on ambassadorships."""

from service_kit.data.database import Database
from service_kit.work import clock
from service_kit.work.jobs import Jobs

from advocacy_api.ambassadors.ambassadors import actions
from advocacy_api.settings import Settings

jobs = Jobs("ambassadors")


@jobs.periodic("17 3 * * *", "rest_the_quiet")
async def rest_the_quiet(database: Database) -> None:
    """Each night, who shared nothing for long becomes dormant."""
    days = Settings().dormant_after_days
    async with database.write() as session:
        await actions.rest_the_quiet(session, days=days, now=clock.now())
