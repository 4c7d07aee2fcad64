"""The points ledger, append-only, and what is summed from it in the same transaction."""

from datetime import date, datetime
from uuid import UUID

from service_kit.data.database import instant_column, new_id
from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, UniqueConstraint, text
from sqlmodel import Field

from advocacy_api.database import Table


class PointEntry(Table, table=True):
    """One movement of points. `month` is the leaderboard it counts for; spending counts for none, nor does what is
    taken back, or given again, once the boards of its month stand for good."""

    __tablename__ = "point_entries"
    __table_args__ = (
        # Exactly once, whatever is told again: the last word on every award.
        UniqueConstraint("event_id", "reason", name="uq_point_entries_event_reason"),
        Index(
            "uq_point_entries_reverses", "reverses_id", unique=True, postgresql_where=text("reverses_id IS NOT NULL")
        ),
        # A person's entries in their order; the reason is asked in the index, not in the day's rows.
        Index("ix_point_entries_day", "person_id", "created_at", "id", "reason"),
        # Earned points have a month and are more than none, spent ones are less, whatever writes them. What is given
        # again, by no rule, has none once its month is final.
        CheckConstraint(
            "CASE WHEN reason IN ('completion', 'certificate', 'share', 'click') THEN amount > 0 "
            "AND (month IS NOT NULL OR reason = 'completion' AND rule_code IS NULL) "
            "WHEN reason = 'redemption' THEN amount < 0 AND month IS NULL "
            "WHEN reason = 'redemption-refused' THEN amount > 0 AND month IS NULL "
            "ELSE reason IN ('reversal', 'completion-reversed') AND amount <= 0 END",
            name="worth",
        ),
        CheckConstraint(
            "reverses_id IS NULL OR reason IN ('reversal', 'completion-reversed')", name="reversal_of_another"
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID
    amount: int
    reason: str = Field(max_length=32)
    event_id: UUID
    created_at: datetime = instant_column()
    month: date | None = None
    reverses_id: UUID | None = Field(default=None, foreign_key="point_entries.id")
    note: str | None = Field(default=None, max_length=500)
    # What is told of earned points: entries of before say none of it.
    subject_id: UUID | None = None
    rule_code: str | None = Field(default=None, max_length=60)
    rule_version: int | None = None
    nth: int | None = None
    full_amount: int | None = None
    reduced_by: str | None = Field(default=None, max_length=16)


class PointBalance(Table, table=True):
    """The sum of a person's entries; whoever writes entries locks this row first, in the order of person ids."""

    __tablename__ = "point_balances"

    person_id: UUID = Field(primary_key=True)
    balance: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    # A random number to draw a pseudonym from, so that no board leads back to a person.
    alias: int = Field(
        default=None, sa_column=Column(Integer, nullable=False, server_default=text("(random() * 2147483646)::int"))
    )


class PointTotal(Table, table=True):
    """What a person earned in a month, for the leaderboards."""

    __tablename__ = "point_totals"
    __table_args__ = (Index("ix_point_totals_standing", "month", text("points DESC"), "person_id"),)

    month: date = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    points: int = 0


class PointCount(Table, table=True):
    """How often a person earned for one reason, reversals taken off, for the badges."""

    __tablename__ = "point_counts"

    person_id: UUID = Field(primary_key=True)
    reason: str = Field(primary_key=True, max_length=32)
    times: int = 0


class ModuleAward(Table, table=True):
    """The completion of a module that a person earned points by last."""

    __tablename__ = "module_awards"

    person_id: UUID = Field(primary_key=True)
    module_id: UUID = Field(primary_key=True)
    completion_id: UUID = Field(index=True)
    completed_at: datetime = instant_column()
