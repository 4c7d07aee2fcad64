"""A waiver can be taken back by who asked for it, and an exemption by who grants them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "waivers_taken_back"
down_revision: str | Sequence[str] | None = "lines_by_their_day"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _states("'requested', 'approved', 'refused', 'withdrawn'")
    op.add_column("exemptions", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("exemptions", sa.Column("withdrawn_by", sa.String(200), nullable=True))
    op.add_column("exemptions", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("exemptions", "withdrawn_at")
    op.drop_column("exemptions", "withdrawn_by")
    op.drop_column("exemptions", "version")
    op.execute("UPDATE prerequisite_waivers SET state = 'refused' WHERE state = 'withdrawn'")
    _states("'requested', 'approved', 'refused'")


def _states(names: str) -> None:
    # Checked apart from adding it, so that nobody waits while the rows are read.
    op.execute("ALTER TABLE prerequisite_waivers DROP CONSTRAINT ck_prerequisite_waivers_state")
    op.execute(
        f"ALTER TABLE prerequisite_waivers ADD CONSTRAINT ck_prerequisite_waivers_state CHECK (state IN ({names})) "
        "NOT VALID"
    )
    op.execute("ALTER TABLE prerequisite_waivers VALIDATE CONSTRAINT ck_prerequisite_waivers_state")
