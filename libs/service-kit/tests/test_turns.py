"""Heavy work takes turns, and the crowd before the door is bounded."""

import asyncio

import pytest
from service_kit.work.turns import TooManyAtOnce, Turns


async def test_so_many_at_a_time_and_the_others_after_them() -> None:
    turns, running, most = Turns(2, seconds=5, most=10), 0, 0

    async def work() -> None:
        nonlocal running, most
        async with turns.one():
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.01)
            running -= 1

    await asyncio.gather(*(work() for _ in range(8)))
    assert (most, running) == (2, 0)


async def test_who_waits_too_long_or_comes_to_a_full_door_is_told_to_come_again() -> None:
    turns = Turns(1, seconds=0.05, most=1)
    async with turns.one():
        waiting = asyncio.create_task(turns.one().__aenter__())
        await asyncio.sleep(0)
        with pytest.raises(TooManyAtOnce) as full:
            await turns.one().__aenter__()
        with pytest.raises(TooManyAtOnce):
            await waiting
    assert full.value.headers == {"Retry-After": "5"}
    async with turns.one():  # a turn given up by who waited is free again
        pass


async def test_a_turn_comes_back_whatever_ended_it() -> None:
    turns = Turns(1, seconds=0.05, most=1)
    for _ in range(3):
        with pytest.raises(ValueError, match="ours"):
            async with turns.one():
                raise ValueError("ours")
