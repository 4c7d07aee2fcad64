"""Rows of seats."""

from uuid import UUID

from service_kit.data.database import new_id
from service_kit.domain.lifecycle import one_of
from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from governance_api.database import Table
from governance_api.signoff.seats.rules import Verdict


class SignoffSeat(Table, table=True):
    """One reviewer's place in a stage; the first decision of a role fills that role's seat."""

    __tablename__ = "signoff_seats"
    __table_args__ = (
        CheckConstraint("(role IS NULL) <> (person_id IS NULL)", name="one_reviewer"),
        CheckConstraint(f"{one_of('verdict', Verdict)} AND (verdict IS NULL) = (decided_by IS NULL)", name="decided"),
        Index("ix_signoff_seats_open", "signoff_id", "stage", postgresql_where=text("verdict IS NULL")),
        Index("ix_signoff_seats_waiting", "role", postgresql_where=text("verdict IS NULL")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    signoff_id: UUID = Field(foreign_key="signoffs.id", index=True)
    stage: int
    role: str | None = Field(default=None, max_length=64, index=True)
    person_id: UUID | None = Field(default=None, index=True)
    # The reviewer that the template named, when they left and the seat passed to a head above them.
    stands_in_for: UUID | None = Field(default=None)
    verdict: str | None = Field(default=None, max_length=20)
    decided_by: UUID | None = Field(default=None, index=True)
