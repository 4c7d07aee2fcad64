"""The tables of advocacy. Whoever ran it before 2026-11-29 also got four point rules and ten badges (decision 0031)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from service_kit.events.feed import append_only_sql
from sqlalchemy.dialects import postgresql

revision: str = 'adv0001'
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('ambassadors',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('tier', sa.String(length=16), nullable=False),
    sa.Column('nominated_by', sa.String(length=200), nullable=False),
    sa.Column('self_nominated', sa.Boolean(), nullable=False),
    sa.Column('nominated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('activated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rested_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('nominated', 'invited', 'accepted', 'active', 'dormant', 'alumni')", name=op.f('ck_ambassadors_state')),
    sa.CheckConstraint("tier IN ('ambassador', 'executive')", name=op.f('ck_ambassadors_tier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ambassadors'))
    )
    op.create_index('ix_ambassadors_person', 'ambassadors', ['person_id', 'id'], unique=False)
    op.create_index('uq_ambassadors_living', 'ambassadors', ['person_id'], unique=True, postgresql_where=sa.text("state <> 'alumni'"))
    op.create_table('badges',
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('title', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('description', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('axis', sa.String(length=16), nullable=False),
    sa.Column('conditions', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.CheckConstraint("axis IN ('collaboration', 'advocacy', 'both')", name=op.f('ck_badges_axis')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_badges'))
    )
    op.create_table('clicks',
    sa.Column('share_id', sa.Uuid(), nullable=False),
    sa.Column('hour', sa.DateTime(timezone=True), nullable=False),
    sa.Column('clicks', sa.Integer(), nullable=False),
    sa.Column('awarded', sa.Integer(), nullable=False),
    sa.CheckConstraint('awarded >= 0 AND awarded <= clicks', name=op.f('ck_clicks_awarded')),
    sa.PrimaryKeyConstraint('share_id', 'hour', name=op.f('pk_clicks'))
    )
    op.create_index('ix_clicks_unawarded', 'clicks', ['share_id', 'hour'], unique=False, postgresql_where=sa.text('awarded < clicks'))
    op.create_table('content',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('title', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('url', sa.String(length=2000), nullable=True),
    sa.Column('language', sa.String(length=35), nullable=True),
    sa.Column('variants', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('disclosure', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('audience', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('taxonomy', sa.String(length=20), nullable=True),
    sa.Column('job_profile', sa.String(length=128), nullable=True),
    sa.Column('filled', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('valid_from', sa.DateTime(timezone=True), nullable=True),
    sa.Column('valid_to', sa.DateTime(timezone=True), nullable=True),
    sa.Column('embargo_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('search', sa.String(), nullable=False),
    sa.Column('created_by', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('press-release', 'vacancy', 'article', 'video', 'event', 'testimonial')", name=op.f('ck_content_kind')),
    sa.CheckConstraint("state IN ('draft', 'published', 'withdrawn', 'closed')", name=op.f('ck_content_state')),
    sa.CheckConstraint("url IS NULL OR url ~* '^https?://'", name=op.f('ck_content_url')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_content')),
    sa.UniqueConstraint('code', name=op.f('uq_content_code'))
    )
    op.create_index('ix_content_search', 'content', [sa.literal_column("to_tsvector('simple', search)")], unique=False, postgresql_using='gin')
    op.create_index('ix_content_state', 'content', ['state', 'id'], unique=False)
    op.create_table('leaderboard_preferences',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('showing', sa.String(length=16), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("showing IN ('pseudonym', 'name', 'hidden')", name=op.f('ck_leaderboard_preferences_showing')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_leaderboard_preferences'))
    )
    op.create_table('point_balances',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('balance', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('alias', sa.Integer(), server_default=sa.text('(random() * 2147483646)::int'), nullable=False),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_point_balances'))
    )
    op.create_table('point_counts',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('person_id', 'reason', name=op.f('pk_point_counts'))
    )
    op.create_table('point_entries',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=False),
    sa.Column('event_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('month', sa.Date(), nullable=True),
    sa.Column('reverses_id', sa.Uuid(), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_point_entries')),
    sa.UniqueConstraint('event_id', 'reason', name='uq_point_entries_event_reason')
    )
    op.create_index('ix_point_entries_person', 'point_entries', ['person_id', 'created_at', 'id'], unique=False)
    op.create_index('uq_point_entries_reverses', 'point_entries', ['reverses_id'], unique=True, postgresql_where=sa.text('reverses_id IS NOT NULL'))
    op.create_table('point_rules',
    sa.Column('reason', sa.String(length=32), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('daily_cap', sa.Integer(), nullable=True),
    sa.Column('diminishing', sa.Float(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('amount >= 0 AND amount <= 100000', name=op.f('ck_point_rules_amount')),
    sa.CheckConstraint('daily_cap IS NULL OR daily_cap >= 0', name=op.f('ck_point_rules_daily_cap')),
    sa.CheckConstraint('diminishing > 0 AND diminishing <= 1', name=op.f('ck_point_rules_diminishing')),
    sa.PrimaryKeyConstraint('reason', name=op.f('pk_point_rules'))
    )
    op.create_table('point_totals',
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('month', 'person_id', name=op.f('pk_point_totals'))
    )
    op.create_index('ix_point_totals_standing', 'point_totals', ['month', sa.literal_column('points DESC'), 'person_id'], unique=False)
    op.create_table('rewards',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('title', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('description', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('cost', sa.Integer(), nullable=False),
    sa.Column('stock', sa.Integer(), nullable=True),
    sa.Column('budget', sa.Integer(), nullable=True),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('committed', sa.Integer(), nullable=False),
    sa.Column('tax_note', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('available', sa.Boolean(), nullable=False),
    sa.Column('created_by', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('committed >= 0 AND (budget IS NULL OR committed <= budget)', name=op.f('ck_rewards_budget')),
    sa.CheckConstraint('cost > 0', name=op.f('ck_rewards_cost')),
    sa.CheckConstraint('taken >= 0 AND (stock IS NULL OR taken <= stock)', name=op.f('ck_rewards_stock')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rewards'))
    )
    op.create_table('awarded_badges',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('badge_code', sa.String(length=60), nullable=False),
    sa.Column('visibility', sa.String(length=16), nullable=False),
    sa.Column('awarded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("visibility IN ('private', 'public')", name=op.f('ck_awarded_badges_visibility')),
    sa.ForeignKeyConstraint(['badge_code'], ['badges.code'], name=op.f('fk_awarded_badges_badge_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_awarded_badges')),
    sa.UniqueConstraint('person_id', 'badge_code', name='uq_awarded_badges_person_badge')
    )
    op.create_table('badge_requirements',
    sa.Column('badge_code', sa.String(length=60), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['badge_code'], ['badges.code'], name=op.f('fk_badge_requirements_badge_code')),
    sa.PrimaryKeyConstraint('badge_code', 'reason', name=op.f('pk_badge_requirements'))
    )
    op.create_index('ix_badge_requirements_reason', 'badge_requirements', ['reason'], unique=False)
    op.create_table('redemptions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('reward_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('cost', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=True),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.String(length=200), nullable=True),
    sa.Column('fulfilled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('requested', 'approved', 'fulfilled', 'refused')", name=op.f('ck_redemptions_state')),
    sa.ForeignKeyConstraint(['reward_id'], ['rewards.id'], name=op.f('fk_redemptions_reward_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_redemptions'))
    )
    op.create_index('ix_redemptions_person', 'redemptions', ['person_id', 'id'], unique=False)
    op.create_index(op.f('ix_redemptions_reward_id'), 'redemptions', ['reward_id'], unique=False)
    op.create_index('ix_redemptions_state', 'redemptions', ['state', 'id'], unique=False)
    op.create_table('shares',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('content_id', sa.Uuid(), nullable=False),
    sa.Column('network', sa.String(length=16), nullable=False),
    sa.Column('on_behalf', sa.Boolean(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['content_id'], ['content.id'], name=op.f('fk_shares_content_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shares')),
    sa.UniqueConstraint('code', name=op.f('uq_shares_code')),
    sa.UniqueConstraint('person_id', 'content_id', 'network', name='uq_shares_person_content_network')
    )
    op.create_index(op.f('ix_shares_content_id'), 'shares', ['content_id'], unique=False)
    op.create_index('ix_shares_person', 'shares', ['person_id', 'id'], unique=False)
    # A counter is updated in place: leave room on its page.
    op.execute("ALTER TABLE clicks SET (fillfactor = 70)")
    op.execute("ALTER TABLE point_balances SET (fillfactor = 80)")
    op.execute(append_only_sql("point_entries"))
