"""Whoever does not see people whole searches their names alone, by an index of its own."""

from collections.abc import Sequence

from alembic import op

revision: str = "people_by_their_names"
down_revision: str | Sequence[str] | None = "names_differ_by_case"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SEARCH_NAMES = """
CREATE INDEX ix_people_names_searched ON people USING gin (to_tsvector('simple'::regconfig, translate(
    given_name || ' ' || family_name, '@._-/', '     '
))) WITH (fastupdate = on)
"""


def upgrade() -> None:
    op.execute(SEARCH_NAMES)


def downgrade() -> None:
    op.execute("DROP INDEX ix_people_names_searched")
