"""The import of people runs in the background."""

from collections.abc import Mapping
from uuid import UUID

from service_kit.data.database import Database
from service_kit.work.jobs import Jobs

from training_api.directory.files.rules import Encoding
from training_api.directory.imports import actions
from training_api.directory.imports.rules import ERRORS_LISTED, Origin, Reading
from training_api.directory.spreadsheets.rules import MIB

jobs = Jobs("people")


@jobs.task("run_import")
async def run_import(
    database: Database,
    *,
    import_id: str,
    errors_listed: int = ERRORS_LISTED,
    encoding: str = Encoding.UTF_8.value,
    mapping: Mapping[str, Mapping[str, str]] | None = None,
    unpacked_mib: int = 512,
) -> None:
    """Bring one file into the directory; running again after a crash ends the same."""
    origins = None if mapping is None else {field: Origin(**origin) for field, origin in mapping.items()}
    reading = Reading(Encoding(encoding), origins, unpacked_mib * MIB)
    await actions.run(database, UUID(import_id), errors_listed, reading)
