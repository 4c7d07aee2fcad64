"""Rows of what training told: each completion and certificate once, whether or not it brought points."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import instant_column
from sqlalchemy import Boolean, CheckConstraint, Column, Index, false
from sqlmodel import Field

from advocacy_api.database import Table


class LearningFact(Table, table=True):
    """One completion or certificate of a person; `happened_at` is when it was completed, or issued."""

    __tablename__ = "learning_facts"
    __table_args__ = (
        CheckConstraint("kind IN ('completion', 'certificate')", name="kind"),
        CheckConstraint("kind = 'completion' OR (module_id IS NULL AND NOT reversed)", name="certificate"),
        Index("ix_learning_facts_person_module", "person_id", "module_id"),
    )

    id: UUID = Field(primary_key=True)
    kind: str = Field(max_length=16)
    person_id: UUID
    module_id: UUID | None = None
    happened_at: datetime = instant_column()
    reversed: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
