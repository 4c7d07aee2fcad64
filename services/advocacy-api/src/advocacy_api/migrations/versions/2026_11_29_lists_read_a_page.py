"""Ambassadors of a state or a tier, and redemptions by their cost, are read in their order by an index."""

from collections.abc import Sequence

from alembic import op

revision: str = "adv_lists_read_a_page"
down_revision: str | Sequence[str] | None = "points_of_a_day"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MADE = {
    "ix_ambassadors_in_state": "ambassadors (state, id)",
    "ix_ambassadors_of_tier": "ambassadors (tier, id)",
    "ix_redemptions_cost": "redemptions (cost, id)",
}


def upgrade() -> None:
    # The tables are read and written meanwhile. An interrupted attempt leaves an index of no use, which goes first.
    with op.get_context().autocommit_block():
        for name, on in MADE.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {on}")
