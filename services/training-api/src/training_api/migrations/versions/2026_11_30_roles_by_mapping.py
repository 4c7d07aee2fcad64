"""Roles that come by mapping; words of issuers that are no role are forgotten, of people by an hourly job."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "roles_by_mapping"
down_revision: str | Sequence[str] | None = "trn_results_as_they_come"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ROLES = (
    "ARRAY['admin', 'analyst', 'community-manager', 'corporate-affairs', 'employee', 'executive', 'hr', 'legal', "
    "'manager', 'social-media-manager', 'strategist', 'trainer']::text[]"
)
KNOWN = "ARRAY(SELECT word FROM unnest({table}.roles) AS word WHERE word = ANY(" + ROLES + ") ORDER BY word)"


def upgrade() -> None:
    op.add_column(
        "sign_in_clients",
        sa.Column("mapped", postgresql.ARRAY(sa.Uuid()), nullable=False, server_default=sa.text("'{}'")),
    )
    op.create_index("ix_sign_in_clients_mapped", "sign_in_clients", ["mapped"], postgresql_using="gin")
    op.create_table(
        "role_mapping_notes",
        sa.Column("mapping_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("fixed", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mapping_id", name=op.f("pk_role_mapping_notes")),
        sa.ForeignKeyConstraint(
            ["mapping_id"], ["role_mappings.id"], name=op.f("fk_role_mapping_notes_mapping_id"), ondelete="CASCADE"
        ),
    )
    for table in ("sign_in_clients", "sign_in_roles"):
        op.execute(f"UPDATE {table} SET roles = {KNOWN.format(table=table)} WHERE NOT roles <@ {ROLES}")


def downgrade() -> None:
    op.drop_table("role_mapping_notes")
    op.drop_index("ix_sign_in_clients_mapped", "sign_in_clients")
    op.drop_column("sign_in_clients", "mapped")
