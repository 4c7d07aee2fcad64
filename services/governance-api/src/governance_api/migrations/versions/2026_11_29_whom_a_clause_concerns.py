"""Whom a clause concerns stands in one column; an ask keeps what the directory said of its person."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from service_kit.domain.audience import audience_is_clear
from sqlalchemy.dialects import postgresql

revision: str = "gov_applies_to"
down_revision: str | Sequence[str] | None = "gov_words_find_lists"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FILL = """
UPDATE guideline_clauses SET applies_to = CASE
    WHEN cardinality(roles) = 0 THEN '{"everyone": true}'::jsonb ELSE jsonb_build_object('roles', to_jsonb(roles))
END
"""


def upgrade() -> None:
    op.add_column("guideline_clauses", sa.Column("applies_to", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.execute(FILL)
    op.alter_column("guideline_clauses", "applies_to", nullable=False)
    op.create_check_constraint(
        op.f("ck_guideline_clauses_applies_to"), "guideline_clauses", audience_is_clear("applies_to")
    )
    op.drop_column("guideline_clauses", "roles")
    # Clauses named roles alone until now: what else the directory said of who was asked then decides nothing.
    for name in ("department", "division", "location", "job_profile"):
        op.add_column("acknowledgements", sa.Column(f"asked_{name}", sa.String(128), nullable=True))
