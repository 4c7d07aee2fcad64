"""Ambassadorships, past and present."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import instant_column, new_id
from service_kit.domain.lifecycle import one_of
from sqlalchemy import CheckConstraint, Column, Index, String, text
from sqlmodel import Field

from advocacy_api.ambassadors.ambassadors.rules import State, Tier, Visibility
from advocacy_api.database import Table


class Ambassadorship(Table, table=True):
    """One person's time as an ambassador, from nomination to alumni."""

    __tablename__ = "ambassadors"
    __table_args__ = (
        Index("uq_ambassadors_living", "person_id", unique=True, postgresql_where=text("state <> 'alumni'")),
        Index("ix_ambassadors_person", "person_id", "id"),
        Index("ix_ambassadors_in_state", "state", "id"),
        Index("ix_ambassadors_of_tier", "tier", "id"),
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint(one_of("tier", Tier), name="tier"),
        CheckConstraint(one_of("visibility", Visibility), name="visibility"),
        CheckConstraint("state NOT IN ('accepted', 'active', 'dormant') OR accepted_at IS NOT NULL", name="accepted"),
        CheckConstraint("state NOT IN ('active', 'dormant') OR activated_at IS NOT NULL", name="activated"),
        CheckConstraint("state <> 'dormant' OR rested_at IS NOT NULL", name="rested"),
        CheckConstraint("(state = 'alumni') = (left_at IS NOT NULL)", name="left"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID
    state: str = Field(default=State.NOMINATED.value, max_length=16)
    tier: str = Field(default=Tier.AMBASSADOR.value, max_length=16)
    nominated_by: str = Field(max_length=200)
    self_nominated: bool = False
    visibility: str = Field(
        default=Visibility.PRIVATE.value,
        sa_column=Column(String(16), nullable=False, server_default=Visibility.PRIVATE.value),
    )
    nominated_at: datetime = instant_column()
    invited_at: datetime | None = instant_column(nullable=True)
    accepted_at: datetime | None = instant_column(nullable=True)
    activated_at: datetime | None = instant_column(nullable=True)
    rested_at: datetime | None = instant_column(nullable=True)
    left_at: datetime | None = instant_column(nullable=True)
    version: int = 1
