"""Hooks: a lower room calls functions that upper rooms registered, without importing them."""

from collections.abc import Awaitable, Callable
from typing import Generic, ParamSpec

P = ParamSpec("P")


class Hook(Generic[P]):
    """A point in a room's actions at which other rooms act, in the caller's transaction.

    The room declares it, the service's `main.py` registers the listeners. They run in the order in which they were
    registered, which is also the order in which they take their locks; an exception of one rolls back the whole.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._listeners: list[Callable[P, Awaitable[object]]] = []

    def register(self, *listeners: Callable[P, Awaitable[object]]) -> None:
        """Let these act from now on, in this order. One that is registered already keeps its place."""
        self._listeners.extend(listener for listener in listeners if listener not in self._listeners)

    async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Run every listener, one after the other."""
        for listener in self._listeners:
            await listener(*args, **kwargs)
