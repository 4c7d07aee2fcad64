"""What an event is worth: amounts, daily caps and diminishing returns."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
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
FINAL_AFTER = timedelta(days=7)
EARNING = frozenset(Reason(act) for act in Act)


@dataclass(frozen=True)
class PointRule:
    """Every further event of one day is worth `diminishing` times the one before, never past the cap."""

    reason: str
    amount: int
    daily_cap: int | None = None
    diminishing: float = 1.0
    active: bool = True
    code: str | None = None
    version: int | None = None


@dataclass(frozen=True)
class Earned:
    """Something a person did: `event_id` is its own id, the same however often it is told."""

    person_id: UUID
    reason: Reason
    event_id: UUID
    at: datetime
    subject_id: UUID | None = field(default=None, kw_only=True)
    """What it was about, where the event does not say: the share that was followed."""


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
class NewEntry:
    """A row to be: `counts_for` and `times` say which count of the person it moves, if any."""

    person_id: UUID
    amount: int
    reason: Reason
    event_id: UUID
    at: datetime
    month: date | None
    counts_for: Reason | None = None
    times: int = 0
    reverses_id: UUID | None = None
    note: str | None = None
    subject_id: UUID | None = None
    rule_code: str | None = None
    rule_version: int | None = None
    nth: int | None = None
    full_amount: int | None = None
    reduced_by: str | None = None


class Reduced(StrEnum):
    """Why an act brought fewer points than its rule gives: it was done before that day, or the day's cap was near."""

    DIMINISHING = "diminishing"
    DAILY_CAP = "daily-cap"


@dataclass(frozen=True)
class Entry:
    """Points for one act: by which rule, the how-manieth of its day, and why fewer than the rule gives, if so."""

    person_id: UUID
    amount: int
    reason: Reason
    event_id: UUID
    at: datetime
    rule: PointRule
    nth: int
    subject_id: UUID | None = None

    @property
    def reduced_by(self) -> Reduced | None:
        """What took points off."""
        if self.amount >= self.rule.amount:
            return None
        is_capped = self.amount < _diminished(self.rule, self.nth - 1)
        return Reduced.DAILY_CAP if is_capped else Reduced.DIMINISHING


DayOf = tuple[UUID, str, date]


def day_of(at: datetime) -> date:
    return at.astimezone(UTC).date()


def month_of(at: datetime) -> date:
    return day_of(at).replace(day=1)


def bounds_of(month: date) -> tuple[datetime, datetime]:
    """When a month begins, and when the next one does."""
    following = (month + timedelta(days=31)).replace(day=1)
    return datetime(month.year, month.month, 1, tzinfo=UTC), datetime(following.year, following.month, 1, tzinfo=UTC)


def is_final(month: date, now: datetime) -> bool:
    """Whether the boards of a month stand for good: what is booked later changes balances, and none of them."""
    return now >= bounds_of(month)[1] + FINAL_AFTER


def counts_in(at: datetime, now: datetime) -> date:
    """The month on whose boards an act counts: its own, or when that is final the one in which it is told."""
    month = month_of(at)
    return month_of(now) if is_final(month, now) else month


def undone_in(month: date | None, now: datetime) -> date | None:
    """The month on whose boards an entry is taken back, or given again: none when they stand for good."""
    return None if month is None or is_final(month, now) else month


def worth(rule: PointRule, today: Today) -> int:
    """Points for one more event; rounds down, so that returns reach nothing in the end."""
    if not rule.active:
        return 0
    points = _diminished(rule, today.times)
    if rule.daily_cap is not None:
        points = min(points, max(0, rule.daily_cap - today.points))
    return points


def _diminished(rule: PointRule, times: int) -> int:
    return int(rule.amount * rule.diminishing**times)


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
            nth = used[key].times
            entries.append(Entry(one.person_id, points, one.reason, one.event_id, one.at, rule, nth, one.subject_id))
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
