"""Turns: heavy work that one process does a few at a time; a request that waits too long gets 503."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from service_kit.web.errors import Unavailable


class TooManyAtOnce(Unavailable):
    """Others are before you here. Nothing was done: ask again in a moment."""

    title = "Too much of this at once"


class Turns:
    """At most `at_once` run. At most `most` wait, each for `seconds` at most; all others are refused with 503."""

    def __init__(self, at_once: int, *, seconds: float, most: int) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._seconds, self._most, self._waiting = seconds, most, 0

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """A turn, for as long as the block runs."""
        await self._wait()
        try:
            yield
        finally:
            self._free.release()

    async def _wait(self) -> None:
        if self._waiting >= self._most:
            raise TooManyAtOnce(retry_after=5)
        self._waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                await self._free.acquire()
        except TimeoutError as late:
            raise TooManyAtOnce(retry_after=5) from late
        finally:
            self._waiting -= 1
