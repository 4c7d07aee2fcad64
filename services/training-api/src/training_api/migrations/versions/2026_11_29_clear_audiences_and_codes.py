"""Tracks and modules are found whatever their accents; a track's audience is clear; a certificate's state has a code."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from service_kit.domain.audience import audience_is_clear
from service_kit.domain.folding import search_index

revision: str = "clear_audiences_and_codes"
down_revision: str | Sequence[str] | None = "trn_row_parameters"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

GOALS = "jsonb_path_query_array(goals, '$[*].*')::text"
# Lists that name somebody, and the only truth left when there is none. A track with several lists changes whom it
# means (all of them instead of any), so its version grows: answers that were kept of it are out of date.
CLEAR = """
UPDATE tracks t SET audience = clear.audience, version = version + CASE WHEN clear.lists > 1 THEN 1 ELSE 0 END
FROM (
    SELECT id, count(named.key) AS lists, CASE WHEN (audience -> 'everyone') = 'true' OR count(named.key) = 0
        THEN '{"everyone": true}' ELSE jsonb_object_agg(named.key, named.value) FILTER (WHERE named.key IS NOT NULL)
        END AS audience
    FROM tracks LEFT JOIN LATERAL (
        SELECT key, value FROM jsonb_each(audience) WHERE jsonb_typeof(value) = 'array' AND value <> '[]'
    ) AS named ON true
    GROUP BY id
) AS clear
WHERE t.id = clear.id AND t.audience <> clear.audience
"""


def upgrade() -> None:
    op.execute(CLEAR)
    op.create_check_constraint(op.f("ck_tracks_audience"), "tracks", audience_is_clear("audience"))
    op.execute(search_index("ix_tracks_search", "tracks", "code", "localized_words(title)"))
    op.execute(search_index("ix_modules_search", "modules", "code", "localized_words(title)", GOALS))
    op.add_column("certificates", sa.Column("state_code", sa.Text(), nullable=True))
    op.execute(
        "UPDATE certificates SET state_code = 'CompletionReversed', state_reason = NULL "
        "WHERE state_reason = 'A completion it rests on was taken back.'"
    )


def downgrade() -> None:
    op.drop_column("certificates", "state_code")
    op.drop_index("ix_modules_search", "modules")
    op.drop_index("ix_tracks_search", "tracks")
    op.drop_constraint(op.f("ck_tracks_audience"), "tracks")
