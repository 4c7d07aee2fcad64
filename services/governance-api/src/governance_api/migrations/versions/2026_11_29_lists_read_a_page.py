"""Who was asked of a version, whose right changed, and whose sign-offs are whose: found by indexes."""

from collections.abc import Sequence

from alembic import op

revision: str = "gov_lists_read_a_page"
down_revision: str | Sequence[str] | None = "gov_applies_to"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MADE = {
    "ix_acknowledgements_asked": "acknowledgements (version_id, id)",
    "ix_acknowledgements_due": "acknowledgements (version_id, due_at, id)",
    "ix_acknowledgements_in_state": "acknowledgements (version_id, state, id)",
    "ix_speaking_rights_since": "speaking_rights (since, person_id)",
    "ix_signoffs_authors": "signoffs USING gin (author_ids)",
    "ix_signoffs_submitted_by": "signoffs (submitted_by)",
    "ix_signoffs_in_state": "signoffs (state, id)",
    "ix_signoff_seats_waiting": "signoff_seats (role) WHERE verdict IS NULL",
}


def upgrade() -> None:
    # The tables are read and written meanwhile. An interrupted attempt leaves an index of no use, which goes first.
    with op.get_context().autocommit_block():
        for name, on in MADE.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {on}")
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_acknowledgements_version_id")
