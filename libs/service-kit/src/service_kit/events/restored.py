"""`restored`: after a restore and before serving, tell the followers that this service's history was set back."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import httpx
import psycopg
from psycopg.rows import dict_row

from service_kit.data.database import plain_url
from service_kit.events.feed_history import History, begin_epoch
from service_kit.service import Service
from service_kit.settings import ServiceSettings
from service_kit.work import clock

ASK_SECONDS = 5.0


class NotSaid(Exception):
    """The history was left as it is; the sentence says what to do."""


def run(service: Service, arguments: Sequence[str]) -> None:
    """The command: exit 0 when it is said, 1 with one line when refused, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog=f"service_kit restored {service.package}", description=__doc__)
    parser.add_argument("--to", required=True, type=_instant, metavar="INSTANT", help="what the database was set to")
    parser.add_argument(
        "--above",
        type=_position,
        metavar="POSITION",
        help="the highest position of this feed that the backup or any follower knows; siblings that do not answer "
        "are then not waited for",
    )
    given = parser.parse_args(arguments)
    try:
        history = asyncio.run(say_restored(service, service.settings(), to=given.to, above=given.above))
    except NotSaid as refusal:
        print(refusal, file=sys.stderr)
        raise SystemExit(1) from refusal
    except psycopg.Error as fault:
        print(f"The database of {service.name} refused: {type(fault).__name__}. Nothing changed.", file=sys.stderr)
        raise SystemExit(1) from fault
    said = "begins" if history.is_new else "has begun already"
    print(f"{service.name}: history {history.epoch} {said} at position {history.first_position}.")


def _instant(word: str) -> datetime:
    moment = datetime.fromisoformat(word)
    if moment.tzinfo is None:
        raise ValueError("an instant names its zone")
    return moment


def _position(word: str) -> int:
    position = int(word)
    if not 0 <= position < 2**62:
        raise ValueError("a position is a whole number")
    return position


async def say_restored(
    service: Service, settings: ServiceSettings, *, to: datetime, above: int | None = None
) -> History:
    """Begin a new epoch above every position that the followers, the database and `above` know.

    Raises NotSaid for an instant to come, and when a follower does not answer and `above` does not stand in for it.
    """
    if to > clock.now():
        raise NotSaid("The instant of --to is still to come. Give the moment the restored database was set to.")
    read = await asyncio.gather(*[_read_by(name, url, service.name) for name, url in _others(service.name, settings)])
    away = sorted(name for name, position in read if position is None)
    if away and above is None:
        raise NotSaid(
            f"{' and '.join(away)} do not answer, so what they have read of this feed is not known. Start them, or "
            "give --above with the highest position in the backup's manifest."
        )
    highest = max([above or 0, *(position or 0 for _name, position in read)])
    async with await psycopg.AsyncConnection.connect(
        plain_url(settings.database_url), connect_timeout=5, row_factory=dict_row
    ) as connection:
        return await begin_epoch(connection, service.name, restored_to=to, above=highest)


def _others(name: str, settings: ServiceSettings) -> list[tuple[str, str]]:
    urls = {
        field.removeprefix("sibling_").removesuffix("_url"): getattr(settings, field)
        for field in type(settings).model_fields
        if field.startswith("sibling_") and field.endswith("_url")
    }
    return [(other, url) for other, url in urls.items() if url and other != name]


async def _read_by(name: str, url: str, source: str) -> tuple[str, int | None]:
    """How far one sibling has read this feed: 0 when it does not follow it, None when it does not say."""
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=ASK_SECONDS) as client:
            answer = await client.get(f"{url.rstrip('/')}/health/ready")
        feeds = answer.json()["feeds"]
        return name, max((_known(feed) for feed in feeds if feed["source"] == source), default=0)
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return name, None


def _known(feed: dict[str, Any]) -> int:
    """The newest event a follower has heard of, applied or not."""
    return max(int(feed["position"]), int(feed["head"]))
