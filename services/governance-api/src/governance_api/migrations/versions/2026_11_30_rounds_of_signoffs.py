"""What was submitted to a sign-off is kept word for word, so that the next round shows what changed since."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from service_kit.events.feed import append_only_sql
from sqlalchemy.dialects import postgresql

revision: str = "gov_rounds_of_signoffs"
down_revision: str | Sequence[str] | None = "gov_lists_read_a_page"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "signoff_contents",
        sa.Column("signoff_id", sa.Uuid(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["signoff_id"], ["signoffs.id"], name=op.f("fk_signoff_contents_signoff_id")),
        sa.PrimaryKeyConstraint("signoff_id", name=op.f("pk_signoff_contents")),
    )
    op.execute(append_only_sql("signoff_contents"))
    op.create_index("ix_signoffs_rounds", "signoffs", ["subject_id", "id"])
