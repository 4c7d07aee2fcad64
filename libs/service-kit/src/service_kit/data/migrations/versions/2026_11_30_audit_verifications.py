"""Large records are verified in steps; what a seal covers can be asked for."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "kit0009"
down_revision: str | Sequence[str] | None = "kit0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# The ids of a seal are sorted, so the first and the last bound them. Few seals overlap: where a transaction was late.
SPAN = """
CREATE FUNCTION seal_span(ids bigint[]) RETURNS int8range LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN int8range(least(ids[1], ids[cardinality(ids)]), greatest(ids[1], ids[cardinality(ids)]), '[]')
"""


def upgrade() -> None:
    op.create_table(
        "audit_verifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seal", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", JSONB(), nullable=True),
        sa.CheckConstraint("state IN ('running', 'done')", name=op.f("ck_audit_verifications_state")),
        sa.CheckConstraint(
            "(state = 'done') = (result IS NOT NULL AND finished_at IS NOT NULL)",
            name=op.f("ck_audit_verifications_done"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_verifications")),
    )
    op.create_index(
        "ix_audit_verifications_running",
        "audit_verifications",
        ["state"],
        unique=True,
        postgresql_where=sa.text("state = 'running'"),
    )
    op.execute(SPAN)
