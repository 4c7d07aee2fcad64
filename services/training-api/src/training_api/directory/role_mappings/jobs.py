"""Role mappings that stand in the settings."""

from service_kit.data.database import Database
from service_kit.work import clock
from service_kit.work.jobs import Jobs

from training_api.directory.people import actions as people
from training_api.directory.role_mappings import actions
from training_api.settings import Settings

jobs = Jobs("role-mappings")


@jobs.periodic("* * * * *", "settle_fixed")
async def settle_fixed(database: Database) -> None:
    """Bring the entries of ROLE_MAP into the table, for the first admin, within a minute of a start."""
    async with database.write() as session:
        await actions.settle_fixed(session, Settings().role_map, now=clock.now())


@jobs.periodic("23 * * * *", "forget_unknown_roles")
async def forget_unknown_roles(database: Database) -> None:
    """Of people who were known before only roles counted, what is no role is forgotten."""
    forgotten = people.AT_ONCE
    while forgotten == people.AT_ONCE:
        async with database.write() as session:
            forgotten = await people.forget_unknown_roles(session, now=clock.now())
