"""Where a short link leads, and what clicks earn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit
from uuid import UUID, uuid5

from advocacy_api.rewarding.points.rules import Earned, Reason


@dataclass(frozen=True)
class Bucket:
    """Clicks of one share within one hour that brought no points yet: numbers `first` to `last`."""

    share_id: UUID
    person_id: UUID
    hour: datetime
    first: int
    last: int


@lru_cache(maxsize=4096)
def target(url: str, network: str, campaign: str) -> str:
    """The page, with where the visitor came from; what the address held already stays."""
    ours = {"utm_source": network, "utm_medium": "employee", "utm_campaign": campaign}
    parts = urlsplit(url)
    query = parts.query
    if any(name in ours for name, _ in parse_qsl(query, keep_blank_values=True)):
        query = urlencode([pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] not in ours])
    joined = "&".join(part for part in (query, urlencode(ours)) if part)
    whole = urlunsplit((parts.scheme, parts.netloc, parts.path, joined, parts.fragment))
    return quote(whole, safe=":/%#?=@[]!$&'()*+,;~")  # as a header holds it: ASCII, and what was quoted stays so


def click_id(share_id: UUID, hour: datetime, number: int) -> UUID:
    """The lasting id of the n-th click of an hour: the same however often it is counted up."""
    return uuid5(share_id, f"{hour.isoformat()}#{number}")


def clicks_earned(buckets: Iterable[Bucket], now: datetime) -> list[Earned]:
    """One event per click, within the hour that it belongs to."""
    earned: list[Earned] = []
    for bucket in buckets:
        at = min(now, bucket.hour + timedelta(hours=1, microseconds=-1))
        earned += [
            Earned(
                bucket.person_id,
                Reason.CLICK,
                click_id(bucket.share_id, bucket.hour, number),
                at,
                subject_id=bucket.share_id,
            )
            for number in range(bucket.first, bucket.last + 1)
        ]
    return earned
