"""People are found by number, user name and e-mail without regard to case; what must be unique, the directory says."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "kit0004"
down_revision: str | Sequence[str] | None = "kit0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.drop_constraint("uq_people_employee_number", "people")
    op.drop_index("ix_people_user_name", table_name="people")
    for column in ("user_name", "employee_number"):
        op.create_index(f"ix_people_{column}_lower", "people", [sa.literal_column(f"lower({column})")], unique=False)


def downgrade() -> None:
    for column in ("user_name", "employee_number"):
        op.drop_index(f"ix_people_{column}_lower", table_name="people")
    op.create_index("ix_people_user_name", "people", ["user_name"], unique=False)
    op.create_unique_constraint("uq_people_employee_number", "people", ["employee_number"])
