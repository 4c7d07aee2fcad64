"""A reward is a draft, offered or retired. One that was never changed since it was made unavailable is a draft."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "rewards_have_a_life"
down_revision: str | Sequence[str] | None = "months_that_are_final"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("rewards", sa.Column("state", sa.String(16), nullable=False, server_default="offered"))
    op.execute(
        "UPDATE rewards SET state = CASE WHEN version = 1 THEN 'draft' ELSE 'retired' END WHERE NOT available"
    )
    op.alter_column("rewards", "state", server_default=None)
    # Read by processes of the version before, while a deployment rolls.
    op.drop_column("rewards", "available")
    op.add_column("rewards", sa.Column("available", sa.Boolean(), sa.Computed("state = 'offered'", persisted=True)))
    op.create_check_constraint("state", "rewards", "state IN ('draft', 'offered', 'retired')")
