"""The catalogue's revision is read once for many, and never from before they asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from service_kit.data.database import Database
from service_kit.testing.plugin import People
from training_api.catalogue.modules.queries import Revisions


class Held:
    """A database of which each reading waits until it is let go on."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.begun = 0
        self.gate = asyncio.Semaphore(0)

    @asynccontextmanager
    async def hot(self) -> AsyncIterator[Any]:
        async with self._database.hot() as connection:
            self.begun += 1
            yield connection
            await self.gate.acquire()


async def _asking(revisions: Revisions, how_many: int) -> list[asyncio.Task[str]]:
    tasks = [asyncio.ensure_future(revisions.read()) for _ in range(how_many)]
    await asyncio.sleep(0.05)
    return tasks


async def test_who_asks_meanwhile_shares_the_next_reading(live_database: Database) -> None:
    held = Held(live_database)
    revisions = Revisions(held)  # type: ignore[arg-type]  # all that it asks of a database
    first = await _asking(revisions, 1)
    others = await _asking(revisions, 20)
    assert held.begun == 1
    held.gate.release()
    held.gate.release()
    answers = await asyncio.gather(*first, *others)
    assert held.begun == 2
    assert len(set(answers)) == 1


async def test_a_reading_that_began_before_a_change_is_not_for_who_asks_after_it(
    live_http: People, live_catalogue: Any, live_database: Database
) -> None:
    held = Held(live_database)
    revisions = Revisions(held)  # type: ignore[arg-type]  # as above
    [before] = await _asking(revisions, 1)
    await live_catalogue.published(1)
    after = await _asking(revisions, 2)
    for _ in range(2):
        held.gate.release()
    assert await before not in await asyncio.gather(*after)


async def test_a_reader_who_goes_away_takes_nobody_along(live_database: Database) -> None:
    held = Held(live_database)
    revisions = Revisions(held)  # type: ignore[arg-type]  # as above
    [first, gone, *others] = await _asking(revisions, 1) + await _asking(revisions, 3)
    gone.cancel()
    for _ in range(2):
        held.gate.release()
    assert len({await first, *await asyncio.gather(*others)}) == 1
    with pytest.raises(asyncio.CancelledError):
        await gone


async def test_a_fault_is_everybodys_and_the_next_asks_anew(live_database: Database) -> None:
    held = Held(live_database)
    revisions = Revisions(held)  # type: ignore[arg-type]  # as above
    [first] = await _asking(revisions, 1)
    others = await _asking(revisions, 2)
    await live_database.close()
    held.gate.release()
    answers = await asyncio.gather(first, *others, return_exceptions=True)
    assert isinstance(answers[0], str)
    assert all(isinstance(answer, Exception) for answer in answers[1:])
    again = Revisions(live_database)
    with pytest.raises(type(answers[1])):
        await again.read()
