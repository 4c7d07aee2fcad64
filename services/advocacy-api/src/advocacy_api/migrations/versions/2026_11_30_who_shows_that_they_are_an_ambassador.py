"""Ambassadors decide who sees that they are one; until they choose, nobody beside those who keep the programme."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "ambassadors_shown"
down_revision: str | Sequence[str] | None = "adv_lists_read_a_page"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("ambassadors", sa.Column("visibility", sa.String(16), nullable=False, server_default="private"))
    op.create_check_constraint("visibility", "ambassadors", "visibility IN ('private', 'public')")
