"""A score has two decimals, and a completion keeps what should have come before it where that was open."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "trn_results_as_they_come"
down_revision: str | Sequence[str] | None = "modules_found"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("completions", sa.Column("asked_first", sa.Text(), nullable=True))
    op.alter_column("completions", "score", type_=sa.Numeric(5, 2), existing_type=sa.Integer())


def downgrade() -> None:
    op.alter_column(
        "completions", "score", type_=sa.Integer(), existing_type=sa.Numeric(5, 2), postgresql_using="round(score)"
    )
    op.drop_column("completions", "asked_first")
