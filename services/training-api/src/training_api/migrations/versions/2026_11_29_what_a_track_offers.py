"""A track keeps what it offers, so that a list of tracks reads tracks alone."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "what_a_track_offers"
down_revision: str | Sequence[str] | None = "trn0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    for name in ("offered_modules", "offered_minutes", "offered_levels"):
        op.add_column("tracks", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        """
        UPDATE tracks t SET offered_modules = o.modules, offered_minutes = o.minutes, offered_levels = o.levels
        FROM (SELECT track_id, count(*) AS modules, sum(minutes) AS minutes, count(DISTINCT level) AS levels
              FROM modules WHERE state = 'published' GROUP BY track_id) AS o
        WHERE t.id = o.track_id
        """
    )


def downgrade() -> None:
    for name in ("offered_modules", "offered_minutes", "offered_levels"):
        op.drop_column("tracks", name)
