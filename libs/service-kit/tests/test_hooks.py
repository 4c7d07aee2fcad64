"""A hook runs its listeners in their order, each once, and lets no failure pass."""

import pytest
from service_kit.work.hooks import Hook


async def test_listeners_run_in_the_order_of_their_registration_and_each_once() -> None:
    seen: list[str] = []
    happened: Hook[[str]] = Hook("something happened")

    async def first(what: str) -> None:
        seen.append(f"first {what}")

    async def second(what: str) -> None:
        seen.append(f"second {what}")

    happened.register(first, second)
    happened.register(first)
    await happened("now")
    assert seen == ["first now", "second now"]


async def test_a_listener_that_fails_stops_the_rest() -> None:
    seen: list[str] = []
    happened: Hook[[]] = Hook("something happened")

    async def fails() -> None:
        raise ValueError("no")

    async def never() -> None:
        seen.append("reached")

    happened.register(fails, never)
    with pytest.raises(ValueError, match="no"):
        await happened()
    assert not seen
