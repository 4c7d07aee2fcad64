"""People are listed by family name whatever its case, so that those whose name begins with a word stand together."""

from collections.abc import Sequence

from alembic import op

revision: str = "people_listed_by_name"
down_revision: str | Sequence[str] | None = "clear_audiences_and_codes"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NAME = '(lower(family_name) COLLATE "C"), given_name, id'
LISTED = {"ix_people_listed": NAME, "ix_people_listed_by_department": f"department, {NAME}"}
BEFORE = {
    "ix_people_by_name": "family_name, given_name, id",
    "ix_people_by_department_and_name": "department, family_name, given_name, id",
}


def upgrade() -> None:
    _replace(BEFORE, by=LISTED)


def downgrade() -> None:
    _replace(LISTED, by=BEFORE)


def _replace(old: dict[str, str], *, by: dict[str, str]) -> None:
    # People are read and written meanwhile. An interrupted attempt leaves an index of no use, which goes first.
    with op.get_context().autocommit_block():
        for name, columns in by.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON people ({columns})")
        for name in old:
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
