"""Which of Procrastinate's own migrations a database holds."""

from collections.abc import Sequence

from alembic import op
from service_kit.data.migrate import job_migrations, note_job_migrations
from sqlalchemy import inspect

revision: str = "kit0007"
down_revision: str | Sequence[str] | None = "kit0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Every database made before this note was made by Procrastinate 3.10.0, whose newest migration this is.
BASELINE = "03.04.00_50_post_add_retry_failed_job_procedure.sql"


def upgrade() -> None:
    if not inspect(op.get_bind()).has_table("job_migrations"):
        note_job_migrations(op.get_bind(), job_migrations(up_to=BASELINE))


def downgrade() -> None:
    op.drop_table("job_migrations")
