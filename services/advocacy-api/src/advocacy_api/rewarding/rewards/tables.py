"""Rewards that points can buy."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import instant_column, json_column, new_id
from service_kit.domain.lifecycle import one_of
from sqlalchemy import Boolean, CheckConstraint, Column, Computed
from sqlmodel import Field

from advocacy_api.database import Table
from advocacy_api.rewarding.rewards.rules import State


class Reward(Table, table=True):
    """`cost` and `budget` are points, `stock` is pieces; `taken` and `committed` count every redemption not refused."""

    __tablename__ = "rewards"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint("cost > 0", name="cost"),
        # The last word against overselling and overspending.
        CheckConstraint("taken >= 0 AND (stock IS NULL OR taken <= stock)", name="stock"),
        CheckConstraint("committed >= 0 AND (budget IS NULL OR committed <= budget)", name="budget"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    title: dict[str, str] = json_column()
    description: dict[str, str] | None = json_column(nullable=True)
    cost: int
    stock: int | None = None
    budget: int | None = None
    taken: int = 0
    committed: int = 0
    tax_note: dict[str, str] | None = json_column(nullable=True)
    state: str = Field(default=State.OFFERED.value, max_length=16)
    # For processes of the version before, while a deployment rolls, and for the filter of this name.
    offered: bool | None = Field(
        default=None,
        sa_column=Column("available", Boolean, Computed("state = 'offered'", persisted=True), nullable=True),
    )
    created_by: str = Field(max_length=200)
    created_at: datetime = instant_column()
    version: int = 1

    @property
    def available(self) -> bool:
        """Whether it can be asked for."""
        return self.state == State.OFFERED

    @property
    def left(self) -> int | None:
        """Pieces nobody asked for yet."""
        return None if self.stock is None else self.stock - self.taken
