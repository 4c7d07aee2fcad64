"""What a person earned for a reason on a day is found by the index alone, among however many entries of that day."""

from collections.abc import Sequence

from alembic import op

revision: str = "points_of_a_day"
down_revision: str | Sequence[str] | None = "programme_as_data"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # The ledger is read and written meanwhile. An interrupted attempt leaves an index of no use, which goes first.
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_point_entries_day")
        op.execute(
            "CREATE INDEX CONCURRENTLY ix_point_entries_day ON point_entries (person_id, created_at, id, reason)"
        )
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_point_entries_person")
