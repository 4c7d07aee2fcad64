"""Words of issuers, and the roles that they give."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "kit0011"
down_revision: str | Sequence[str] | None = "kit0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "role_mappings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.String(256), nullable=False),
        sa.Column("issuer", sa.String(64), nullable=True),
        sa.Column("role", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_mappings")),
    )
    op.create_index(
        "uq_role_mappings_entry", "role_mappings", ["value", sa.text("coalesce(issuer, '')"), "role"], unique=True
    )


def downgrade() -> None:
    op.drop_table("role_mappings")
