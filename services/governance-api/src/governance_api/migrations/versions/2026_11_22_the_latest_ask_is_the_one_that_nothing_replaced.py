"""The latest ask is the one that nothing replaced: one index for people, and a block range for versions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "gov0002"
down_revision: str | Sequence[str] | None = "gov0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.drop_index("ix_acknowledgements_latest", table_name="acknowledgements")
    op.drop_index("ix_acknowledgements_grace", table_name="acknowledgements")
    op.drop_index("ix_acknowledgements_version_id", table_name="acknowledgements")
    op.execute("UPDATE acknowledgements SET replaced_in = gen_random_uuid() WHERE NOT is_latest AND replaced_in IS NULL")
    op.drop_column("acknowledgements", "is_latest")
    op.create_index(
        "ix_acknowledgements_latest",
        "acknowledgements",
        ["person_id", "guideline_id", "replaced_in"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_index(
        "ix_acknowledgements_grace",
        "acknowledgements",
        ["due_at"],
        postgresql_where=sa.text("replaced_in IS NULL AND state = 'open' AND held_before AND NOT lapsed"),
    )
    op.create_index("ix_acknowledgements_version_id", "acknowledgements", ["version_id"], postgresql_using="brin")
    op.drop_index("ix_certificate_facts_held", table_name="certificate_facts")
    op.create_index(
        "ix_certificate_facts_held",
        "certificate_facts",
        ["person_id", "scheme_code", sa.text("issued_at DESC"), sa.text("certificate_id DESC")],
    )
