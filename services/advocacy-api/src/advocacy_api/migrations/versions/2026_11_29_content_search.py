"""Content is found whatever its accents, apostrophes and hyphens; its audience is clear."""

from collections.abc import Sequence

from alembic import op
from service_kit.domain.folding import search_index

revision: str = "content_search"
down_revision: str | Sequence[str] | None = "learning_facts"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.drop_index("ix_content_search", "content")
    op.execute(search_index("ix_content_search", "content", "search"))
