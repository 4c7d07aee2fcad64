"""The routes of capabilities: one class, which hands an endpoint its usual dependencies itself.

A request that reads has two or three of them (who asks, a connection, the moment), and to resolve them as trees costs a
quarter of the processor time of a whole answer (`tests/bench/routes.py` measures it). They stay declared in the
endpoint's signature, where the contract is read from. A write session is left to FastAPI: it commits after the answer
is built and before it leaves.

This is the one place that knows how FastAPI is made inside: `APIRoute.dependant` and `Dependant`. Its test fails first
when that changes; taking `without_direct` out changes nothing but the speed.
"""

import copy
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import Receive, Scope, Send

from service_kit.data.database import database_of, hot_connection, read_session
from service_kit.domain.parameters import known_parameters, refuse_unknown
from service_kit.identity.auth import Guard
from service_kit.settings import ServiceSettings
from service_kit.web.concurrency import (
    BODILESS,
    AnsweredBefore,
    NotModified,
    Reservation,
    conditional,
    is_upload,
    refuse_if_too_large,
    reserve,
)
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


class CapabilityRoute(APIRoute):
    """A route whose reads answer 304, whose creating POSTs may be repeated safely, and which knows its parameters."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler with ETag and Idempotency-Key around it."""
        declared, self.dependant = self.dependant, without_direct(self.dependant)
        answer_first = super().get_route_handler()
        self.dependant = declared
        guards, known = guards_of(declared), known_parameters(declared)

        async def answer(request: Request) -> Response:
            refuse_if_too_large(request)
            for guard in guards:
                await guard(request)
            refuse_unknown(request, known)
            await reserve(request)
            try:
                response = await answer_first(request)
            except AnsweredBefore as before:
                return before.answer
            except NotModified as unchanged:
                return Response(status_code=304, headers={"ETag": unchanged.etag, "Cache-Control": "private, no-cache"})
            response = conditional(request, response)
            reservation: Reservation | None = getattr(request.state, "reservation", None)
            if reservation is not None:
                reservation.keep(response)
            return response

        return answer

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count a chunked body while it is read, and refuse it above the same size."""
        whole, headers = super().handle, Headers(scope=scope)
        if scope["method"] in BODILESS or "content-length" in headers or is_upload(headers):
            await whole(scope, receive, send)
            return
        settings: ServiceSettings = scope["app"].state.settings
        await RequestBodyLimitMiddleware(whole, settings.max_body_bytes)(scope, receive, send)


def operation_name(route: APIRoute) -> str:
    """The endpoint's function name is the client's method name."""
    return route.name


def capability_router(prefix: str, tag_name: str, route_class: type[APIRoute] = CapabilityRoute) -> APIRouter:
    """The router of one capability below `/v1`: its path, its documentation tag, `CapabilityRoute` for its routes."""
    return APIRouter(
        prefix=f"/v1{prefix}",
        tags=[tag_name],
        route_class=route_class,
        generate_unique_id_function=operation_name,
    )
