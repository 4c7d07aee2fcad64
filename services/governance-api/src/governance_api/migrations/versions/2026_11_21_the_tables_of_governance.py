"""The tables of governance."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from service_kit.events.feed import append_only_sql
from sqlalchemy.dialects import postgresql

revision: str = "gov0001"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "acknowledgements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("guideline_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("is_latest", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("held_before", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("lapsed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("asked_because", sa.String(length=20), nullable=False),
        sa.Column("asked_roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_in", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'declined', 'superseded')", name=op.f("ck_acknowledgements_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgements")),
    )
    op.create_index(
        "ix_acknowledgements_grace",
        "acknowledgements",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("is_latest AND state = 'open' AND held_before AND NOT lapsed"),
    )
    op.create_index(
        "ix_acknowledgements_latest",
        "acknowledgements",
        ["person_id", "guideline_id"],
        unique=True,
        postgresql_where=sa.text("is_latest"),
    )
    op.create_index(op.f("ix_acknowledgements_version_id"), "acknowledgements", ["version_id"], unique=False)
    op.create_table(
        "certificate_facts",
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("scheme_code", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('valid', 'suspended', 'expired', 'revoked')", name=op.f("ck_certificate_facts_state")
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_certificate_facts")),
    )
    op.create_index(
        "ix_certificate_facts_ending",
        "certificate_facts",
        ["valid_until"],
        unique=False,
        postgresql_where=sa.text("state = 'valid'"),
    )
    op.create_index(
        "ix_certificate_facts_held",
        "certificate_facts",
        ["person_id", "scheme_code", sa.literal_column("issued_at DESC")],
        unique=False,
    )
    op.create_table(
        "guidelines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("title", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("in_force", sa.Integer(), nullable=True),
        sa.Column("in_force_id", sa.Uuid(), nullable=True),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guidelines")),
        sa.UniqueConstraint("code", name=op.f("uq_guidelines_code")),
    )
    op.create_table(
        "schemes",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("guideline_code", sa.String(length=64), nullable=True),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_schemes")),
    )
    op.create_index(op.f("ix_schemes_guideline_code"), "schemes", ["guideline_code"], unique=False)
    op.create_table(
        "signoff_templates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("stages", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("reviewer_module", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signoff_templates")),
    )
    op.create_table(
        "signoffs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("subject", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("template_name", sa.String(length=200), nullable=False),
        sa.Column("reviewer_module", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("author_ids", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('running', 'approved', 'changes-requested', 'rejected', 'voided')",
            name=op.f("ck_signoffs_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signoffs")),
    )
    op.create_index(
        "ix_signoffs_running",
        "signoffs",
        ["subject_type", "subject_id"],
        unique=True,
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_table(
        "speaking_policies",
        sa.Column("network", sa.String(length=40), nullable=False),
        sa.Column("schemes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.String(length=120), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("network", name=op.f("pk_speaking_policies")),
    )
    op.create_table(
        "speaking_rights",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_speaking_rights")),
    )
    op.create_table(
        "speaking_suspensions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_by", sa.String(length=120), nullable=False),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String(length=120), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaking_suspensions")),
    )
    op.create_index(
        "ix_speaking_suspensions_open",
        "speaking_suspensions",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "acknowledgement_receipts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("acknowledgement_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("guideline_id", sa.Uuid(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.String(length=4000), nullable=True),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["acknowledgement_id"], ["acknowledgements.id"], name=op.f("fk_acknowledgement_receipts_acknowledgement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement_receipts")),
    )
    op.create_index(
        op.f("ix_acknowledgement_receipts_acknowledgement_id"),
        "acknowledgement_receipts",
        ["acknowledgement_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_acknowledgement_receipts_person_id"), "acknowledgement_receipts", ["person_id"], unique=False
    )
    op.create_table(
        "guideline_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("guideline_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=True),
        sa.Column("signoff_id", sa.Uuid(), nullable=True),
        sa.Column("author_ids", postgresql.ARRAY(sa.UUID()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("acknowledge_within_days", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'in-signoff', 'signed-off', 'published', 'superseded')",
            name=op.f("ck_guideline_versions_state"),
        ),
        sa.ForeignKeyConstraint(["guideline_id"], ["guidelines.id"], name=op.f("fk_guideline_versions_guideline_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guideline_versions")),
        sa.UniqueConstraint("guideline_id", "number", name=op.f("uq_guideline_versions_guideline_id_number")),
    )
    op.create_index(
        "ix_guideline_versions_in_force",
        "guideline_versions",
        ["guideline_id"],
        unique=True,
        postgresql_where=sa.text("state = 'published'"),
    )
    op.create_table(
        "signoff_seats",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("signoff_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("verdict", sa.String(length=20), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(role IS NULL) <> (person_id IS NULL)", name=op.f("ck_signoff_seats_one_reviewer")),
        sa.ForeignKeyConstraint(["signoff_id"], ["signoffs.id"], name=op.f("fk_signoff_seats_signoff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signoff_seats")),
    )
    op.create_index(op.f("ix_signoff_seats_decided_by"), "signoff_seats", ["decided_by"], unique=False)
    op.create_index(
        "ix_signoff_seats_open",
        "signoff_seats",
        ["signoff_id", "stage"],
        unique=False,
        postgresql_where=sa.text("verdict IS NULL"),
    )
    op.create_index(op.f("ix_signoff_seats_person_id"), "signoff_seats", ["person_id"], unique=False)
    op.create_index(op.f("ix_signoff_seats_role"), "signoff_seats", ["role"], unique=False)
    op.create_index(op.f("ix_signoff_seats_signoff_id"), "signoff_seats", ["signoff_id"], unique=False)
    op.create_table(
        "signoff_stages",
        sa.Column("signoff_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("quorum", sa.String(length=10), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("due_business_days", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["signoff_id"], ["signoffs.id"], name=op.f("fk_signoff_stages_signoff_id")),
        sa.PrimaryKeyConstraint("signoff_id", "position", name=op.f("pk_signoff_stages")),
    )
    op.create_table(
        "guideline_clauses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clause_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("audience_groups", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("text", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("source_language", sa.String(length=35), nullable=False),
        sa.Column("stamps", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("reason", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("scope IN ('work', 'overlap', 'private')", name=op.f("ck_guideline_clauses_scope")),
        sa.CheckConstraint(
            "type IN ('do', 'dont', 'duty', 'freedom', 'encouragement')", name=op.f("ck_guideline_clauses_type")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["guideline_versions.id"], name=op.f("fk_guideline_clauses_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guideline_clauses")),
        sa.UniqueConstraint("version_id", "clause_id", name=op.f("uq_guideline_clauses_version_id_clause_id")),
    )
    op.create_index(op.f("ix_guideline_clauses_owner_id"), "guideline_clauses", ["owner_id"], unique=False)
    op.create_table(
        "signoff_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("signoff_id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=True),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("reason_code", sa.String(length=64), nullable=True),
        sa.Column("comment", sa.String(length=4000), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["signoff_seats.id"], name=op.f("fk_signoff_decisions_seat_id")),
        sa.ForeignKeyConstraint(["signoff_id"], ["signoffs.id"], name=op.f("fk_signoff_decisions_signoff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signoff_decisions")),
        sa.UniqueConstraint("seat_id", name=op.f("uq_signoff_decisions_seat_id")),
        sa.UniqueConstraint(
            "signoff_id", "stage", "person_id", name=op.f("uq_signoff_decisions_signoff_id_stage_person_id")
        ),
    )
    op.create_index(op.f("ix_signoff_decisions_person_id"), "signoff_decisions", ["person_id"], unique=False)
    op.create_index(op.f("ix_signoff_decisions_signoff_id"), "signoff_decisions", ["signoff_id"], unique=False)
    op.execute(append_only_sql("signoff_decisions"))
    op.execute(append_only_sql("acknowledgement_receipts"))
