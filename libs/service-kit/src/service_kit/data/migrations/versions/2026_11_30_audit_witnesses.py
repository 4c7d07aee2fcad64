"""Seals are found by the entries that they cover, and witnesses by whose head it was."""

from collections.abc import Sequence

from alembic import op

revision: str = "kit0010"
down_revision: str | Sequence[str] | None = "kit0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEXES = {
    "ix_audit_seals_span": "audit_seals USING gist (seal_span(entry_ids))",
    "ix_audit_entries_witnessed": "audit_entries (subject, id) WHERE action = 'audit.head-witnessed'",
}


def upgrade() -> None:
    # The record is written meanwhile. An interrupted attempt leaves an index of no use, which goes first.
    with op.get_context().autocommit_block():
        for name, on in INDEXES.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {on}")
