"""Every row error of an import is a row of its own, read page by page; the import itself keeps the first hundred."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "trn0002"
down_revision: str | Sequence[str] | None = "trn0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "people_import_errors",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("column", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["people_imports.id"], name=op.f("fk_people_import_errors_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "place", name=op.f("pk_people_import_errors")),
    )
    op.execute("""
        INSERT INTO people_import_errors (import_id, place, line, "column", code, detail)
        SELECT i.id, e.place, (e.error ->> 'line')::int, e.error ->> 'column', e.error ->> 'code', e.error ->> 'detail'
        FROM people_imports i CROSS JOIN jsonb_array_elements(i.errors) WITH ORDINALITY AS e(error, place)
    """)
    op.execute("""
        UPDATE people_imports SET errors = jsonb_path_query_array(errors, '$[0 to 99]')
        WHERE jsonb_array_length(errors) > 100
    """)


def downgrade() -> None:
    op.drop_table("people_import_errors")
