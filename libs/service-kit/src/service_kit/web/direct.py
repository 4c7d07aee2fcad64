"""The dependencies nearly every endpoint has, given to it directly instead of resolved as trees.

A request that reads has two or three of them (who asks, a connection, the moment), and FastAPI spent a quarter of the
whole request on resolving them. They stay declared in the endpoint's signature, where the contract is read from. A
write session is left to FastAPI: it commits after the answer is built and before it leaves.
"""

import copy
from contextlib import AsyncExitStack
from typing import Any

from fastapi import Request
from fastapi.dependencies.models import Dependant

from service_kit.data.database import database_of, hot_connection, read_session
from service_kit.identity.auth import Guard
from service_kit.work import clock

REQUEST = "request_of_the_direct_dependencies"
OPENED = {hot_connection: "hot", read_session: "read"}


def guards_of(dependant: Dependant) -> list[Guard]:
    """The guards in the endpoint's own signature, in its order."""
    return [one.call for one in dependant.dependencies if isinstance(one.call, Guard)]


def without_direct(dependant: Dependant) -> Dependant:
    """The endpoint as FastAPI shall resolve it: with what is given directly already in place.

    The guards have let the request through before this is called: `request.state.actor` is the actor.
    """
    direct = [one for one in dependant.dependencies if _is_direct(one)]
    if not direct or dependant.call is None:
        return dependant
    rest = copy.copy(dependant)
    rest.dependencies = [one for one in dependant.dependencies if one not in direct]
    rest.request_param_name = dependant.request_param_name or REQUEST
    actors = [one.name for one in direct if isinstance(one.call, Guard) and one.name]
    moments = [one.name for one in direct if one.call is clock.moment and one.name]
    opened = [(one.name, OPENED[one.call]) for one in direct if one.call in OPENED and one.name]
    endpoint, asks_itself, given = dependant.call, dependant.request_param_name is not None, rest.request_param_name

    async def answer(**values: Any) -> Any:
        request: Request = values[given] if asks_itself else values.pop(given)
        for name in actors:
            values[name] = request.state.actor
        for name in moments:
            values[name] = clock.now()
        if not opened:
            return await endpoint(**values)
        if len(opened) == 1:
            [(name, way)] = opened
            async with getattr(database_of(request), way)() as values[name]:
                return await endpoint(**values)
        async with AsyncExitStack() as stack:
            for name, way in opened:
                values[name] = await stack.enter_async_context(getattr(database_of(request), way)())
            return await endpoint(**values)

    answer.__name__, answer.__module__ = dependant.call.__name__, dependant.call.__module__
    rest.call = answer
    return rest


def _is_direct(one: Dependant) -> bool:
    return isinstance(one.call, Guard) or one.call is clock.moment or one.call in OPENED
