"""Bodies of points."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field
from service_kit.events.feed_cursors import FeedState
from service_kit.web.schemas import BodyIn, BodyOut, Instant

from advocacy_api.rewarding.points.rules import Reduced


class SubjectOut(BodyOut):
    """What an entry is about: `content`, `module`, `certificate` or `reward`; the title where this service knows it."""

    type: str
    id: UUID
    title: dict[str, str] | None = None


class RuleOut(BodyOut):
    code: str
    version: int


class ReducedOut(BodyOut):
    """Why fewer points than the rule gives: `diminishing` or `daily-cap`; `params` holds the `nth` of its day and what
    the rule gives in `full`."""

    code: Reduced
    params: dict[str, int]


class EntryOut(BodyOut):
    id: UUID
    amount: int
    reason: str
    event_id: UUID
    created_at: Instant
    reverses_id: UUID | None = None
    note: str | None = None
    occurred_at: Instant
    subject: SubjectOut | None = None
    rule: RuleOut | None = None
    reduced: ReducedOut | None = None
    allowed: list[str] = Field(default=[], description="`reverse` where the caller may take it back now.")


def entry_out(row: Any) -> EntryOut:
    """An entry with what it is for and why it is what it is."""
    rule = RuleOut(code=row.rule_code, version=row.rule_version) if row.rule_code else None
    reduced = None
    if row.reduced_by:
        reduced = ReducedOut(code=row.reduced_by, params={"nth": row.nth, "full": row.full_amount})
    return EntryOut(
        id=row.id,
        amount=row.amount,
        reason=row.reason,
        event_id=row.event_id,
        created_at=row.created_at,
        reverses_id=row.reverses_id,
        note=row.note,
        occurred_at=row.created_at,
        subject=SubjectOut.model_validate(row.subject) if row.subject else None,
        rule=rule,
        reduced=reduced,
        allowed=["reverse"] if row.reversible else [],
    )


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
