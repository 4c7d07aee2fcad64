"""What is wrong with a row is kept as a code with parameters; its sentence is said in the reader's language."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "trn_row_parameters"
down_revision: str | Sequence[str] | None = "trn_applies_to"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "people_import_errors",
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="{}"),
    )
    op.alter_column("people_import_errors", "detail", nullable=True)


def downgrade() -> None:
    op.execute("UPDATE people_import_errors SET detail = code WHERE detail IS NULL")
    op.alter_column("people_import_errors", "detail", nullable=False)
    op.drop_column("people_import_errors", "parameters")
