"""What happens to certificates by the clock."""

from service_kit import clock
from service_kit.database import Database
from service_kit.jobs import Jobs

from training_api.certificates import actions

jobs = Jobs("certificates")


@jobs.periodic("*/5 * * * *", "expire")
async def expire(database: Database) -> None:
    """End what has ended; between two runs every answer already says so."""
    async with database.write() as session:
        await actions.expire(session, now=clock.now())
