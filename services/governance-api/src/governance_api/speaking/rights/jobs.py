"""What the clock does to speaking rights."""

from service_kit.data.database import Database
from service_kit.work import clock
from service_kit.work.jobs import Jobs

from governance_api.speaking.certificates import actions as certificates
from governance_api.speaking.rights import actions

jobs = Jobs("speaking-rights")


@jobs.periodic("* * * * *", "end_what_is_over")
async def end_what_is_over(database: Database) -> None:
    """Certificates expire and suspensions end by the clock alone; the rights that rest on them follow."""
    async with database.write() as session:
        await certificates.end_expired(session, now=clock.now())
    # Whoever suspends locks the suspension first and the right after it: one transaction for both would do it the
    # other way round, and the two could wait for each other.
    async with database.write() as session:
        await actions.end_suspensions(session, now=clock.now())
