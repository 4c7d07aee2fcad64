"""User names differ by more than case, and the directory alone keeps employee numbers unique; replicas only find."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "names_differ_by_case"
down_revision: str | Sequence[str] | None = "what_a_track_offers"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SHARED = """
SELECT string_agg(numbers, '; ') FROM (
    SELECT string_agg(employee_number, ' and ' ORDER BY employee_number) AS numbers
    FROM people GROUP BY lower(user_name) HAVING count(*) > 1 ORDER BY 1 LIMIT 20
) AS shared
"""


def upgrade() -> None:
    if shared := op.get_bind().execute(sa.text(SHARED)).scalar():
        raise RuntimeError(
            f"User names must differ by more than case. Give one of each of these employees another one: {shared}."
        )
    op.create_unique_constraint("uq_people_employee_number", "people", ["employee_number"])
    op.drop_constraint("uq_people_user_name", "people")
    # Deferred, so that two people may exchange their names within one file. A unique constraint holds no expression.
    op.execute(
        "ALTER TABLE people ADD CONSTRAINT uq_people_user_name"
        " EXCLUDE (lower(user_name) WITH =) DEFERRABLE INITIALLY DEFERRED"
    )


def downgrade() -> None:
    op.drop_constraint("uq_people_user_name", "people")
    op.create_unique_constraint("uq_people_user_name", "people", ["user_name"], deferrable=True, initially="DEFERRED")
    op.drop_constraint("uq_people_employee_number", "people")
