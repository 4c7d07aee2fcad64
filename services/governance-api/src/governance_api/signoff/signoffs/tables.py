"""Rows of sign-offs, their stages and the decisions taken."""

from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import instant_column, json_column, new_id
from service_kit.domain.lifecycle import one_of
from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PGUUID
from sqlmodel import Field

from governance_api.database import Table
from governance_api.signoff.seats.rules import Verdict
from governance_api.signoff.signoffs.rules import StageState, State
from governance_api.signoff.templates.rules import Kind


class Signoff(Table, table=True):
    """A subject's way through its stages, bound to the content it was submitted with."""

    __tablename__ = "signoffs"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint("(state = 'running') = (closed_at IS NULL)", name="closed"),
        # Two submits at once: a subject has one sign-off running, whatever happens.
        Index(
            "ix_signoffs_running", "subject_type", "subject_id", unique=True, postgresql_where=text("state = 'running'")
        ),
        Index(
            "ix_signoffs_search",
            text("to_tsvector('simple', searchable(localized_words(subject -> 'title')))"),
            postgresql_using="gin",
        ),
        Index("ix_signoffs_authors", "author_ids", postgresql_using="gin"),
        Index("ix_signoffs_submitted_by", "submitted_by"),
        Index("ix_signoffs_in_state", "state", "id"),
        Index("ix_signoffs_rounds", "subject_id", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    subject_type: str = Field(max_length=40)
    subject_id: UUID
    subject: dict[str, Any] = json_column()
    content_hash: str = Field(max_length=64)
    template_id: UUID
    template_name: str = Field(max_length=200)
    reviewer_module: str | None = Field(default=None, max_length=64)
    state: str = Field(default=State.RUNNING.value, max_length=20)
    stage: int = Field(default=0)
    author_ids: list[UUID] = Field(default_factory=list, sa_column=Column(ARRAY(PGUUID(as_uuid=True)), nullable=False))
    submitted_by: UUID
    submitted_at: datetime = instant_column()
    closed_at: datetime | None = instant_column(nullable=True)
    version: int = Field(default=1)


class SignoffContent(Table, table=True):
    """What was submitted, word for word: the next round of the same subject is compared with it."""

    __tablename__ = "signoff_contents"

    signoff_id: UUID = Field(foreign_key="signoffs.id", primary_key=True)
    content: list[dict[str, Any]] = json_column()


class SignoffStage(Table, table=True):
    """One stage of a sign-off: `needed` approvals of its seats complete it."""

    __tablename__ = "signoff_stages"
    __table_args__ = (
        CheckConstraint(one_of("state", StageState), name="state"),
        CheckConstraint(one_of("kind", Kind), name="kind"),
    )

    signoff_id: UUID = Field(foreign_key="signoffs.id", primary_key=True)
    position: int = Field(primary_key=True)
    name: str = Field(max_length=200)
    kind: str = Field(max_length=20)
    quorum: str = Field(max_length=10)
    needed: int
    due_business_days: int
    state: str = Field(default=StageState.WAITING.value, max_length=20)
    opened_at: datetime | None = instant_column(nullable=True)
    due_at: datetime | None = instant_column(nullable=True)
    completed_at: datetime | None = instant_column(nullable=True)
    # The version that the sign-off had when this stage opened: whoever saw an earlier one saw another stage.
    opened_version: int | None = Field(default=None)


class SignoffDecision(Table, table=True):
    """What a reviewer decided. Append-only; each holds the hash of the one before it."""

    __tablename__ = "signoff_decisions"
    __table_args__ = (
        UniqueConstraint("seat_id"),
        UniqueConstraint("signoff_id", "stage", "person_id"),
        # A chain has one link in each place.
        UniqueConstraint("signoff_id", "sequence"),
        CheckConstraint(one_of("decision", Verdict), name="decision"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    signoff_id: UUID = Field(foreign_key="signoffs.id", index=True)
    seat_id: UUID = Field(foreign_key="signoff_seats.id")
    stage: int
    sequence: int
    person_id: UUID = Field(index=True)
    role: str | None = Field(default=None, max_length=64)
    decision: str = Field(max_length=20)
    reason_code: str | None = Field(default=None, max_length=64)
    comment: str | None = Field(default=None, max_length=4000)
    content_hash: str = Field(max_length=64)
    decided_at: datetime = instant_column()
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)
