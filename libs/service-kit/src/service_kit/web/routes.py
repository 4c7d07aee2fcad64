"""The routes of capabilities: one class, which hands an endpoint its usual dependencies itself.

A request that reads has two or three of them (who asks, a connection, the moment), and to resolve them as trees costs a
quarter of the processor time of a whole answer (`tests/bench/routes.py` measures it). They stay declared in the
endpoint's signature, where the contract is read from. A write session is left to FastAPI: it commits after the answer
is built and before it leaves. Taking `without_direct` out changes nothing but the speed.
"""

from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from fastapi import APIRouter, Request, Response, params
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import Receive, Scope, Send

from service_kit.domain.parameters import known_parameters, refuse_unknown
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
    unchanged,
)
from service_kit.web.hot import hot_read_of, outcome_of
from service_kit.web.signatures import guards_of, without_direct


class StrictRoute(APIRoute):
    """A route that refuses parameters it does not know, and adds nothing else: its answers wait, stream or pass."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler behind its guards and the check of its parameters."""
        answer_first = super().get_route_handler()
        guards, known = guards_of(self.dependant), known_parameters(self.dependant)

        async def answer(request: Request) -> Response:
            for guard in guards:
                await guard(request)
            refuse_unknown(request, known)
            return await answer_first(request)

        return answer


class CapabilityRoute(APIRoute):
    """A route whose reads answer 304, whose creating POSTs may be repeated safely, and which knows its parameters.

    `hot` is how the kit answers it itself, where its endpoint is declared a hot read.
    """

    refuses_unknown: ClassVar[bool] = True

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        self.takes_a_file = self.body_field is not None and isinstance(self.body_field.field_info, params.Form)
        self.hot = hot_read_of(self, strict=self.refuses_unknown)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler with ETag and Idempotency-Key around it."""
        declared, self.dependant = self.dependant, without_direct(self.dependant)
        answer_first = super().get_route_handler()
        self.dependant = declared
        guards, known = guards_of(declared), known_parameters(declared)

        async def answer(request: Request) -> Response:
            if (outcome := outcome_of(request)) is not None:
                return outcome
            if not (self.takes_a_file and is_upload(request.headers)):
                refuse_if_too_large(request)
            for guard in guards:
                await guard(request)
            if self.refuses_unknown:
                refuse_unknown(request, known)
            await reserve(request)
            try:
                response = await answer_first(request)
            except AnsweredBefore as before:
                return before.answer
            except NotModified as seen:
                return unchanged(seen)
            response = conditional(request, response)
            reservation: Reservation | None = getattr(request.state, "reservation", None)
            if reservation is not None:
                reservation.keep(response)
            return response

        return answer

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count a chunked body while it is read, and refuse it above the same size."""
        whole, headers = super().handle, Headers(scope=scope)
        counted = scope["method"] in BODILESS or "content-length" in headers
        if counted or (self.takes_a_file and is_upload(headers)):
            await whole(scope, receive, send)
            return
        settings: ServiceSettings = scope["app"].state.settings
        await RequestBodyLimitMiddleware(whole, settings.max_body_bytes)(scope, receive, send)


class OpenRoute(CapabilityRoute):
    """A route at an address that strangers pass on: parameters that others added to it are let be."""

    refuses_unknown: ClassVar[bool] = False


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
