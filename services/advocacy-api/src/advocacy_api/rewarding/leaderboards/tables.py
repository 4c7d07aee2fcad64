"""How each person wants to appear on leaderboards."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import instant_column
from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from advocacy_api.database import Table
from advocacy_api.rewarding.leaderboards.rules import Showing


class LeaderboardPreference(Table, table=True):
    """No row means: takes no part."""

    __tablename__ = "leaderboard_preferences"
    __table_args__ = (
        CheckConstraint("showing IN ('pseudonym', 'name', 'hidden')", name="showing"),
        # Who takes part is found by the index alone.
        Index("ix_leaderboard_preferences_shown", "person_id", postgresql_where=text("showing <> 'hidden'")),
    )

    person_id: UUID = Field(primary_key=True)
    showing: str = Field(default=Showing.HIDDEN.value, max_length=16)
    updated_at: datetime = instant_column()
    version: int = 1
