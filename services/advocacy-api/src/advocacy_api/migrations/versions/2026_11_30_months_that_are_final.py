"""A month's boards stand for good a week after its end: what is given again later counts for none."""

from collections.abc import Sequence

from alembic import op

revision: str = "months_that_are_final"
down_revision: str | Sequence[str] | None = "points_say_for_what"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.drop_constraint(op.f("ck_point_entries_worth"), "point_entries")
    # Looser than the one before, and checked afterwards, so that nobody waits for the whole ledger to be read.
    op.execute(
        "ALTER TABLE point_entries ADD CONSTRAINT ck_point_entries_worth CHECK ("
        "CASE WHEN reason IN ('completion', 'certificate', 'share', 'click') THEN amount > 0 "
        "AND (month IS NOT NULL OR reason = 'completion' AND rule_code IS NULL) "
        "WHEN reason = 'redemption' THEN amount < 0 AND month IS NULL "
        "WHEN reason = 'redemption-refused' THEN amount > 0 AND month IS NULL "
        "ELSE reason IN ('reversal', 'completion-reversed') AND amount <= 0 END) NOT VALID"
    )
    op.execute("ALTER TABLE point_entries VALIDATE CONSTRAINT ck_point_entries_worth")
