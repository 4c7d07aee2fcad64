"""Points turned into rewards."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import instant_column, new_id
from service_kit.domain.lifecycle import one_of
from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from advocacy_api.database import Table
from advocacy_api.rewarding.redemptions.rules import State


class Redemption(Table, table=True):
    """`cost` is what was reserved at the request; it stays when the reward's price changes."""

    __tablename__ = "redemptions"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint("cost > 0", name="cost"),
        CheckConstraint(
            "(state = 'requested') = (decided_at IS NULL) AND (state = 'requested') = (decided_by IS NULL)",
            name="decided",
        ),
        CheckConstraint("decided_by <> 'person:' || person_id", name="four_eyes"),
        CheckConstraint("(state = 'fulfilled') = (fulfilled_at IS NOT NULL)", name="fulfilled"),
        Index("ix_redemptions_person", "person_id", "id"),
        Index("ix_redemptions_cost", "cost", "id"),
        Index("ix_redemptions_state", "state", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    reward_id: UUID = Field(foreign_key="rewards.id", index=True)
    person_id: UUID
    cost: int
    state: str = Field(default=State.REQUESTED.value, max_length=16)
    note: str | None = Field(default=None, max_length=500)
    requested_at: datetime = instant_column()
    decided_at: datetime | None = instant_column(nullable=True)
    decided_by: str | None = Field(default=None, max_length=200)
    fulfilled_at: datetime | None = instant_column(nullable=True)
    version: int = 1
