"""What the clock does to acknowledgements."""

from service_kit.data.database import Database
from service_kit.work import clock
from service_kit.work.jobs import Jobs

from governance_api.acknowledgements.rounds import actions

jobs = Jobs("acknowledgements")


@jobs.periodic("* * * * *", "lapse_due")
async def lapse_due_acknowledgements(database: Database) -> None:
    """End the grace of those who let the due date pass."""
    async with database.write() as session:
        await actions.lapse_due(session, now=clock.now())
