"""Shares: one link per person, content and network."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import instant_column, new_id
from service_kit.domain.lifecycle import one_of
from sqlalchemy import CheckConstraint, Column, Index, String, UniqueConstraint
from sqlmodel import Field

from advocacy_api.content.content.rules import Network
from advocacy_api.database import Table
from advocacy_api.sharing.shares.rules import State


class Share(Table, table=True):
    """One person's tracked link to one content on one network."""

    __tablename__ = "shares"
    __table_args__ = (
        UniqueConstraint("person_id", "content_id", "network", name="uq_shares_person_content_network"),
        Index("ix_shares_person", "person_id", "id"),
        CheckConstraint(one_of("network", Network), name="network"),
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint("(state = 'posted') = (posted_at IS NOT NULL)", name="posted"),
        CheckConstraint("post_url IS NULL OR state = 'posted'", name="post_url"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID
    content_id: UUID = Field(foreign_key="content.id", index=True)
    network: str = Field(max_length=16)
    on_behalf: bool
    text: str = ""
    text_language: str | None = Field(default=None, max_length=35)
    code: str = Field(max_length=16, unique=True)
    created_at: datetime = instant_column()
    state: str = Field(
        default=State.PREPARED.value,
        sa_column=Column(String(16), nullable=False, server_default=State.PREPARED.value),
    )
    posted_at: datetime | None = instant_column(nullable=True)
    post_url: str | None = Field(default=None, max_length=2000)
