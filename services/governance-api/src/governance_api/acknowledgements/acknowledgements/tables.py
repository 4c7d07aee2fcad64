"""Rows of what people were asked to acknowledge, and the receipts of what they answered."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import instant_column, new_id
from service_kit.domain.lifecycle import one_of
from sqlalchemy import Boolean, CheckConstraint, Column, Index, Text, UniqueConstraint, false, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from governance_api.acknowledgements.acknowledgements.rules import State
from governance_api.database import Table


class Acknowledgement(Table, table=True):
    """One ask of one person for one version; the one of the highest turn says whether they are current."""

    __tablename__ = "acknowledgements"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint("(state = 'accepted') = (accepted IS TRUE)", name="accepted"),
        CheckConstraint("(state = 'declined') = (accepted IS FALSE)", name="declined"),
        CheckConstraint("(accepted IS NULL) = (receipt_id IS NULL)", name="receipt"),
        # Two publications or a role change at once: each turn of a person and guideline is one ask.
        UniqueConstraint("person_id", "guideline_id", "turn"),
        # Who was asked of a version, in each order, and who has not answered. A bulk insert writes them in this order.
        Index("ix_acknowledgements_asked", "version_id", "id"),
        Index("ix_acknowledgements_due", "version_id", "due_at", "id"),
        Index("ix_acknowledgements_in_state", "version_id", "state", "id"),
        # Found by the job that ends the grace of those who were current before.
        Index(
            "ix_acknowledgements_grace",
            "due_at",
            postgresql_where=text("state = 'open' AND held_before AND NOT lapsed"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID
    guideline_id: UUID
    turn: int
    version_id: UUID
    version_number: int
    content_hash: str = Field(max_length=64)
    state: str = Field(default=State.OPEN.value, max_length=20)
    held_before: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    lapsed: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    asked_because: str = Field(max_length=20)
    # What the directory said of the person when they were asked, as far as clauses name it.
    asked_roles: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    asked_department: str | None = Field(default=None, max_length=128)
    asked_division: str | None = Field(default=None, max_length=128)
    asked_location: str | None = Field(default=None, max_length=128)
    asked_job_profile: str | None = Field(default=None, max_length=128)
    asked_at: datetime = instant_column()
    due_at: datetime = instant_column()
    accepted: bool | None = Field(default=None)
    answered_at: datetime | None = instant_column(nullable=True)
    # The receipt that stands. Here too, so that who waits for this row reads it as it is then.
    receipt_id: UUID | None = Field(default=None)
    # The round of asking that ended this one while it was open.
    replaced_in: UUID | None = Field(default=None)


class AcknowledgementReceipt(Table, table=True):
    """What a person answered, to which content, in which language. Append-only."""

    __tablename__ = "acknowledgement_receipts"
    __table_args__ = (
        # Yes and no at once: an ask has one first receipt, and each receipt is replaced once at most.
        Index(
            "uq_acknowledgement_receipts_first",
            "acknowledgement_id",
            unique=True,
            postgresql_where=text("replaces IS NULL"),
        ),
        Index("uq_acknowledgement_receipts_replaces", "replaces", unique=True),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    acknowledgement_id: UUID = Field(foreign_key="acknowledgements.id", index=True)
    person_id: UUID = Field(index=True)
    guideline_id: UUID
    version_number: int
    content_hash: str = Field(max_length=64)
    language: str = Field(max_length=35)
    accepted: bool
    comment: str | None = Field(default=None, max_length=4000)
    recorded_by: str = Field(max_length=120)
    answered_at: datetime = instant_column()
    # The receipt before it, when the person changed their mind.
    replaces: UUID | None = Field(default=None, foreign_key="acknowledgement_receipts.id")
