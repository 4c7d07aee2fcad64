"""An entry says which share was followed, by which rule it was earned, and why it brought fewer points."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "points_say_for_what"
down_revision: str | Sequence[str] | None = "adv_pictures"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # Entries of before say none of it: the ledger is never rewritten.
    op.add_column("point_entries", sa.Column("subject_id", sa.Uuid(), nullable=True))
    op.add_column("point_entries", sa.Column("rule_code", sa.String(60), nullable=True))
    op.add_column("point_entries", sa.Column("rule_version", sa.Integer(), nullable=True))
    op.add_column("point_entries", sa.Column("nth", sa.Integer(), nullable=True))
    op.add_column("point_entries", sa.Column("full_amount", sa.Integer(), nullable=True))
    op.add_column("point_entries", sa.Column("reduced_by", sa.String(16), nullable=True))
