"""A share says how far it has come, where its post stands, and in which language its words are."""

from collections.abc import Sequence

from alembic import op

revision: str = "words_arrive"
down_revision: str | Sequence[str] | None = "ambassadors_shown"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COLUMNS = (
    "text_language varchar(35)",
    "state varchar(16) NOT NULL DEFAULT 'prepared'",
    "posted_at timestamptz",
    "post_url varchar(2000)",
)
# Held for every share from now on; those of before are prepared by the default.
HELD = {
    "state": "state IN ('copied', 'posted', 'prepared')",
    "posted": "(state = 'posted') = (posted_at IS NOT NULL)",
    "post_url": "post_url IS NULL OR state = 'posted'",
}


def upgrade() -> None:
    # Once more after an interruption: what was done is committed before the rows are looked through.
    for column in COLUMNS:
        op.execute(f"ALTER TABLE shares ADD COLUMN IF NOT EXISTS {column}")
    for name, condition in HELD.items():
        op.execute(f"ALTER TABLE shares DROP CONSTRAINT IF EXISTS ck_shares_{name}")
        op.execute(f"ALTER TABLE shares ADD CONSTRAINT ck_shares_{name} CHECK ({condition}) NOT VALID")
    # Sharing goes on while the rows are looked through.
    with op.get_context().autocommit_block():
        for name in HELD:
            op.execute(f"ALTER TABLE shares VALIDATE CONSTRAINT ck_shares_{name}")
