"""Modules are found by what stands in them."""

from collections.abc import Sequence

from alembic import op
from service_kit.domain.folding import search_index

revision: str = "modules_found"
down_revision: str | Sequence[str] | None = "trn_pictures"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        search_index(
            "ix_modules_found",
            "modules",
            "code",
            "localized_words(title)",
            "CAST(jsonb_path_query_array(goals, '$[*].*'::jsonpath) AS text)",
            r"replace(CAST(jsonb_path_query_array(content, '$[*].*.*'::jsonpath) AS text), '\n', ' ')",
        )
    )


def downgrade() -> None:
    op.drop_index("ix_modules_found", "modules")
