"""What happens to certificates by the clock."""

from service_kit.data.database import Database
from service_kit.work import clock
from service_kit.work.jobs import Jobs

from training_api.certification.certificates import actions

jobs = Jobs("certificates")


@jobs.periodic("*/5 * * * *", "expire")
async def expire(database: Database) -> None:
    """End what has ended; between two runs every answer already says so."""
    async with database.write() as session:
        await actions.expire(session, now=clock.now())
