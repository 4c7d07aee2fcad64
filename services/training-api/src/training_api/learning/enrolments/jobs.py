"""What happens to enrolments by the clock."""

from service_kit.data.database import Database
from service_kit.work import clock
from service_kit.work.jobs import Jobs

from training_api.learning.enrolments import actions, rules
from training_api.settings import Settings

jobs = Jobs("enrolments")


@jobs.periodic("17 3 * * *", "stall")
async def stall(database: Database) -> None:
    """Mark what has gone quiet, once a night."""
    quiet_since = rules.quiet_since(clock.now(), Settings().stalled_after_days)
    async with database.write() as session:
        await actions.mark_stalled(session, quiet_since=quiet_since)
