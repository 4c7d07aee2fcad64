"""Rules of points."""

from service_kit.data.database import json_column
from service_kit.domain.lifecycle import one_of
from sqlalchemy import Boolean, CheckConstraint, Column, Computed, Index, text
from sqlmodel import Field

from advocacy_api.database import Table
from advocacy_api.rewarding.point_rules.rules import Act, State


class PointRuleRow(Table, table=True):
    """What one act (`reason`) is worth; points count up to `daily_cap` a day (UTC)."""

    __tablename__ = "point_rules"
    __table_args__ = (
        CheckConstraint(one_of("reason", Act), name="reason"),
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint("amount >= 0 AND amount <= 100000", name="amount"),
        CheckConstraint("daily_cap IS NULL OR daily_cap >= 0", name="daily_cap"),
        CheckConstraint("diminishing > 0 AND diminishing <= 1", name="diminishing"),
        Index("uq_point_rules_active", "reason", unique=True, postgresql_where=text("state = 'active'")),
    )

    code: str = Field(primary_key=True, max_length=60)
    reason: str = Field(max_length=32)
    title: dict[str, str] = json_column()
    amount: int
    daily_cap: int | None = None
    diminishing: float = 1.0
    state: str = Field(default=State.DRAFT.value, max_length=16)
    # For processes of the version before, while a deployment rolls.
    active: bool | None = Field(
        default=None, sa_column=Column(Boolean, Computed("state = 'active'", persisted=True), nullable=True)
    )
    version: int = 1

    @property
    def id(self) -> str:
        """The name in the audit record."""
        return self.code
