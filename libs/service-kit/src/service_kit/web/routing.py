"""Find the route of a request without trying every route: the one that Starlette would find, the first that matches."""

import copy
from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.convertors import PathConvertor, StringConvertor
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

OF_GET = "answers_head_for_its_get"
STARTS = 2
"""How many segments of an address tell its routes apart: `/v1/people` of `/v1/people/{id}/enrolments`."""


def answer_heads(routes: Sequence[BaseRoute]) -> None:
    """Let every GET answer HEAD too (RFC 9110, section 9.3.2), unless a route of its own does at that address."""
    own = {route.path for route in routes if isinstance(route, APIRoute) and "HEAD" in declared_methods(route)}
    for route in routes:
        if isinstance(route, APIRoute) and "GET" in declared_methods(route) and route.path not in own:
            route.methods = declared_methods(route) | {"HEAD"}
            setattr(route, OF_GET, True)


def declared_methods(route: APIRoute) -> set[str]:
    """The methods that a route was declared with: without the HEAD that every GET answers."""
    methods: set[str] = route.methods or set()
    return methods - {"HEAD"} if getattr(route, OF_GET, False) else methods


def as_declared(routes: Sequence[BaseRoute]) -> list[BaseRoute]:
    """The routes with the methods they were declared with, for the contract."""
    return [_declared(route) if getattr(route, OF_GET, False) else route for route in routes]


def _declared(route: Any) -> BaseRoute:
    plain: APIRoute = copy.copy(route)
    plain.methods = declared_methods(route)
    return plain


class Routes:
    """The routes of an app by the start of their addresses, and its hot reads by the whole of theirs.

    Takes the place of the router's own search.
    """

    def __init__(self, router: APIRouter) -> None:
        self._router = router
        self._count = -1
        self._whole: dict[tuple[str, str], APIRoute] = {}
        self._below: dict[tuple[str, str], tuple[APIRoute, str]] = {}
        self._starting: dict[tuple[str, ...], APIRouter] = {}
        self._others = router

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the router answer with the routes that can match at all."""
        router = self._router
        if scope["type"] == "http" and not scope.get("root_path"):
            self.renew()
            segments = scope["path"].split("/", STARTS + 1)[1 : STARTS + 1]
            if len(segments) == STARTS:
                router = self._starting.get(tuple(segments), self._others)
        scope.setdefault("router", self._router)
        await router.app(scope, receive, send)

    def hot(self, scope: Scope) -> tuple[APIRoute, dict[str, str]] | None:
        """The hot read of a request and the values in its path."""
        if scope.get("root_path"):
            return None
        self.renew()
        method, path = scope["method"], scope["path"]
        if (route := self._whole.get((method, path))) is not None:
            return route, {}
        above, _, last = path.rpartition("/")
        found = self._below.get((method, above)) if last else None
        return (found[0], {found[1]: last}) if found else None

    def renew(self) -> None:
        """Look at the routes again, if some were added. ValueError for a hot read that no address leads to."""
        routes = self._router.routes
        if len(routes) == self._count:
            return
        self._count = len(routes)
        self._starting = {
            start: _with_routes(self._router, [route for route in routes if _may_start(route, start)])
            for start in {_start_of(route) for route in routes}
            if start is not None
        }
        self._others = _with_routes(self._router, [route for route in routes if _start_of(route) is None])
        self._whole, self._below = {}, {}
        for number, route in enumerate(routes):
            if isinstance(route, APIRoute) and _is_hot(route):
                self._add(route, routes[:number])

    def _add(self, route: APIRoute, before: Sequence[BaseRoute]) -> None:
        if any(overlaps(other, route) for other in before):
            raise ValueError(f"{route.path} is hot, and another route before it answers some of its addresses")
        above, _, last = route.path_format.rpartition("/")
        for method in route.methods or ():
            if not route.param_convertors:
                self._whole[method, route.path] = route
            elif [(name, type(kind)) for name, kind in route.param_convertors.items()] == [
                (last[1:-1], StringConvertor)
            ]:
                self._below[method, above] = (route, last[1:-1])
            else:
                raise ValueError(f"{route.path} is hot, and has more in its path than a text at its end")


def _with_routes(router: APIRouter, routes: list[BaseRoute]) -> APIRouter:
    """The same router with some of its routes."""
    some = copy.copy(router)
    some.routes = routes
    return some


def _segments(route: BaseRoute) -> list[str] | None:
    """The segments of a route's address, None for one whose parameter may hold a slash."""
    convertors: dict[str, Any] | None = getattr(route, "param_convertors", None)
    if convertors is None or any(isinstance(kind, PathConvertor) for kind in convertors.values()):
        return None
    return str(getattr(route, "path_format")).split("/")[1:]  # noqa: B009 - of a kind of route that has one


def _start_of(route: BaseRoute) -> tuple[str, ...] | None:
    """The first segments, None when they may differ from one address of the route to the next."""
    segments = _segments(route)
    start = tuple(segments[:STARTS]) if segments else ()
    return start if len(start) == STARTS and not any("{" in segment for segment in start) else None


def _may_start(route: BaseRoute, start: tuple[str, ...]) -> bool:
    own = _start_of(route)
    return own is None or own == start


def overlaps(one: BaseRoute, other: APIRoute) -> bool:
    """Whether some request fits both routes."""
    methods = getattr(one, "methods", None)
    if methods is not None and methods.isdisjoint(other.methods or ()):
        return False
    first, second = _segments(one), _segments(other)
    if first is None or second is None:
        return True
    return len(first) == len(second) and all(_agree(*pair) for pair in zip(first, second, strict=True))


def _agree(one: str, other: str) -> bool:
    return one == other or "{" in one or "{" in other


def hot_addresses(routes: Sequence[BaseRoute]) -> Iterator[str]:
    """Each hot read as `GET /v1/people/me`, in the order of the routes."""
    for route in routes:
        if isinstance(route, APIRoute) and _is_hot(route):
            yield from (f"{method} {route.path}" for method in sorted(declared_methods(route)))


def _is_hot(route: APIRoute) -> bool:
    return getattr(route, "hot", None) is not None
