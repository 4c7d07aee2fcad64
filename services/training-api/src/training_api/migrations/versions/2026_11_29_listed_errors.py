"""A file's errors are counted by kind, and a bounded number of them is listed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "trn_listed_errors"
down_revision: str | Sequence[str] | None = "people_by_their_names"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("people_imports", sa.Column("errors_listed", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "people_imports",
        sa.Column("error_codes", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="{}"),
    )
    op.execute(
        "UPDATE people_imports i SET errors_listed = i.error_count, error_codes = c.codes FROM ("
        "SELECT import_id, jsonb_object_agg(code, errors) AS codes FROM ("
        "SELECT import_id, code, count(*) AS errors FROM people_import_errors GROUP BY import_id, code) k "
        "GROUP BY import_id) c WHERE c.import_id = i.id"
    )
    op.alter_column("people_imports", "errors_listed", server_default=None)
    op.alter_column("people_imports", "error_codes", server_default=None)


def downgrade() -> None:
    op.drop_column("people_imports", "error_codes")
    op.drop_column("people_imports", "errors_listed")
