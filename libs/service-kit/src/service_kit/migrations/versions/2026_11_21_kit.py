"""The kit's tables: people, feed, cursors, keys, audit, jobs."""

from collections.abc import Sequence

from alembic import op
from service_kit import audit, concurrency, feed, follow, people
from service_kit.database import kit_metadata
from service_kit.migrate import install_jobs

revision: str = "kit0001"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES_OF = (audit, concurrency, feed, follow, people)


def upgrade() -> None:
    connection = op.get_bind()
    kit_metadata.create_all(connection)
    install_jobs(connection)
