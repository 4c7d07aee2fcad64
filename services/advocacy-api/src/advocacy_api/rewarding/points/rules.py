"""What an event is worth: amounts, daily caps and diminishing returns."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

from service_kit.web.errors import Refusal

from advocacy_api.rewarding.point_rules.rules import Act


class Reason(StrEnum):
    COMPLETION = "completion"
    CERTIFICATE = "certificate"
    SHARE = "share"
    CLICK = "click"
    REVERSAL = "reversal"
    COMPLETION_REVERSED = "completion-reversed"
    REDEMPTION = "redemption"
    REDEMPTION_REFUSED = "redemption-refused"


class AlreadyReversed(Refusal):
    """An entry is reversed at most once."""

    status = 409
    title = "Already reversed"


class NotReversible(Refusal):
    """Only what was earned can be reversed."""

    status = 409
    title = "Not reversible"


REFRESHED_AFTER_DAYS = 300
EARNING = frozenset(Reason(act) for act in Act)


@dataclass(frozen=True)
class PointRule:
    """Every further event of one day is worth `diminishing` times the one before, never past the cap."""

    reason: str
    amount: int
    daily_cap: int | None = None
    diminishing: float = 1.0
    active: bool = True


@dataclass(frozen=True)
class Earned:
    """Something a person did: `event_id` is its own id, the same however often it is told."""

    person_id: UUID
    reason: Reason
    event_id: UUID
    at: datetime


@dataclass(frozen=True)
class Learned(Earned):
    """A completion: the same module learned again earns anew only after a refresher's time."""

    module_id: UUID


@dataclass(frozen=True)
class Today:
    """What one reason brought one person on one day so far."""

    times: int = 0
    points: int = 0


@dataclass(frozen=True)
class Entry:
    person_id: UUID
    amount: int
    reason: Reason
    event_id: UUID
    at: datetime


DayOf = tuple[UUID, str, date]


def day_of(at: datetime) -> date:
    return at.astimezone(UTC).date()


def month_of(at: datetime) -> date:
    return day_of(at).replace(day=1)


def worth(rule: PointRule, today: Today) -> int:
    """Points for one more event; rounds down, so that returns reach nothing in the end."""
    if not rule.active:
        return 0
    points = int(rule.amount * rule.diminishing**today.times)
    if rule.daily_cap is not None:
        points = min(points, max(0, rule.daily_cap - today.points))
    return points


def entries_for(
    earned: Iterable[Earned],
    rules: Mapping[str, PointRule],
    days: Mapping[DayOf, Today],
    told_before: frozenset[tuple[UUID, str]],
) -> list[Entry]:
    """One entry per event not told before and worth something, in order; caps count across the batch."""
    used = defaultdict(Today, days)
    seen = set(told_before)
    entries: list[Entry] = []
    for one in earned:
        rule = rules.get(one.reason)
        if rule is None or (one.event_id, one.reason) in seen:
            continue
        seen.add((one.event_id, one.reason))
        key = (one.person_id, one.reason.value, day_of(one.at))
        points = worth(rule, used[key])
        if points > 0:
            used[key] = Today(used[key].times + 1, used[key].points + points)
            entries.append(Entry(one.person_id, points, one.reason, one.event_id, one.at))
    return entries


def totals_of(entries: Sequence[Entry]) -> dict[UUID, int]:
    """What the entries add to each balance."""
    totals: dict[UUID, int] = defaultdict(int)
    for entry in entries:
        totals[entry.person_id] += entry.amount
    return dict(totals)


def refuse_unless_reversible(reason: str) -> None:
    if reason not in EARNING:
        raise NotReversible
