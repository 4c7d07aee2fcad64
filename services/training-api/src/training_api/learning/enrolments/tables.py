"""Enrolments and the content read in them."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import instant_column, new_id
from service_kit.domain.lifecycle import one_of
from service_kit.identity.people import Person
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Text, text
from sqlmodel import Field

from training_api.database import Table
from training_api.learning.enrolments.rules import Source, State


class Enrolment(Table, table=True):
    __tablename__ = "enrolments"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint(one_of("source", Source), name="source"),
        # Two taps at once: the second finds the first one's row.
        Index(
            "uq_enrolments_active",
            "person_id",
            "module_id",
            unique=True,
            postgresql_where=text("state IN ('enrolled', 'in-progress', 'stalled')"),
        ),
        Index("ix_enrolments_person_id", "person_id", "id"),
        Index("ix_enrolments_of_module", "module_id", "id"),
        Index("ix_enrolments_in_state", "state", "id"),
        Index(
            "ix_enrolments_quiet",
            "last_activity_at",
            postgresql_where=text("state IN ('enrolled', 'in-progress')"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(
        sa_column=Column(ForeignKey(Person.__table__.c.id), nullable=False),  # type: ignore[attr-defined]  # SQLModel hides __table__
    )
    module_id: UUID = Field(foreign_key="modules.id")
    source: Source = Field(default=Source.SELF, sa_type=Text)
    enrolled_by: str = Field(sa_type=Text)
    state: State = Field(default=State.ENROLLED, sa_type=Text)
    version: int = Field(default=1)
    created_at: datetime = instant_column(default_now=True)
    last_activity_at: datetime = instant_column(default_now=True)
    completed_at: datetime | None = instant_column(nullable=True)
    completion_id: UUID | None = Field(default=None, foreign_key="completions.id")


class Progress(Table, table=True):
    """A content item that has been read."""

    __tablename__ = "enrolment_progress"

    enrolment_id: UUID = Field(foreign_key="enrolments.id", primary_key=True)
    content_item_id: UUID = Field(primary_key=True)
    read_at: datetime = instant_column(default_now=True)
