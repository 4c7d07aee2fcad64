"""What FastAPI read from an endpoint's signature, and how the kit fills it without FastAPI.

This is the one place that knows how FastAPI is made inside: `APIRoute.dependant`, `Dependant` and its parameters
(`ModelField`). Its test fails first when that changes. An endpoint is filled in one of two ways:

- `without_direct` hands it the guard, the moment and a connection, and leaves the rest to FastAPI: every route.
- `Filling` hands it everything: a hot read (`hot.py`). It reads only what fits; whatever does not is left to FastAPI,
  which alone refuses, so that both ways refuse the same.
"""

import copy
import inspect
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from pydantic import BaseModel
from starlette.types import Scope

from service_kit.data.database import database_of, hot_connection, read_session
from service_kit.identity.auth import Actor, Guard
from service_kit.work import clock

REQUEST = "request_of_the_direct_dependencies"
OPENED = {hot_connection: "hot", read_session: "read"}
FIXED = (str, bytes, int, float, bool, Enum, type(None), frozenset)
"""What a default may be: FastAPI copies it for each request, which makes no difference for these."""

SEVERAL = (list, set, tuple, frozenset, Sequence)


class NotHot(TypeError):
    """An endpoint asks for something that only FastAPI can give."""


def guards_of(dependant: Dependant) -> list[Guard]:
    """The guards in the endpoint's own signature, in its order."""
    return [one.call for one in dependant.dependencies if isinstance(one.call, Guard)]


def _is_direct(one: Dependant) -> bool:
    return isinstance(one.call, Guard) or one.call is clock.moment or one.call in OPENED


@dataclass(frozen=True, slots=True)
class Direct:
    """What an endpoint gets from the kit: the names of its parameters for each, and the ways to a connection."""

    actors: Sequence[str]
    moments: Sequence[str]
    opened: Sequence[tuple[str, str]]

    @classmethod
    def of(cls, dependencies: Sequence[Dependant]) -> "Direct":
        """What these dependencies of an endpoint stand for."""
        named = [one for one in dependencies if one.name]
        return cls(
            [str(one.name) for one in named if isinstance(one.call, Guard)],
            [str(one.name) for one in named if one.call is clock.moment],
            [(str(one.name), OPENED[one.call]) for one in named if one.call in OPENED],
        )

    async def call(
        self, endpoint: Callable[..., Any], request: Request, values: dict[str, Any], actor: Actor | None
    ) -> Any:
        """What the endpoint answers, called with these values and with the kit's own: the guards gave the actor."""
        for name in self.actors:
            values[name] = actor
        for name in self.moments:
            values[name] = clock.now()
        if not self.opened:
            return await endpoint(**values)
        if len(self.opened) == 1:
            [(name, way)] = self.opened
            async with getattr(database_of(request), way)() as values[name]:
                return await endpoint(**values)
        async with AsyncExitStack() as stack:
            for name, way in self.opened:
                values[name] = await stack.enter_async_context(getattr(database_of(request), way)())
            return await endpoint(**values)


def without_direct(dependant: Dependant) -> Dependant:
    """The endpoint as FastAPI shall resolve it: with what is given directly already in place."""
    direct = [one for one in dependant.dependencies if _is_direct(one)]
    if not direct or dependant.call is None:
        return dependant
    rest = copy.copy(dependant)
    rest.dependencies = [one for one in dependant.dependencies if one not in direct]
    rest.request_param_name = dependant.request_param_name or REQUEST
    given = Direct.of(direct)
    endpoint, asks_itself, name = dependant.call, dependant.request_param_name is not None, rest.request_param_name

    async def answer(**values: Any) -> Any:
        request: Request = values[name] if asks_itself else values.pop(name)
        # The guards let the request through before this is called.
        return await given.call(endpoint, request, values, request.state.actor if given.actors else None)

    answer.__name__, answer.__module__ = dependant.call.__name__, dependant.call.__module__
    rest.call = answer
    return rest


class AskedResponse(Response):
    """The response that an endpoint or a dependency asks for, to set headers on what it will answer."""

    def __init__(self) -> None:
        self.status_code = None  # type: ignore[assignment]  # as FastAPI gives it: set only by who asks for it
        self.raw_headers: list[tuple[bytes, bytes]] = []


@dataclass(slots=True)
class _Part:
    """The endpoint, or a dependency of it: what it is called with, and which parts take what it returns."""

    call: Callable[..., Any]
    defaults: dict[str, Any] = field(default_factory=dict)
    request: str | None = None
    response: str | None = None
    takers: list[tuple[int, str]] = field(default_factory=list)


_Place = tuple[int, str, Any]
"""A parameter: the number of its part, its name there, and FastAPI's `ModelField`, which validates a value."""


class Filling:
    """How an endpoint is called for a request that fits its signature.

    Raises NotHot for a signature that holds more than the parameters of path, query and headers, what the kit gives,
    and dependencies that are plain async functions of the same.
    """

    def __init__(self, dependant: Dependant) -> None:
        self._parts: list[_Part] = []
        self._numbers: dict[Any, int] = {}
        self._path: list[tuple[str, _Place]] = []
        self._headers: list[tuple[bytes, bool, _Place]] = []
        self._query: dict[str, list[_Place]] = {}
        self._needed: set[str] = set()
        self._several: set[str] = set()
        self._direct = Direct.of([one for one in dependant.dependencies if _is_direct(one)])
        self._add(dependant, [one for one in dependant.dependencies if not _is_direct(one)])
        self._asks_response = any(part.response for part in self._parts)

    def _add(self, dependant: Dependant, dependencies: Sequence[Dependant]) -> int:
        """The number of a part; the parts that it depends on are called before it, as FastAPI does."""
        call = dependant.call
        _refuse_unless_plain(dependant)
        inner = [(one.name, self._number(one)) for one in dependencies]
        part = _Part(call, request=dependant.request_param_name, response=dependant.response_param_name)  # type: ignore[arg-type]  # a part has a call
        number = len(self._parts)
        self._parts.append(part)
        for name, giver in inner:
            if name:
                self._parts[giver].takers.append((number, name))
        self._add_parameters(dependant, part, number)
        return number

    def _number(self, dependant: Dependant) -> int:
        """The number of a dependency; one that is asked for twice is called once."""
        if not dependant.use_cache or dependant.call not in self._numbers:
            self._numbers[dependant.call] = self._add(dependant, dependant.dependencies)
        return self._numbers[dependant.call]

    def _add_parameters(self, dependant: Dependant, part: _Part, number: int) -> None:
        for one in dependant.path_params:
            self._path.append((one.alias, (number, one.name, one)))
        for one in (*dependant.query_params, *dependant.header_params):
            _refuse_unless_single(one)
            if not one.field_info.is_required():
                part.defaults[one.name] = one.get_default()
        for one in dependant.header_params:
            if _is_of_several(one.field_info.annotation):
                raise NotHot(f"the header {one.alias} may come several times")
            name = one.alias.lower().encode("latin-1")
            self._headers.append((name, one.field_info.is_required(), (number, one.name, one)))
        for one in dependant.query_params:
            self._query.setdefault(one.alias, []).append((number, one.name, one))
            if one.field_info.is_required():
                self._needed.add(one.alias)
            if _is_of_several(one.field_info.annotation):
                self._several.add(one.alias)

    def read(self, scope: Scope, *, strict: bool) -> list[dict[str, Any]] | None:
        """The values of every part, or None when a parameter does not fit; `strict`: or is unknown."""
        values = [part.defaults.copy() for part in self._parts]
        path, query = scope["path_params"], scope["query_string"]
        fits = (
            all(_fill(values, place, path[alias]) for alias, place in self._path)
            and (not self._headers or self._read_headers(values, scope["headers"]))
            and (self._read_query(values, _parsed(query), strict=strict) if query else not self._needed)
        )
        return values if fits else None

    def _read_headers(self, values: Sequence[dict[str, Any]], headers: Sequence[tuple[bytes, bytes]]) -> bool:
        for name, needed, place in self._headers:
            found = next((value for key, value in headers if key == name), None)
            if needed if found is None else not _fill(values, place, found.decode("latin-1")):
                return False
        return True

    def _read_query(self, values: Sequence[dict[str, Any]], given: Mapping[str, str], *, strict: bool) -> bool:
        if not self._needed <= given.keys():
            return False
        for name, text in given.items():
            places = self._query.get(name, ())
            if name in self._several or (strict and not places):
                return False
            if not all(_fill(values, place, text) for place in places):
                return False
        return True

    async def call(
        self, request: Request, values: Sequence[dict[str, Any]], actor: Actor | None
    ) -> tuple[Any, AskedResponse | None]:
        """What the endpoint returns, and the response on which headers were set, where it was asked for."""
        headers = AskedResponse() if self._asks_response else None
        last = len(self._parts) - 1
        for number, part in enumerate(self._parts):
            if part.request:
                values[number][part.request] = request
            if part.response:
                values[number][part.response] = headers
            if number < last:
                result = await part.call(**values[number])
                for taker, name in part.takers:
                    values[taker][name] = result
        return await self._direct.call(self._parts[last].call, request, values[last], actor), headers


def _fill(values: Sequence[dict[str, Any]], place: _Place, text: str) -> bool:
    number, name, one = place
    value, faults = one.validate(text, {}, loc=())
    values[number][name] = value
    return not faults


def _parsed(query: bytes) -> Mapping[str, str]:
    """The parameters of a query string; of one that comes twice, the last."""
    text = query.decode("latin-1")
    if "%" in text or "+" in text:
        return dict(parse_qsl(text, keep_blank_values=True))
    return {name: value for name, _, value in (pair.partition("=") for pair in text.split("&") if pair)}


def _is_of_several(annotation: Any) -> bool:
    """Whether a parameter takes a value of each time it is given."""
    return any(
        getattr(one, "__origin__", one) in (list, set, tuple, frozenset, Sequence) for one in _within(annotation)
    )


def _within(annotation: Any) -> list[Any]:
    arguments = getattr(annotation, "__args__", ())
    return [annotation, *(inner for one in arguments for inner in _within(one))]


def _refuse_unless_plain(dependant: Dependant) -> None:
    """Raise NotHot for a part that is no async function, or that takes more than parameters of a GET."""
    call: Any = dependant.call
    if not (inspect.iscoroutinefunction(call) or inspect.iscoroutinefunction(getattr(call, "__call__", None))):  # noqa: B004 - whether calling it gives a coroutine
        raise NotHot(f"{call} is no async function")
    taken = {
        "a body": dependant.body_params,
        "a cookie": dependant.cookie_params,
        "a connection of either kind": dependant.http_connection_param_name,
        "a web socket": dependant.websocket_param_name,
        "background tasks": dependant.background_tasks_param_name,
        "security scopes": dependant.security_scopes_param_name,
        "a limit of its own": dependant.concurrency,
    }
    if more := [name for name, asked in taken.items() if asked]:
        raise NotHot(f"{call} takes {', '.join(more)}")


def _refuse_unless_single(parameter: Any) -> None:
    """Raise NotHot for a model of parameters, a choice of names, and a default that is made or validated each time."""
    info = parameter.field_info
    models = [one for one in _within(info.annotation) if isinstance(one, type) and issubclass(one, BaseModel)]
    made = info.default_factory is not None or info.validate_default
    renamed = info.validation_alias not in (None, parameter.alias)
    if models or made or renamed or not (info.is_required() or isinstance(parameter.get_default(), FIXED)):
        raise NotHot(f"the parameter {parameter.alias} is read by FastAPI alone")
