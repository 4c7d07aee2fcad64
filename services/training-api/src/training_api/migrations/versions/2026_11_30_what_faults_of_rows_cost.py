"""An error of a file says what it costs and which error it follows from."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "trn_row_effects"
down_revision: str | Sequence[str] | None = "roles_by_mapping"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COUNTS = ("rows_left_out", "values_left_out", "consequence_count")


def upgrade() -> None:
    for name in COUNTS:
        op.add_column("people_imports", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    columns = postgresql.JSONB(astext_type=sa.Text())
    op.add_column("people_imports", sa.Column("ignored_columns", columns, nullable=False, server_default="[]"))
    op.add_column("people_import_errors", sa.Column("effect", sa.String(16), nullable=True))
    op.add_column("people_import_errors", sa.Column("caused_by", sa.Integer(), nullable=True))
    op.add_column(
        "people_import_errors", sa.Column("consequences", sa.Integer(), nullable=False, server_default="0")
    )


def downgrade() -> None:
    # What follows from another error was no row of its own before.
    op.execute("DELETE FROM people_import_errors WHERE caused_by IS NOT NULL")
    for name in ("effect", "caused_by", "consequences"):
        op.drop_column("people_import_errors", name)
    for name in (*COUNTS, "ignored_columns"):
        op.drop_column("people_imports", name)
