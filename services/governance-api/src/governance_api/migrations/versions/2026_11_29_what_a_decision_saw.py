"""A decision belongs to what was seen: a stage knows the version it opened in, a receipt the one it replaces."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "gov_what_a_decision_saw"
down_revision: str | Sequence[str] | None = "gov0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # A stage that opened before stays without one: an outdated ETag is refused there as it is everywhere (412).
    op.add_column("signoff_stages", sa.Column("opened_version", sa.Integer(), nullable=True))
    op.add_column("acknowledgements", sa.Column("receipt_id", sa.Uuid(), nullable=True))
    op.add_column("acknowledgement_receipts", sa.Column("replaces", sa.Uuid(), nullable=True))
    _link_receipts()
    op.create_foreign_key(
        op.f("fk_acknowledgement_receipts_replaces"),
        "acknowledgement_receipts",
        "acknowledgement_receipts",
        ["replaces"],
        ["id"],
    )
    op.create_index(
        "uq_acknowledgement_receipts_first",
        "acknowledgement_receipts",
        ["acknowledgement_id"],
        unique=True,
        postgresql_where=sa.text("replaces IS NULL"),
    )
    op.create_index("uq_acknowledgement_receipts_replaces", "acknowledgement_receipts", ["replaces"], unique=True)
    op.create_check_constraint(
        op.f("ck_acknowledgements_receipt"), "acknowledgements", "(accepted IS NULL) = (receipt_id IS NULL)"
    )


def _link_receipts() -> None:
    """Each receipt replaces the one before it. The new column alone is written; what was answered stays as it is."""
    op.execute("ALTER TABLE acknowledgement_receipts DISABLE TRIGGER append_only")
    op.execute(
        "UPDATE acknowledgement_receipts r SET replaces = o.before FROM (SELECT id, lag(id) OVER "
        "(PARTITION BY acknowledgement_id ORDER BY answered_at, id) AS before FROM acknowledgement_receipts) o "
        "WHERE o.id = r.id AND o.before IS NOT NULL"
    )
    op.execute("ALTER TABLE acknowledgement_receipts ENABLE TRIGGER append_only")
    op.execute(
        "UPDATE acknowledgements a SET receipt_id = r.id FROM acknowledgement_receipts r "
        "WHERE r.acknowledgement_id = a.id AND a.accepted IS NOT NULL AND NOT EXISTS "
        "(SELECT FROM acknowledgement_receipts later WHERE later.replaces = r.id)"
    )
