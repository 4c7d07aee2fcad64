"""Shares, and how often each was followed: a number per hour and nothing about who."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import instant_column, new_id
from sqlalchemy import CheckConstraint, Column, DateTime, Index, UniqueConstraint, text
from sqlmodel import Field

from advocacy_api.database import Table
from advocacy_api.networks import Network

NETWORKS = ", ".join(f"'{network.value}'" for network in Network)


class Share(Table, table=True):
    """One person's tracked link to one content on one network."""

    __tablename__ = "shares"
    __table_args__ = (
        UniqueConstraint("person_id", "content_id", "network", name="uq_shares_person_content_network"),
        Index("ix_shares_person", "person_id", "id"),
        CheckConstraint(f"network IN ({NETWORKS})", name="network"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID
    content_id: UUID = Field(foreign_key="content.id", index=True)
    network: str = Field(max_length=16)
    on_behalf: bool
    text: str = ""
    code: str = Field(max_length=16, unique=True)
    created_at: datetime = instant_column()


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
