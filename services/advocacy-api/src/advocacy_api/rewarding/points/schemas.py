"""Bodies of points."""

from datetime import date
from uuid import UUID

from pydantic import ConfigDict, Field
from service_kit.events.feed_cursors import FeedState
from service_kit.web.schemas import BodyIn, BodyOut, Instant


class EntryOut(BodyOut):
    id: UUID
    amount: int
    reason: str
    event_id: UUID
    created_at: Instant
    reverses_id: UUID | None = None
    note: str | None = None


class PointsOut(BodyOut):
    """`balance` is the sum of all entries, of this page and of the others."""

    balance: int
    entries: list[EntryOut]
    next_cursor: str | None


class ReversePoints(BodyIn):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"entry_id": "0192d4e0-7c1a-7000-8000-000000000001", "reason": "Counted twice."}],
        }
    )

    entry_id: UUID
    reason: str = Field(min_length=3, max_length=500)


class BalanceDrift(BodyOut):
    person_id: UUID
    balance: int
    sum: int


class MonthDrift(BodyOut):
    person_id: UUID
    month: date
    points: int
    sum: int


class FeedDoubtOut(BodyOut):
    """A feed that the ledger is made from and that is not as its publisher has it; see `/feeds`."""

    source: str
    state: FeedState
    differs: list[str]


class ConsistencyOut(BodyOut):
    """What differs from the sum of the ledger, and the feeds that it cannot be trusted to be complete of.

    All lists are empty unless something is broken.
    """

    consistent: bool
    balances: list[BalanceDrift]
    months: list[MonthDrift]
    feeds: list[FeedDoubtOut]
