"""Files: what was uploaded, by whom, and what it is attached to."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "kit0008"
down_revision: str | Sequence[str] | None = "kit0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("uploaded_by", sa.String(200), nullable=False),
        sa.Column("subject_type", sa.String(64), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('checking', 'clean', 'refused')", name=op.f("ck_files_state")),
        sa.CheckConstraint("(subject_id IS NULL) = (expires_at IS NOT NULL)", name=op.f("ck_files_kept_or_ending")),
        sa.CheckConstraint("(subject_id IS NULL) = (subject_type IS NULL)", name=op.f("ck_files_subject")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    op.create_index("ix_files_subject", "files", ["subject_id"], postgresql_where=sa.text("subject_id IS NOT NULL"))
    op.create_index("ix_files_ending", "files", ["expires_at"], postgresql_where=sa.text("expires_at IS NOT NULL"))


def downgrade() -> None:
    op.drop_table("files")
