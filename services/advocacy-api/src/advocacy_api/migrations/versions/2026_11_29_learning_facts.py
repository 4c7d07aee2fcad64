"""Each completion and certificate that training told is remembered, whether or not it brought points."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "learning_facts"
down_revision: str | Sequence[str] | None = "adv0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "learning_facts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("module_id", sa.Uuid(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reversed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("kind IN ('completion', 'certificate')", name=op.f("ck_learning_facts_kind")),
        sa.CheckConstraint(
            "kind = 'completion' OR (module_id IS NULL AND NOT reversed)", name=op.f("ck_learning_facts_certificate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_facts")),
    )
    op.create_index("ix_learning_facts_person_module", "learning_facts", ["person_id", "module_id"])
    # What was told before is read once more from the start: each award is once in the ledger, whatever is told again.
    op.execute("UPDATE feed_cursors SET position = 0, eventkey = NULL WHERE source = 'training'")
