"""Tracks and modules carry a picture."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "trn_pictures"
down_revision: str | Sequence[str] | None = "waivers_taken_back"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    for table in ("tracks", "modules"):
        op.add_column(table, sa.Column("picture", postgresql.JSONB(astext_type=sa.Text()), nullable=True))


def downgrade() -> None:
    for table in ("tracks", "modules"):
        op.drop_column(table, "picture")
