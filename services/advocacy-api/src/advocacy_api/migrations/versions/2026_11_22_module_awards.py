"""A module that is learned again soon earns nothing more."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "adv0002"
down_revision: str | Sequence[str] | None = "adv0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "module_awards",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("module_id", sa.Uuid(), nullable=False),
        sa.Column("completion_id", sa.Uuid(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "module_id", name=op.f("pk_module_awards")),
    )
    op.create_index(op.f("ix_module_awards_completion_id"), "module_awards", ["completion_id"])
