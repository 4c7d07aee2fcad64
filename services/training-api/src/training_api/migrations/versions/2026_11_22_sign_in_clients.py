"""What a person's tokens hold is remembered for each application they sign in with."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "trn0003"
down_revision: str | Sequence[str] | None = "trn0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "sign_in_clients",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("client", sa.String(length=200), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_sign_in_clients_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "client", name=op.f("pk_sign_in_clients")),
    )


def downgrade() -> None:
    op.drop_table("sign_in_clients")
