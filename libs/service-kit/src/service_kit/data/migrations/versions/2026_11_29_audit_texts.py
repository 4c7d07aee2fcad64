"""Words that people typed stand beside the audit record, where they can be forgotten."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from service_kit.record.audit_texts import INSTALL_AUDIT_TEXTS

revision: str = "kit0003"
down_revision: str | Sequence[str] | None = "kit0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "audit_texts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(text IS NULL) = (salt IS NULL) AND (text IS NULL) = (forgotten_at IS NOT NULL)",
            name=op.f("ck_audit_texts_forgotten_whole"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_texts")),
    )
    op.get_bind().exec_driver_sql(INSTALL_AUDIT_TEXTS)
