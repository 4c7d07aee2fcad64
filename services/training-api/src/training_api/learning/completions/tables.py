"""Completions: an append-only record; what was wrong is taken back by a second entry."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from service_kit.data.database import instant_column, json_column, new_id
from service_kit.identity.people import Person
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Numeric, Text, text
from sqlmodel import Field

from training_api.database import Table
from training_api.learning.completions.rules import Source

_HUNDREDTHS: Any = Numeric(5, 2)


class Completion(Table, table=True):
    __tablename__ = "completions"
    __table_args__ = (
        CheckConstraint("score IS NULL OR score BETWEEN 0 AND 100", name="score"),
        CheckConstraint("minutes >= 0 AND credits >= 0", name="sizes"),
        CheckConstraint("(reverses IS NULL) OR (reason IS NOT NULL)", name="reversal_says_why"),
        # A second reversal of the same completion is refused here, also of two at once.
        Index("uq_completions_reverses", "reverses", unique=True, postgresql_where=text("reverses IS NOT NULL")),
        # The same result sent twice by the same source is one completion.
        Index(
            "uq_completions_external_id",
            "recorded_by",
            "external_id",
            unique=True,
            postgresql_where=text("external_id IS NOT NULL"),
        ),
        Index("ix_completions_person_module", "person_id", "module_id", "completed_at"),
        Index("ix_completions_person_id", "person_id", "id"),
        Index("ix_completions_of_module", "module_id", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(
        sa_column=Column(ForeignKey(Person.__table__.c.id), nullable=False),  # type: ignore[attr-defined]  # SQLModel hides __table__
    )
    module_id: UUID = Field(foreign_key="modules.id")
    edition: int
    score: Decimal | None = Field(default=None, sa_type=_HUNDREDTHS)
    minutes: int
    credits: int
    offline: bool = Field(default=False)
    source: Source = Field(sa_type=Text)
    evidence: dict[str, Any] | None = json_column(nullable=True)
    external_id: str | None = Field(default=None, max_length=200)
    reverses: UUID | None = Field(default=None, foreign_key="completions.id")
    reason: str | None = Field(default=None, sa_type=Text)
    recorded_by: str = Field(sa_type=Text)
    completed_at: datetime = instant_column()
    recorded_at: datetime = instant_column(default_now=True)
    asked_first: str | None = Field(default=None, sa_type=Text)
    """What had to come before the module, where it was open when this was recorded: modules as a text search query."""
