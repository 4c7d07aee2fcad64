"""Each list of training is read in its order by an index, for whoever reads it and however it is narrowed."""

from collections.abc import Mapping, Sequence

from alembic import op

revision: str = "trn_lists_read_a_page"
down_revision: str | Sequence[str] | None = "people_listed_by_name"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MADE = {
    "ix_completions_of_module": "completions (module_id, id)",
    "ix_enrolments_of_module": "enrolments (module_id, id)",
    "ix_enrolments_in_state": "enrolments (state, id)",
    "ix_certificates_of_scheme": "certificates (scheme_id, id)",
    "ix_certificates_in_state": "certificates (state, id)",
    "ix_exemptions_requirement_id": "exemptions (requirement_id, id)",
    "ix_exemptions_until": "exemptions (requirement_id, until, id)",
    "ix_prerequisite_waivers_person_id": "prerequisite_waivers (person_id, id)",
    "ix_prerequisite_waivers_requested_by": "prerequisite_waivers (requested_by)",
    "ix_prerequisite_waivers_in_state": "prerequisite_waivers (state, id)",
    "ix_people_left": "people ((lower(family_name) COLLATE \"C\"), given_name, id) WHERE active IS false",
}
BEFORE = {
    "ix_completions_module_id": "completions (module_id)",
    "ix_enrolments_module_id": "enrolments (module_id)",
}


def upgrade() -> None:
    _replace(BEFORE, by=MADE)


def downgrade() -> None:
    _replace(MADE, by=BEFORE)


def _replace(old: Mapping[str, str], *, by: Mapping[str, str]) -> None:
    # The tables are read and written meanwhile. An interrupted attempt leaves an index of no use, which goes first.
    with op.get_context().autocommit_block():
        for name, on in by.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {on}")
        for name in old:
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
