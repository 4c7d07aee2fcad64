"""Clauses are found by their words."""

from collections.abc import Sequence

from alembic import op
from service_kit.domain.folding import search_index

revision: str = "clauses_found"
down_revision: str | Sequence[str] | None = "gov_rounds_of_signoffs"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute(search_index("ix_guideline_clauses_found", "guideline_clauses", "localized_words(text)"))


def downgrade() -> None:
    op.drop_index("ix_guideline_clauses_found", "guideline_clauses")
