"""What an organisation decides about its programme stands in one row."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "programme_settings"
down_revision: str | Sequence[str] | None = "rewards_have_a_life"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "programme_settings",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("disclosure_kinds", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sa.CheckConstraint("name = 'programme'", name="one"),
        sa.CheckConstraint("jsonb_typeof(disclosure_kinds) = 'array'", name="kinds"),
    )
