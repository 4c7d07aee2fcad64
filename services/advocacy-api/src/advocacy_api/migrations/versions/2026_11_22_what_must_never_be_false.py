"""States that no row may ever be in, refused by the database itself."""

from collections.abc import Sequence

from alembic import op

revision: str = "adv0003"
down_revision: str | Sequence[str] | None = "adv0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NETWORKS = "'linkedin', 'x', 'facebook', 'whatsapp', 'bluesky', 'mastodon', 'email'"
CHECKS = (
    (
        "ambassadors",
        "accepted",
        "state NOT IN ('accepted', 'active', 'dormant') OR accepted_at IS NOT NULL",
    ),
    ("ambassadors", "activated", "state NOT IN ('active', 'dormant') OR activated_at IS NOT NULL"),
    ("ambassadors", "rested", "state <> 'dormant' OR rested_at IS NOT NULL"),
    ("ambassadors", "left", "(state = 'alumni') = (left_at IS NOT NULL)"),
    ("content", "taxonomy", "taxonomy IN ('product', 'strategy', 'people')"),
    ("content", "validity", "valid_from < valid_to"),
    ("content", "closed", "(state = 'closed') = (closed_at IS NOT NULL)"),
    (
        "content",
        "published",
        "state <> 'published' OR (published_at IS NOT NULL AND url IS NOT NULL AND language IS NOT NULL)",
    ),
    ("content", "vacancy", "state <> 'published' OR kind <> 'vacancy' OR (job_profile IS NOT NULL AND NOT filled)"),
    ("shares", "network", f"network IN ({NETWORKS})"),
    (
        "point_entries",
        "worth",
        "CASE WHEN reason IN ('completion', 'certificate', 'share', 'click') THEN amount > 0 AND month IS NOT NULL "
        "WHEN reason = 'redemption' THEN amount < 0 AND month IS NULL "
        "WHEN reason = 'redemption-refused' THEN amount > 0 AND month IS NULL "
        "ELSE reason IN ('reversal', 'completion-reversed') AND amount <= 0 END",
    ),
    (
        "point_entries",
        "reversal_of_another",
        "reverses_id IS NULL OR reason IN ('reversal', 'completion-reversed')",
    ),
    ("redemptions", "cost", "cost > 0"),
    (
        "redemptions",
        "decided",
        "(state = 'requested') = (decided_at IS NULL) AND (state = 'requested') = (decided_by IS NULL)",
    ),
    ("redemptions", "four_eyes", "decided_by <> 'person:' || person_id"),
    ("redemptions", "fulfilled", "(state = 'fulfilled') = (fulfilled_at IS NOT NULL)"),
    ("badge_requirements", "times", "times > 0"),
)
KEYS = (
    ("clicks", "share_id", "shares"),
    ("point_entries", "reverses_id", "point_entries"),
)


def upgrade() -> None:
    made = [(table, f"ck_{table}_{name}", f"CHECK ({rule})") for table, name, rule in CHECKS]
    made += [
        (table, f"fk_{table}_{column}", f"FOREIGN KEY ({column}) REFERENCES {other} (id)")
        for table, column, other in KEYS
    ]
    # New rows are held to it at once; those that are there are looked through afterwards, while others go on writing.
    for table, name, rule in made:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule} NOT VALID")
    with op.get_context().autocommit_block():
        # Who stands apart is found anew for every board: few, among everyone.
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_people_apart")
        op.execute(
            "CREATE INDEX CONCURRENTLY ix_people_apart ON people (id) WHERE NOT active OR 'executive' = ANY (roles)"
        )
        for table, name, _rule in made:
            op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")
