"""The import of people runs in the background."""

from uuid import UUID

from service_kit.data.database import Database
from service_kit.work.jobs import Jobs

from training_api.directory.imports import actions
from training_api.directory.imports.rules import ERRORS_LISTED

jobs = Jobs("people")


@jobs.task("run_import")
async def run_import(database: Database, *, import_id: str, errors_listed: int = ERRORS_LISTED) -> None:
    """Bring one file into the directory; running again after a crash ends the same."""
    await actions.run(database, UUID(import_id), errors_listed)
