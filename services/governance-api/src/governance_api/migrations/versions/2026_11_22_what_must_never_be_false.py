"""A seat may pass to a head above who left, and what must never be false of a row."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "gov0003"
down_revision: str | Sequence[str] | None = "gov0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

VERDICTS = "('approve', 'approve-if', 'request-changes', 'reject')"
CHECKS = (
    ("acknowledgements", "accepted", "(state = 'accepted') = (accepted IS TRUE)"),
    ("acknowledgements", "declined", "(state = 'declined') = (accepted IS FALSE)"),
    ("guidelines", "in_force", "(in_force IS NULL) = (in_force_id IS NULL)"),
    ("guideline_versions", "published", "(state IN ('published', 'superseded')) = (published_at IS NOT NULL)"),
    ("guideline_versions", "hashed", "state = 'draft' OR content_hash IS NOT NULL"),
    ("signoffs", "closed", "(state = 'running') = (closed_at IS NULL)"),
    ("signoff_stages", "state", "state IN ('waiting', 'active', 'completed', 'closed')"),
    ("signoff_stages", "kind", "kind IN ('co-create', 'decide')"),
    ("signoff_seats", "decided", f"verdict IN {VERDICTS} AND (verdict IS NULL) = (decided_by IS NULL)"),
    ("signoff_decisions", "decision", f"decision IN {VERDICTS}"),
    ("signoff_templates", "state", "state IN ('active', 'retired')"),
    ("speaking_suspensions", "until", "until > suspended_at"),
    ("speaking_suspensions", "ended", "(ended_at IS NULL) = (ended_by IS NULL)"),
)


def upgrade() -> None:
    op.add_column("signoff_seats", sa.Column("stands_in_for", sa.Uuid(), nullable=True))
    op.create_unique_constraint(
        op.f("uq_signoff_decisions_signoff_id_sequence"), "signoff_decisions", ["signoff_id", "sequence"]
    )
    for table, name, condition in CHECKS:
        # Checked for new rows from the first moment; the old ones are read without holding anybody up.
        constraint = op.f(f"ck_{table}_{name}")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} CHECK ({condition}) NOT VALID")
        op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {constraint}")
