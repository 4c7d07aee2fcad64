"""The first tables of training: people's imports, catalogue, requirements, learning, certification."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from service_kit.events.feed import append_only_sql
from sqlalchemy.dialects import postgresql

revision: str = "trn0001"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SEARCH_PEOPLE = """
CREATE INDEX ix_people_searched ON people USING gin (to_tsvector('simple'::regconfig, translate(
    given_name || ' ' || family_name || ' ' || email || ' ' || user_name || ' ' || employee_number, '@._-/', '     '
))) WITH (fastupdate = on)
"""
KEEP_WHAT_WAS_ISSUED = """
CREATE OR REPLACE FUNCTION keep_what_was_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.id, NEW.person_id, NEW.scheme_id, NEW.issued_at)
            IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.scheme_id, OLD.issued_at)
        OR (NEW.valid_until, NEW.renews, NEW.counted_from)
            IS DISTINCT FROM (OLD.valid_until, OLD.renews, OLD.counted_from) THEN
        RAISE EXCEPTION 'a certificate stays as it was issued' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER keep_what_was_issued BEFORE UPDATE OR DELETE ON certificates
FOR EACH ROW EXECUTE FUNCTION keep_what_was_issued();
"""


def upgrade() -> None:
    op.create_table(
        "certification_schemes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("title", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("modules", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("min_credits", sa.Integer(), nullable=False),
        sa.Column("min_offline_credits", sa.Integer(), nullable=False),
        sa.Column("guideline_code", sa.String(length=64), nullable=True),
        sa.Column("valid_for_days", sa.Integer(), nullable=True),
        sa.Column("refresher_window_days", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'published', 'retired')", name=op.f("ck_certification_schemes_state")),
        sa.CheckConstraint(
            "min_credits >= 0 AND min_offline_credits >= 0 AND valid_for_days > 0 AND refresher_window_days >= 0",
            name=op.f("ck_certification_schemes_sizes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certification_schemes")),
        sa.UniqueConstraint("code", name=op.f("uq_certification_schemes_code")),
    )
    op.create_index(
        op.f("ix_certification_schemes_guideline_code"), "certification_schemes", ["guideline_code"], unique=False
    )
    op.create_table(
        "guideline_acknowledgements",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("guideline_code", sa.String(length=64), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "guideline_code", name=op.f("pk_guideline_acknowledgements")),
    )
    op.create_table(
        "people_imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("deactivated", sa.Integer(), nullable=False),
        sa.Column("errors", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("error_count", sa.Integer(), nullable=False),
        sa.Column("requested_by", sa.String(length=200), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'succeeded', 'failed')", name=op.f("ck_people_imports_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_imports")),
    )
    op.create_table(
        "sign_in_roles",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_sign_in_roles_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_sign_in_roles")),
    )
    op.create_table(
        "tracks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("title", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("description", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("component", sa.Text(), nullable=False),
        sa.Column("audience", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("phase IN ('general', 'organisation', 'function')", name=op.f("ck_tracks_phase")),
        sa.CheckConstraint("state IN ('draft', 'published', 'archived')", name=op.f("ck_tracks_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracks")),
        sa.UniqueConstraint("code", name=op.f("uq_tracks_code")),
    )
    op.create_table(
        "certificates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("scheme_id", sa.Uuid(), nullable=False),
        sa.Column("renews", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("renewable_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=True),
        sa.Column("state_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state_changed_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('valid', 'suspended', 'revoked', 'expired')", name=op.f("ck_certificates_state")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_certificates_person_id")),
        sa.ForeignKeyConstraint(["renews"], ["certificates.id"], name=op.f("fk_certificates_renews")),
        sa.ForeignKeyConstraint(["scheme_id"], ["certification_schemes.id"], name=op.f("fk_certificates_scheme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
    )
    op.create_index(
        "ix_certificates_ending",
        "certificates",
        ["valid_until"],
        unique=False,
        postgresql_where=sa.text("state IN ('valid', 'suspended')"),
    )
    op.create_index("ix_certificates_person_id", "certificates", ["person_id", "id"], unique=False)
    op.create_index("ix_certificates_scheme_id", "certificates", ["scheme_id", "state", "id"], unique=False)
    op.create_index(
        "uq_certificates_current",
        "certificates",
        ["person_id", "scheme_id"],
        unique=True,
        postgresql_where=sa.text("is_current"),
    )
    op.create_index(
        "uq_certificates_renews",
        "certificates",
        ["renews"],
        unique=True,
        postgresql_where=sa.text("renews IS NOT NULL"),
    )
    op.create_table(
        "modules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("track_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("title", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("goals", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("credits", sa.Integer(), nullable=False),
        sa.Column("modality", sa.Text(), nullable=False),
        sa.Column("offline", sa.Boolean(), nullable=False),
        sa.Column("content", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("completion_rule", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("platform", sa.String(length=64), nullable=True),
        sa.Column("audience_group", sa.String(length=64), nullable=True),
        sa.Column("risk_tags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("angle", sa.String(length=32), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'published', 'archived')", name=op.f("ck_modules_state")),
        sa.CheckConstraint("minutes > 0 AND credits >= 0 AND level >= 1", name=op.f("ck_modules_sizes")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_modules_owner_id")),
        sa.ForeignKeyConstraint(["track_id"], ["tracks.id"], name=op.f("fk_modules_track_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_modules")),
        sa.UniqueConstraint("code", name=op.f("uq_modules_code")),
    )
    op.create_index(op.f("ix_modules_owner_id"), "modules", ["owner_id"], unique=False)
    op.create_index("ix_modules_track_level", "modules", ["track_id", "level", "code"], unique=False)
    op.create_table(
        "people_import_files",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["people_imports.id"], name=op.f("fk_people_import_files_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_people_import_files")),
    )
    op.create_table(
        "completions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("module_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("credits", sa.Integer(), nullable=False),
        sa.Column("offline", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("reverses", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(reverses IS NULL) OR (reason IS NOT NULL)", name=op.f("ck_completions_reversal_says_why")),
        sa.CheckConstraint("minutes >= 0 AND credits >= 0", name=op.f("ck_completions_sizes")),
        sa.CheckConstraint("score IS NULL OR score BETWEEN 0 AND 100", name=op.f("ck_completions_score")),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_completions_module_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_completions_person_id")),
        sa.ForeignKeyConstraint(["reverses"], ["completions.id"], name=op.f("fk_completions_reverses")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_completions")),
    )
    op.create_index(op.f("ix_completions_module_id"), "completions", ["module_id"], unique=False)
    op.create_index("ix_completions_person_id", "completions", ["person_id", "id"], unique=False)
    op.create_index(
        "ix_completions_person_module", "completions", ["person_id", "module_id", "completed_at"], unique=False
    )
    op.create_index(
        "uq_completions_external_id",
        "completions",
        ["recorded_by", "external_id"],
        unique=True,
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )
    op.create_index(
        "uq_completions_reverses",
        "completions",
        ["reverses"],
        unique=True,
        postgresql_where=sa.text("reverses IS NOT NULL"),
    )
    op.create_table(
        "prerequisite_edges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("module_id", sa.Uuid(), nullable=False),
        sa.Column("required_module_id", sa.Uuid(), nullable=True),
        sa.Column("required_level", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(required_module_id IS NULL) <> (required_level IS NULL)", name=op.f("ck_prerequisite_edges_one_target")
        ),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_prerequisite_edges_module_id")),
        sa.ForeignKeyConstraint(
            ["required_module_id"], ["modules.id"], name=op.f("fk_prerequisite_edges_required_module_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prerequisite_edges")),
    )
    op.create_index(
        op.f("ix_prerequisite_edges_required_module_id"), "prerequisite_edges", ["required_module_id"], unique=False
    )
    op.create_index("uq_prerequisite_edges_level", "prerequisite_edges", ["module_id", "required_level"], unique=True)
    op.create_index(
        "uq_prerequisite_edges_module", "prerequisite_edges", ["module_id", "required_module_id"], unique=True
    )
    op.create_table(
        "prerequisite_waivers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("module_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('requested', 'approved', 'refused')", name=op.f("ck_prerequisite_waivers_state")),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> requested_by", name=op.f("ck_prerequisite_waivers_four_eyes")
        ),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_prerequisite_waivers_module_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_prerequisite_waivers_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prerequisite_waivers")),
    )
    op.create_index(op.f("ix_prerequisite_waivers_module_id"), "prerequisite_waivers", ["module_id"], unique=False)
    op.create_index(
        "uq_prerequisite_waivers_open",
        "prerequisite_waivers",
        ["person_id", "module_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('requested', 'approved')"),
    )
    op.create_table(
        "prerequisites",
        sa.Column("module_id", sa.Uuid(), nullable=False),
        sa.Column("expression", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_prerequisites_module_id")),
        sa.PrimaryKeyConstraint("module_id", name=op.f("pk_prerequisites")),
    )
    op.create_table(
        "requirements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("track_id", sa.Uuid(), nullable=True),
        sa.Column("module_id", sa.Uuid(), nullable=True),
        sa.Column("job_profiles", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("departments", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("divisions", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("due_in_days", sa.Integer(), nullable=False),
        sa.Column("repeat_every_days", sa.Integer(), nullable=True),
        sa.Column("reason", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("legal_basis", sa.String(length=500), nullable=True),
        sa.Column("sponsor_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'active', 'retired')", name=op.f("ck_requirements_state")),
        sa.CheckConstraint("due_in_days > 0 AND repeat_every_days > 0", name=op.f("ck_requirements_days")),
        sa.CheckConstraint("num_nonnulls(track_id, module_id) = 1", name=op.f("ck_requirements_one_subject")),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_requirements_module_id")),
        sa.ForeignKeyConstraint(["sponsor_id"], ["people.id"], name=op.f("fk_requirements_sponsor_id")),
        sa.ForeignKeyConstraint(["track_id"], ["tracks.id"], name=op.f("fk_requirements_track_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirements")),
    )
    op.create_index(op.f("ix_requirements_module_id"), "requirements", ["module_id"], unique=False)
    op.create_index(op.f("ix_requirements_state"), "requirements", ["state"], unique=False)
    op.create_index(op.f("ix_requirements_track_id"), "requirements", ["track_id"], unique=False)
    op.create_table(
        "assignments",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("requirement_id", sa.Uuid(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fresh_from", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_assignments_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirements.id"], name=op.f("fk_assignments_requirement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "requirement_id", name=op.f("pk_assignments")),
    )
    op.create_index("ix_assignments_requirement_id", "assignments", ["requirement_id"], unique=False)
    op.create_table(
        "enrolments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("module_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("enrolled_by", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_activity_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completion_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("source IN ('self', 'peer', 'manager', 'requirement')", name=op.f("ck_enrolments_source")),
        sa.CheckConstraint(
            "state IN ('enrolled', 'in-progress', 'stalled', 'completed', 'withdrawn')",
            name=op.f("ck_enrolments_state"),
        ),
        sa.ForeignKeyConstraint(["completion_id"], ["completions.id"], name=op.f("fk_enrolments_completion_id")),
        sa.ForeignKeyConstraint(["module_id"], ["modules.id"], name=op.f("fk_enrolments_module_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_enrolments_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
    )
    op.create_index(op.f("ix_enrolments_module_id"), "enrolments", ["module_id"], unique=False)
    op.create_index("ix_enrolments_person_id", "enrolments", ["person_id", "id"], unique=False)
    op.create_index(
        "ix_enrolments_quiet",
        "enrolments",
        ["last_activity_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('enrolled', 'in-progress')"),
    )
    op.create_index(
        "uq_enrolments_active",
        "enrolments",
        ["person_id", "module_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('enrolled', 'in-progress', 'stalled')"),
    )
    op.create_table(
        "exemptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("requirement_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.String(length=200), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_exemptions_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirements.id"], name=op.f("fk_exemptions_requirement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemptions")),
    )
    op.create_index(
        "ix_exemptions_person_id_requirement_id", "exemptions", ["person_id", "requirement_id"], unique=False
    )
    op.create_table(
        "enrolment_progress",
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("content_item_id", sa.Uuid(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"], name=op.f("fk_enrolment_progress_enrolment_id")),
        sa.PrimaryKeyConstraint("enrolment_id", "content_item_id", name=op.f("pk_enrolment_progress")),
    )

    # Deferred: two people may exchange their user names within one file.
    op.create_unique_constraint("uq_people_user_name", "people", ["user_name"], deferrable=True, initially="DEFERRED")
    # The directory's ways to find people, on the kit's table: replicas are not searched, so the kit does not make them.
    op.execute(SEARCH_PEOPLE)
    op.execute("CREATE INDEX ix_people_by_name ON people (family_name, given_name, id)")
    op.execute(
        "CREATE INDEX ix_people_by_department_and_name"
        " ON people (department, family_name, given_name, id)"
    )
    op.execute(append_only_sql("completions"))
    op.execute(KEEP_WHAT_WAS_ISSUED)
