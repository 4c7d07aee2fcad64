"""A follower and a publisher that can be run as processes of their own, and killed."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from itertools import count
from typing import ClassVar

from pydantic import TypeAdapter
from service_kit.data.database import AsyncSession, Database
from service_kit.events.feed import Event, EventBody, publish
from service_kit.events.follow import Follower
from service_kit.events.siblings import Siblings
from service_kit.settings import ServiceSettings
from service_kit.work import clock
from sqlalchemy import text

from sample.main import Note


class Happened(EventBody):
    type: ClassVar[str] = "sample.thing.happened.v1"

    number: int


async def write_down(session: AsyncSession, events: Sequence[Event]) -> None:
    """Without any uniqueness, so that an event applied twice would stand there twice."""
    numbers = TypeAdapter(list[int]).validate_python([event.data["number"] for event in events])
    await session.execute(
        text("INSERT INTO applied (number) SELECT unnest(CAST(:numbers AS int[]))"), {"numbers": numbers}
    )


def new_follower(page: int = 20) -> Follower:
    return Follower(
        "training", {Happened.type: write_down}, page=page, wait_seconds=2, back_off=(0.02, 0.2), stand_by_seconds=0.1
    )


async def follow() -> None:
    settings = ServiceSettings()
    database, siblings = Database(settings), Siblings(settings)
    await database.open()
    await new_follower().run(database, siblings["training"])


async def keep_publishing() -> None:
    """One note and one event in each transaction, as fast as it goes."""
    database = Database(ServiceSettings())
    for number in count():
        async with database.write() as session:
            session.add(Note(code=str(number), text="x", created_at=clock.now()))
            publish(session, Happened(number=number), str(number))
            await session.flush()


def breed() -> None:
    """A follower in a new process for each line read: imports are paid once. Ends with its input, and they with it."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    children: list[int] = []
    for _line in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(follow())
        children.append(child)
        print(child, flush=True)
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    if sys.argv[1] == "publish":
        asyncio.run(keep_publishing())
    else:
        breed()
