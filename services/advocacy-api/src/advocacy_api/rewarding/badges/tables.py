"""Badges, what earns them, and who earned them."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import instant_column, json_column, new_id
from service_kit.domain.lifecycle import one_of
from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from advocacy_api.database import Table
from advocacy_api.rewarding.badges.rules import Axis, State, Visibility


class Badge(Table, table=True):
    """A badge of the catalogue; `conditions` is how many of its requirements must hold: all of them."""

    __tablename__ = "badges"
    __table_args__ = (
        CheckConstraint(one_of("axis", Axis), name="axis"),
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint("conditions > 0", name="conditions"),
    )

    code: str = Field(primary_key=True, max_length=60)
    title: dict[str, str] = json_column()
    description: dict[str, str] = json_column()
    axis: str = Field(max_length=16)
    conditions: int
    position: int = 0
    state: str = Field(default=State.DRAFT.value, max_length=16)
    published_at: datetime | None = instant_column(nullable=True)
    version: int = 1

    @property
    def id(self) -> str:
        """The name in the audit record."""
        return self.code


class BadgeRequirement(Table, table=True):
    """Earn for `reason` at least `times`."""

    __tablename__ = "badge_requirements"
    __table_args__ = (
        Index("ix_badge_requirements_reason", "reason"),
        CheckConstraint("times > 0", name="times"),
    )

    badge_code: str = Field(primary_key=True, max_length=60, foreign_key="badges.code")
    reason: str = Field(primary_key=True, max_length=32)
    times: int


class AwardedBadge(Table, table=True):
    """A badge someone earned; they alone decide who sees it."""

    __tablename__ = "awarded_badges"
    __table_args__ = (
        UniqueConstraint("person_id", "badge_code", name="uq_awarded_badges_person_badge"),
        CheckConstraint(one_of("visibility", Visibility), name="visibility"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID
    badge_code: str = Field(max_length=60, foreign_key="badges.code")
    visibility: str = Field(default="private", max_length=16)
    awarded_at: datetime = instant_column()
    version: int = 1
