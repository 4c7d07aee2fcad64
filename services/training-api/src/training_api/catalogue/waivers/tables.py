"""Waivers of prerequisites."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import instant_column, new_id
from service_kit.domain.lifecycle import one_of
from service_kit.identity.people import Person
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Text, text
from sqlmodel import Field

from training_api.catalogue.waivers.rules import State
from training_api.database import Table


class Waiver(Table, table=True):
    """One person may take one module without its prerequisites, because two people said so."""

    __tablename__ = "prerequisite_waivers"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name="four_eyes"),
        Index(
            "uq_prerequisite_waivers_open",
            "person_id",
            "module_id",
            unique=True,
            postgresql_where=text("state IN ('requested', 'approved')"),
        ),
        Index("ix_prerequisite_waivers_person_id", "person_id", "id"),
        Index("ix_prerequisite_waivers_requested_by", "requested_by"),
        Index("ix_prerequisite_waivers_in_state", "state", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(
        sa_column=Column(ForeignKey(Person.__table__.c.id), nullable=False),  # type: ignore[attr-defined]  # SQLModel hides __table__
    )
    module_id: UUID = Field(foreign_key="modules.id", index=True)
    reason: str = Field(sa_type=Text)
    state: State = Field(default=State.REQUESTED, sa_type=Text)
    requested_by: str = Field(sa_type=Text)
    decided_by: str | None = Field(default=None, sa_type=Text)
    decision_reason: str | None = Field(default=None, sa_type=Text)
    version: int = Field(default=1)
    created_at: datetime = instant_column(default_now=True)
    decided_at: datetime | None = instant_column(nullable=True)
