"""Events have keys, feeds have epochs, and a follower's cursor names the event it stands at."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from service_kit.events.feed import INSTALL_FEED, append_only_sql
from service_kit.events.feed_history import FIRST_EPOCH
from sqlalchemy.dialects import postgresql

revision: str = "kit0002"
down_revision: str | Sequence[str] | None = "kit0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(INSTALL_FEED)
    # Every row that is there gets a key of its own; an event's own key comes from the outbox from here on.
    for table in ("outbox", "events"):
        op.add_column(
            table, sa.Column("eventkey", sa.Uuid(), server_default=sa.text("new_event_key()"), nullable=False)
        )
    op.alter_column("events", "eventkey", server_default=None)
    op.create_table(
        "feed_epochs",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Uuid(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("first_position", sa.BigInteger(), nullable=False),
        sa.Column("restored_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lost_after", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(restored_to IS NULL) = (lost_after IS NULL)", name=op.f("ck_feed_epochs_restored")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_feed_epochs")),
        sa.UniqueConstraint("epoch", name=op.f("uq_feed_epochs_epoch")),
    )
    for statement in (FIRST_EPOCH, append_only_sql("feed_epochs")):
        op.get_bind().exec_driver_sql(statement)
    for column in (
        sa.Column("eventkey", sa.Uuid(), nullable=True),
        sa.Column("epoch", sa.Uuid(), nullable=True),
        sa.Column("rewound_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rewound", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("differs", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("feed_cursors", column)
