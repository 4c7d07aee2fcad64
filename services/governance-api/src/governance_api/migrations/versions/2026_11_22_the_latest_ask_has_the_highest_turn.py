"""The latest ask has the highest turn: asking anew leaves the answered ones as they are."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "gov0004"
down_revision: str | Sequence[str] | None = "gov0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("acknowledgements", sa.Column("turn", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE acknowledgements a SET turn = t.turn FROM (SELECT id, row_number() OVER "
        "(PARTITION BY person_id, guideline_id ORDER BY replaced_in IS NULL, asked_at, id) AS turn "
        "FROM acknowledgements) t WHERE t.id = a.id"
    )
    op.alter_column("acknowledgements", "turn", nullable=False)
    op.drop_index("ix_acknowledgements_latest", table_name="acknowledgements")
    op.create_unique_constraint(
        op.f("uq_acknowledgements_person_id_guideline_id_turn"),
        "acknowledgements",
        ["person_id", "guideline_id", "turn"],
    )
    op.drop_index("ix_acknowledgements_grace", table_name="acknowledgements")
    op.create_index(
        "ix_acknowledgements_grace",
        "acknowledgements",
        ["due_at"],
        postgresql_where=sa.text("state = 'open' AND held_before AND NOT lapsed"),
    )
