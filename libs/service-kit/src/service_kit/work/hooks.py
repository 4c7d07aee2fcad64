"""Hooks: a lower room calls functions that upper rooms registered, without importing them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, ParamSpec

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, pipeline

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


@dataclass(frozen=True, slots=True)
class Reaction(Generic[P]):
    """What an upper room adds to a trip to the server: statements, and what it makes of their answers."""

    statements: Callable[P, Sequence[Bound[Any]]]
    then: Callable[Concatenate[AsyncSession, Sequence[Any], P], Awaitable[object]] | None = None


class StatementHook(Generic[P]):
    """A hook whose listeners add their statements to those of the act, so that all of it is one trip.

    Statements run in the order of registration, which is also the order of their locks.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._reactions: list[Reaction[P]] = []

    def register(self, *reactions: Reaction[P]) -> None:
        """Let these react from now on, in this order."""
        self._reactions.extend(one for one in reactions if one not in self._reactions)

    async def pipeline(
        self,
        session: AsyncSession,
        own: Sequence[Bound[Any]],
        last: Sequence[Bound[Any]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> tuple[Sequence[Any], Callable[[], Awaitable[None]]]:
        """Run the act's own statements, those of all reactions, then the act's last ones, which see what all did.

        Answers what the act's own statements and its last ones answered, and a function that lets the reactions go on
        with their answers.
        """
        added = [list(one.statements(*args, **kwargs)) for one in self._reactions]
        answers = await pipeline(session, *own, *(bound for some in added for bound in some), *last)

        async def go_on() -> None:
            place = len(own)
            for reaction, some in zip(self._reactions, added, strict=True):
                theirs = answers[place : place + len(some)]
                place += len(some)
                if reaction.then is not None:
                    await reaction.then(session, theirs, *args, **kwargs)

        return (*answers[: len(own)], *answers[len(answers) - len(last) :]), go_on
