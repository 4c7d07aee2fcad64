"""Nobody is on a leaderboard who did not choose to be: a row without a choice goes, who takes part is indexed."""

from collections.abc import Sequence

from alembic import op

revision: str = "boards_are_a_choice"
down_revision: str | Sequence[str] | None = "words_arrive"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("DELETE FROM leaderboard_preferences WHERE version = 0")
    op.execute(
        "CREATE INDEX ix_leaderboard_preferences_shown ON leaderboard_preferences (person_id) WHERE showing <> 'hidden'"
    )
