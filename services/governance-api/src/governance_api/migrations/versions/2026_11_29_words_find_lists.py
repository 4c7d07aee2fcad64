"""Guidelines, sign-offs and their templates are found by words."""

from collections.abc import Sequence

from alembic import op
from service_kit.domain.folding import search_index

revision: str = "gov_words_find_lists"
down_revision: str | Sequence[str] | None = "gov_what_a_decision_saw"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute(search_index("ix_guidelines_search", "guidelines", "code", "localized_words(title)"))
    op.execute(search_index("ix_signoff_templates_search", "signoff_templates", "name"))
    op.execute(search_index("ix_signoffs_search", "signoffs", "localized_words(subject -> 'title')"))
