"""Background work on files: what nothing holds goes."""

from service_kit.data.database import Database
from service_kit.domain import files
from service_kit.domain.file_store import FileStore
from service_kit.settings import ServiceSettings
from service_kit.work import clock
from service_kit.work.jobs import Jobs


def file_jobs(settings: ServiceSettings, service: str) -> Jobs:
    """The jobs of a service that keeps files."""
    jobs, store = Jobs("files"), FileStore(settings, service)

    @jobs.periodic("23 * * * *", "forget_unattached")
    async def forget_unattached(database: Database) -> None:
        """Uploads that nothing holds after a day, and what was replaced a day ago."""
        await files.forget_unattached(database, store, now=clock.now())

    @jobs.periodic("41 3 * * *", "forget_unknown")
    async def forget_unknown(database: Database) -> None:
        """Bytes whose upload was rolled back."""
        await files.forget_unknown(database, store, now=clock.now())

    return jobs
