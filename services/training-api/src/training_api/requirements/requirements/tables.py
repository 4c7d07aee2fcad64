"""What is required of whom: the requirement, each person's line of it, and the exceptions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import instant_column, json_column, new_id
from service_kit.domain.audience import audience_column, audience_is_clear
from service_kit.domain.lifecycle import one_of
from service_kit.identity.people import Person
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, text
from sqlmodel import Field

from training_api.catalogue.modules.tables import Module
from training_api.catalogue.tracks.tables import Track
from training_api.database import Table
from training_api.requirements.requirements.rules import State

PEOPLE = Person.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
TRACKS = Track.__table__  # type: ignore[attr-defined]  # as above
MODULES = Module.__table__  # type: ignore[attr-defined]  # as above


class Requirement(Table, table=True):
    """A track or a module that people must complete."""

    __tablename__ = "requirements"
    __table_args__ = (
        CheckConstraint("num_nonnulls(track_id, module_id) = 1", name="one_subject"),
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint(audience_is_clear("applies_to"), name="applies_to"),
        CheckConstraint("due_in_days > 0 AND repeat_every_days > 0", name="days"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    track_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey(TRACKS.c.id), nullable=True, index=True))
    module_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey(MODULES.c.id), nullable=True, index=True))
    applies_to: dict[str, Any] = audience_column()
    due_in_days: int
    repeat_every_days: int | None = None
    reason: dict[str, str] = json_column()
    legal_basis: str | None = Field(default=None, max_length=500)
    sponsor_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey(PEOPLE.c.id), nullable=True))
    state: str = Field(default=State.DRAFT.value, max_length=16, index=True)
    version: int = 1
    created_by: str = Field(max_length=200)
    created_at: datetime = instant_column()
    activated_at: datetime | None = instant_column(nullable=True)
    retired_at: datetime | None = instant_column(nullable=True)


class Assignment(Table, table=True):
    """One person's line of an active requirement; recomputed whenever they, it or their completions change.

    `completed_at` is when the last part was done, `fresh_from` the completion of its oldest part: from there a
    repeated requirement counts, and `renews_at` is when it is due again. It is due at the later of `first_due_at` and
    `renews_at`: the lines of a requirement are listed, and counted, by an index on that.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        Index(
            "ix_assignments_due",
            "requirement_id",
            text("GREATEST(first_due_at, renews_at)"),
            "person_id",
            postgresql_include=["first_due_at", "renews_at", "completed_at", "fresh_from"],
        ),
    )

    person_id: UUID = Field(sa_column=Column(ForeignKey(PEOPLE.c.id, ondelete="CASCADE"), primary_key=True))
    requirement_id: UUID = Field(sa_column=Column(ForeignKey("requirements.id", ondelete="CASCADE"), primary_key=True))
    assigned_at: datetime = instant_column()
    first_due_at: datetime = instant_column()
    completed_at: datetime | None = instant_column(nullable=True)
    fresh_from: datetime | None = instant_column(nullable=True)
    renews_at: datetime | None = instant_column(nullable=True)


class Exemption(Table, table=True):
    """Leave for one person not to complete one requirement, for a reason and until a day.

    A withdrawn one ends at that moment: `until` says when it really ended.
    """

    __tablename__ = "exemptions"
    __table_args__ = (
        Index("ix_exemptions_person_id_requirement_id", "person_id", "requirement_id"),
        Index("ix_exemptions_requirement_id", "requirement_id", "id"),
        Index("ix_exemptions_until", "requirement_id", "until", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    requirement_id: UUID = Field(sa_column=Column(ForeignKey("requirements.id", ondelete="CASCADE"), nullable=False))
    person_id: UUID = Field(sa_column=Column(ForeignKey(PEOPLE.c.id, ondelete="CASCADE"), nullable=False))
    reason: str = Field(max_length=2000)
    until: datetime = instant_column()
    granted_by: str = Field(max_length=200)
    granted_at: datetime = instant_column()
    version: int = 1
    withdrawn_by: str | None = Field(default=None, max_length=200)
    withdrawn_at: datetime | None = instant_column(nullable=True)

    @property
    def state(self) -> str:
        """What a move leaves of it: an exemption has one move, which ends it."""
        return "running" if self.withdrawn_at is None else "ended"
