"""Hot reads: declared on the endpoint, and answered by the kit before the machinery that every other route passes.

    @router.get("/check", response_model=CheckOut)
    @hot
    async def check_something(person: UUID, actor: Asker, connection: HotConnection, now: Now) -> Response: ...

The endpoint, its contract and what it answers stay the same. Only a request that fits is answered here, and only with
a whole answer: a parameter that does not fit or is unknown, a body, a fault, a file that streams go the ordinary way,
where the route answers them as any other.
"""

from collections.abc import Callable
from inspect import signature
from typing import Any, TypeVar

from fastapi import Request, Response
from fastapi.datastructures import DefaultPlaceholder
from fastapi.exceptions import ResponseValidationError
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from service_kit.web.bodies import has_body
from service_kit.web.concurrency import NotModified, conditional, unchanged
from service_kit.web.routing import Routes
from service_kit.web.signatures import Filling, NotHot, guards_of

_Endpoint = TypeVar("_Endpoint", bound=Callable[..., Any])
MARK = "is_hot_read"
OUTCOME = "service_kit.outcome_of_the_hot_read"
METHODS = frozenset({"GET", "HEAD"})
SHAPED = ("include", "exclude", "exclude_unset", "exclude_defaults", "exclude_none")


def hot(endpoint: _Endpoint) -> _Endpoint:
    """Declare a hot read, below the router's own decorator. NotHot, at import, where the signature asks for more."""
    setattr(endpoint, MARK, True)
    return endpoint


def hot_read_of(route: APIRoute, *, strict: bool) -> "HotRead | None":
    """How the kit answers a route that is declared hot; `strict`: an unknown parameter is refused."""
    return HotRead(route, strict=strict) if getattr(route.endpoint, MARK, False) else None


class HotRead:
    """A route as the kit answers it itself."""

    def __init__(self, route: APIRoute, *, strict: bool) -> None:
        if not route.methods or not route.methods <= METHODS:
            raise NotHot(f"{route.path} is no read")
        if any(getattr(route, f"response_model_{how}") for how in SHAPED) or not route.response_model_by_alias:
            raise NotHot(f"{route.path} shapes its answer in a way that only FastAPI does")
        returned = signature(route.endpoint).return_annotation
        answers_itself = isinstance(returned, type) and issubclass(returned, Response)
        if not answers_itself and not (route.response_field and isinstance(route.response_class, DefaultPlaceholder)):
            raise NotHot(f"{route.path} names no body that it answers with")
        self._filling = Filling(route.dependant)
        self._guards = guards_of(route.dependant)
        self._body: Any = route.response_field
        self._status = route.status_code or 200
        self._strict = strict

    async def answer(self, request: Request) -> Response | None:
        """The answer, or None for a request that the ordinary way has to answer."""
        actor = None
        for guard in self._guards:
            actor = await guard(request)
        values = self._filling.read(request.scope, strict=self._strict)
        if values is None:
            return None
        try:
            result, asked = await self._filling.call(request, values, actor)
        except NotModified as known:
            return unchanged(known)
        if isinstance(result, Response):
            return conditional(request, result)
        response = Response(self._written(result), self._status, media_type="application/json")
        if asked is not None:
            response.status_code = asked.status_code or self._status
            response.raw_headers.extend(asked.raw_headers)
        return conditional(request, response)

    def _written(self, result: Any) -> bytes:
        body, faults = self._body.validate(result, {}, loc=("response",))
        if faults:
            raise ResponseValidationError(errors=faults, body=result)
        written: bytes = self._body.serialize_json(body)
        return written


class HotReads:
    """Answers hot reads; passes on every other request, and what a hot read came to where that is no whole answer."""

    def __init__(self, app: ASGIApp, routes: Routes) -> None:
        self.app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        found = self._routes.hot(scope) if scope["type"] == "http" else None
        if found is not None and not has_body(scope):
            response = await self._answer(*found, scope, receive)
            if response is not None:
                await response(scope, receive, send)
                return
        await self.app(scope, receive, send)

    async def _answer(self, route: APIRoute, values: dict[str, str], scope: Scope, receive: Receive) -> Response | None:
        scope["route"], scope["endpoint"], scope["path_params"] = route, route.endpoint, values
        read: HotRead = route.hot  # type: ignore[attr-defined]  # only routes of the kit are found
        try:
            response = await read.answer(Request(scope, receive))
        except Exception as fault:  # noqa: BLE001 - whatever it is, the route raises it again where faults are answered
            scope[OUTCOME] = fault
            return None
        if response is None or (getattr(response, "body", None) is not None and response.background is None):
            return response
        scope[OUTCOME] = response
        return None


def outcome_of(request: Request) -> Response | None:
    """What the hot read of this request came to: raised, answered, or None where the route has yet to answer."""
    outcome: Any = request.scope.pop(OUTCOME, None)
    if isinstance(outcome, Exception):
        raise outcome
    return outcome  # type: ignore[no-any-return]  # a response
