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
    op.create_table(
        "feed_repairs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("step", sa.Integer(), server_default="0", nullable=False),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("pages", sa.Integer(), server_default="0", nullable=False),
        sa.Column("done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("epoch", sa.Uuid(), nullable=True),
        sa.Column("as_of", sa.BigInteger(), nullable=True),
        sa.Column("as_of_key", sa.Uuid(), nullable=True),
        sa.Column("result", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'succeeded', 'failed')", name=op.f("ck_feed_repairs_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_repairs")),
    )
    op.create_index(op.f("ix_feed_repairs_source"), "feed_repairs", ["source"])
    op.create_index(
        "uq_feed_repairs_running",
        "feed_repairs",
        ["source"],
        unique=True,
        postgresql_where=sa.text("status IN ('queued', 'running')"),
    )
    op.create_table(
        "feed_losses",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("repair_id", sa.Uuid(), nullable=False),
        sa.Column("lost_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("kept", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("decision IN ('keep', 'reverse')", name=op.f("ck_feed_losses_decision")),
        sa.CheckConstraint("(decision IS NULL) = (decided_by IS NULL)", name=op.f("ck_feed_losses_decided")),
        sa.ForeignKeyConstraint(["repair_id"], ["feed_repairs.id"], name=op.f("fk_feed_losses_repair_id")),
        sa.PrimaryKeyConstraint("source", "kind", "thing", name=op.f("pk_feed_losses")),
    )
    op.create_index(op.f("ix_feed_losses_repair_id"), "feed_losses", ["repair_id"])
    op.create_index(
        "ix_feed_losses_undecided",
        "feed_losses",
        ["source", "kind"],
        postgresql_where=sa.text("kept AND decision IS NULL"),
    )
