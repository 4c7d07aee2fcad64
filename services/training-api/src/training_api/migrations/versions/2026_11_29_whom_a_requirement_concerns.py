"""Whom a requirement concerns stands in one column, and a person is meant when they fit each list that is given."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from service_kit.domain.audience import audience_is_clear, means_sql
from sqlalchemy.dialects import postgresql

revision: str = "trn_applies_to"
down_revision: str | Sequence[str] | None = "trn_listed_errors"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LISTS = ("departments", "divisions", "job_profiles", "roles")
FILL = f"""
UPDATE requirements SET applies_to = CASE
    WHEN cardinality({" || ".join(LISTS)}) = 0 THEN '{{"everyone": true}}'::jsonb
    ELSE jsonb_strip_nulls(jsonb_build_object({", ".join(
        f"'{name}', CASE WHEN {name} <> '{{}}' THEN to_jsonb({name}) END" for name in LISTS
    )}))
END
"""  # fmt: skip
# Who fitted one list only is no longer meant: no line may stand whose reason nobody can say.
RELEASE = f"""
DELETE FROM assignments a USING people p, requirements r
WHERE p.id = a.person_id AND r.id = a.requirement_id AND NOT ({means_sql("r.applies_to", "p")})
"""


def upgrade() -> None:
    op.add_column("requirements", sa.Column("applies_to", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.execute(FILL)
    op.alter_column("requirements", "applies_to", nullable=False)
    op.create_check_constraint(op.f("ck_requirements_applies_to"), "requirements", audience_is_clear("applies_to"))
    op.execute(RELEASE)
    for name in LISTS:
        op.drop_column("requirements", name)


def downgrade() -> None:
    for name in LISTS:
        op.add_column(
            "requirements", sa.Column(name, postgresql.ARRAY(sa.Text()), nullable=False, server_default="{}")
        )
        op.execute(
            f"UPDATE requirements SET {name} = ARRAY(SELECT jsonb_array_elements_text(applies_to -> '{name}')) "
            f"WHERE applies_to ? '{name}'"
        )
    op.drop_constraint(op.f("ck_requirements_applies_to"), "requirements")
    op.drop_column("requirements", "applies_to")
