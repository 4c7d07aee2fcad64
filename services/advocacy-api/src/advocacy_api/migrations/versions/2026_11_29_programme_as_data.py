"""Point rules and badges are things that people make: they have codes, states and versions. Those that are there stay."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "programme_as_data"
down_revision: str | Sequence[str] | None = "content_search"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ACTS = "'completion', 'certificate', 'share', 'click'"
TITLES = """
    CASE reason
        WHEN 'completion' THEN '{"en": "Completed a module", "nl": "Module afgerond", "fr": "Module terminé"}'
        WHEN 'certificate' THEN '{"en": "Earned a certificate", "nl": "Certificaat behaald", "fr": "Certificat obtenu"}'
        WHEN 'share' THEN '{"en": "Shared something", "nl": "Iets gedeeld", "fr": "Partage"}'
        ELSE '{"en": "A link was followed", "nl": "Een link werd gevolgd", "fr": "Lien suivi"}'
    END::jsonb
"""


def upgrade() -> None:
    op.add_column("badges", sa.Column("state", sa.String(16), nullable=False, server_default="published"))
    op.add_column("badges", sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("badges", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column("badges", "state", server_default=None)
    op.alter_column("badges", "version", server_default=None)
    op.create_check_constraint("state", "badges", "state IN ('draft', 'published', 'retired')")
    op.create_check_constraint("conditions", "badges", "conditions > 0")

    op.add_column("point_rules", sa.Column("code", sa.String(60), nullable=True))
    op.add_column("point_rules", sa.Column("title", postgresql.JSONB(none_as_null=True), nullable=True))
    op.add_column("point_rules", sa.Column("state", sa.String(16), nullable=True))
    op.execute(
        f"UPDATE point_rules SET code = reason, title = {TITLES}, "  # noqa: S608 - constants of this file
        "state = CASE WHEN active THEN 'active' ELSE 'retired' END"
    )
    for column in ("code", "title", "state"):
        op.alter_column("point_rules", column, nullable=False)
    op.drop_constraint("pk_point_rules", "point_rules", type_="primary")
    op.create_primary_key("pk_point_rules", "point_rules", ["code"])
    # Read by processes of the version before, while a deployment rolls.
    op.drop_column("point_rules", "active")
    op.add_column("point_rules", sa.Column("active", sa.Boolean(), sa.Computed("state = 'active'", persisted=True)))
    op.create_check_constraint("reason", "point_rules", f"reason IN ({ACTS})")
    op.create_check_constraint("state", "point_rules", "state IN ('draft', 'active', 'retired')")
    op.create_index(
        "uq_point_rules_active", "point_rules", ["reason"], unique=True, postgresql_where=sa.text("state = 'active'")
    )
