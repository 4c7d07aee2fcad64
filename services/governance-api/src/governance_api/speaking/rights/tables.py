"""Rows of suspensions, and of each person's last known right."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import instant_column, new_id
from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from governance_api.database import Table


class SpeakingSuspension(Table, table=True):
    """A time in which a person may not speak for the brand."""

    __tablename__ = "speaking_suspensions"
    __table_args__ = (
        CheckConstraint("until > suspended_at", name="until"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended"),
        # Two strategists at once: a person has one open suspension.
        Index("ix_speaking_suspensions_open", "person_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID
    reason: str = Field(max_length=2000)
    until: datetime | None = instant_column(nullable=True)
    suspended_by: str = Field(max_length=120)
    suspended_at: datetime = instant_column()
    ended_by: str | None = Field(default=None, max_length=120)
    ended_at: datetime | None = instant_column(nullable=True)


class SpeakingRight(Table, table=True):
    """Each person's right as it was last published; a check computes it anew."""

    __tablename__ = "speaking_rights"
    __table_args__ = (Index("ix_speaking_rights_since", "since", "person_id"),)

    person_id: UUID = Field(primary_key=True)
    allowed: bool
    since: datetime = instant_column()
