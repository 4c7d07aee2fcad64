"""Rewards that points can buy."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import instant_column, json_column, new_id
from sqlalchemy import CheckConstraint
from sqlmodel import Field

from advocacy_api.database import Table


class Reward(Table, table=True):
    """`cost` and `budget` are points, `stock` is pieces; `taken` and `committed` count every redemption not refused."""

    __tablename__ = "rewards"
    __table_args__ = (
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
    available: bool = True
    created_by: str = Field(max_length=200)
    created_at: datetime = instant_column()
    version: int = 1

    @property
    def left(self) -> int | None:
        """Pieces nobody asked for yet."""
        return None if self.stock is None else self.stock - self.taken
