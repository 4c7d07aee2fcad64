"""How often each share was followed: a number per hour and nothing about who."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, DateTime, Index, text
from sqlmodel import Field

from advocacy_api.database import Table


class Clicks(Table, table=True):
    """How often a share was followed within one hour, and how many of those already brought points."""

    __tablename__ = "clicks"
    __table_args__ = (
        CheckConstraint("awarded >= 0 AND awarded <= clicks", name="awarded"),
        Index("ix_clicks_unawarded", "share_id", "hour", postgresql_where=text("awarded < clicks")),
    )

    share_id: UUID = Field(primary_key=True, foreign_key="shares.id")
    hour: datetime = Field(sa_column=Column(DateTime(timezone=True), primary_key=True))
    clicks: int
    awarded: int = 0
