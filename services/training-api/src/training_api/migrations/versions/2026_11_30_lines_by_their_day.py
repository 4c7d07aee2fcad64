"""A line keeps when it is due again, and an index has the lines of a requirement by the day on which they are due."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "lines_by_their_day"
down_revision: str | Sequence[str] | None = "trn_lists_read_a_page"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("assignments", sa.Column("renews_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE assignments a SET renews_at = a.fresh_from + make_interval(hours => 24 * r.repeat_every_days) "
        "FROM requirements r WHERE r.id = a.requirement_id AND r.repeat_every_days IS NOT NULL "
        "AND a.fresh_from IS NOT NULL"
    )
    # The table is read and written meanwhile. An interrupted attempt leaves an index of no use, which goes first.
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_assignments_due")
        op.execute(
            "CREATE INDEX CONCURRENTLY ix_assignments_due ON assignments "
            "(requirement_id, (GREATEST(first_due_at, renews_at)), person_id) "
            "INCLUDE (first_due_at, renews_at, completed_at, fresh_from)"
        )
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_assignments_requirement_id")


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_assignments_requirement_id")
        op.execute("CREATE INDEX CONCURRENTLY ix_assignments_requirement_id ON assignments (requirement_id)")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_assignments_due")
    op.drop_column("assignments", "renews_at")
