"""The two forms of a hot read, asked the same: as the kit answers it, and as FastAPI does.

`compare` goes through the whole contract of one hot read: its parameters as the contract declares them, good and bad,
and everything else that a request may carry. The answers must not differ, down to their headers.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

from fastapi import FastAPI
from httpx import AsyncClient
from starlette.types import Message

from service_kit.observe.telemetry import requests_answered
from service_kit.testing.doubles import Issuer, People
from service_kit.web.routing import Routes

REQUEST_ID = "the-same-for-both-forms"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHORT = ("", "0", "1", "-1", "201", "9" * 30, "1.5", "true", "null", "nonsense")
ODD = ("a%20b+c", "%C3%A9", "%F0%9F%98%80", "%2", "%00", "x" * 5000, "01939d6e-0000-7000-8000-000000000000")
VALUES = (*SHORT, *ODD, "csv", "xlsx")
"""What each parameter is given in turn, beside the values that its contract names."""
HEADERS: tuple[dict[str, str], ...] = (
    *({"accept-language": value} for value in ("nl", "fr-BE, nl;q=0.5", "xx", "en;q=2", "é", "x" * 600)),
    *({"accept": value} for value in ("text/csv", SHEET, "application/json", "text/csv;q=0.5, */*", "image/png", "")),
    *({"if-none-match": value} for value in ("*", '"other"', 'W/"other", *', "nonsense")),
    {"x-forwarded-prefix": "/api/somewhere"},
    {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
    {"traceparent": "nonsense"},
    {"idempotency-key": "one"},
    {"content-length": "0"},
    {"content-length": "99999999999"},
    {"content-length": "many"},
    {"transfer-encoding": "chunked"},
)
METHODS = ("HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "GET")


@dataclass(frozen=True)
class Asked:
    """A request of one of the forms."""

    path: str
    query: str = ""
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answered:
    """All that a caller sees of an answer, and under which route it was counted."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    counted: tuple[str, ...]

    def header(self, name: str) -> str | None:
        """The header of this name."""
        return dict(self.headers).get(name)


async def ask(app: FastAPI, asked: Asked) -> Answered:
    """The answer of the app, without a client between that would make headers of its own."""
    before = _counts()
    sent: list[Message] = []

    body = asyncio.Queue[Message]()
    body.put_nowait({"type": "http.request", "body": b"", "more_body": False})

    async def send(message: Message) -> None:
        sent.append(message)

    headers = {"host": "kring.test", "x-request-id": REQUEST_ID, **asked.headers}
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": asked.method, "scheme": "http",
        "path": asked.path, "raw_path": quote(asked.path).encode(), "query_string": asked.query.encode(),
        "root_path": "", "server": ("kring.test", 80), "client": ("127.0.0.1", 1), "state": {},
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    with suppress(Exception):  # a fault is answered first and raised again then, for the server's log
        await app(scope, body.get, send)
    given = tuple((name.decode(), value.decode("latin-1")) for name, value in sent[0]["headers"])
    # A sheet says when it was made.
    whole = b"" if ("content-type", SHEET) in given else b"".join(one.get("body", b"") for one in sent[1:])
    counted = sorted(kind for kind, count in _counts().items() if count != before.get(kind))
    return Answered(sent[0]["status"], given, whole, tuple(counted))


def _counts() -> dict[str, float]:
    """How many answers were counted, by method, route and status."""
    [family] = requests_answered.collect()
    return {
        " ".join(one.labels[name] for name in ("method", "route", "status")): one.value
        for one in family.samples
        if one.name.endswith("_total")
    }


async def in_both_forms(app: FastAPI, asked: Asked) -> tuple[Answered, Answered]:
    """The answer of the kit, and that of FastAPI."""
    by_the_kit = await ask(app, asked)
    with patch.object(Routes, "hot", lambda _routes, _scope: None):
        return by_the_kit, await ask(app, asked)


@dataclass(frozen=True)
class HotReadAsked:
    """A hot read, and requests that it answers well: `path` with each of the queries, by each of the callers.

    `declared` is the path of the route. Each caller is the text of an Authorization header, "" for none.
    """

    declared: str
    path: str
    queries: tuple[str, ...] = ("",)
    callers: tuple[str, ...] = ("",)

    def variations(self, app: FastAPI) -> Iterator[Asked]:
        """Requests with one thing changed in each: every parameter, every header, every method, every caller."""
        [who, *_] = self.callers
        own = _bearer(who)
        for caller, query in product(self.callers, (*self.queries, "unknown=1")):
            yield Asked(self.path, query, headers=_bearer(caller))
        for headers, query in product(HEADERS, self.queries):
            yield Asked(self.path, query, headers={**own, **headers})
        for method, query in product(METHODS, (*self.queries, "unknown=1")):
            yield Asked(self.path, query, method, own)
        for path in (f"{self.path}/", f"{self.path}//", f"/{self.path}", f"{self.path}%20", self.path.upper()):
            yield Asked(path, self.queries[0], headers=own)
        for query in self._altered(app.openapi()):
            yield Asked(self.path, query, headers=own)

    def _altered(self, contract: Mapping[str, Any]) -> Iterator[str]:
        operation = contract["paths"][self.declared]["get"]
        for parameter in operation.get("parameters", []):
            if parameter["in"] != "query":
                continue
            name, query = parameter["name"], self.queries[0]
            others = "&".join(pair for pair in query.split("&") if pair and pair.partition("=")[0] != name)
            yield from (f"{others}&{name}={value}" for value in (*VALUES, *_named(parameter["schema"], contract)))
            yield from (f"{query}&{name}=1&{name}=2", f"{query}&{name}", f"{query}&&{name.upper()}=1&", f"{name}==")
            yield others


def _bearer(caller: str) -> dict[str, str]:
    return {"authorization": caller} if caller else {}


def _named(schema: Any, contract: Mapping[str, Any]) -> Iterator[str]:
    """The values that a schema names: of an enumeration, at the ends of a range."""
    if isinstance(schema, list):
        for one in schema:
            yield from _named(one, contract)
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        yield from _named(contract["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], contract)
    yield from (str(value) for value in schema.get("enum", ()))
    yield from (str(value) for name, value in schema.items() if name in ("const", "minimum", "maximum"))
    for name in ("anyOf", "oneOf", "allOf"):
        yield from _named(schema.get(name), contract)


@dataclass
class Compared:
    """How many requests got which status in the kit's form, and those that FastAPI's form answers otherwise."""

    statuses: Counter[int] = field(default_factory=Counter)
    differing: list[tuple[Asked, Answered, Answered]] = field(default_factory=list)


async def compare(app: FastAPI, read: HotReadAsked) -> Compared:
    """Ask both forms everything; the usual queries again by a caller who holds the tag of the answer."""
    compared = Compared()
    for asked in read.variations(app):
        answer = await _compare_one(app, asked, compared)
        tag = answer.header("etag") if asked.query in read.queries else None
        for held in (tag, f"W/{tag}", f'"other", {tag}') if tag else ():
            again = replace(asked, headers={**asked.headers, "if-none-match": held})
            await _compare_one(app, again, compared)
    return compared


async def _compare_one(app: FastAPI, asked: Asked, compared: Compared) -> Answered:
    kit, framework = await in_both_forms(app, asked)
    compared.statuses[kit.status] += 1
    if kit != framework:
        compared.differing.append((asked, kit, framework))
    return kit


async def callers(people: People, issuer: Issuer, reader: AsyncClient, scopes: Sequence[str]) -> tuple[str, ...]:
    """Authorization headers for every way to be somebody or nobody, whoever may read first."""
    left = await people.as_("employee", name="left", active=False)
    claims = {"sub": "u-employee", "employee_number": "E-employee", "roles": ["employee"]}
    tokens = (
        issuer.token(sub="partner", client_id="partner", scope=" ".join(scopes)),
        issuer.token(sub="partner", client_id="partner", scope=""),
        issuer.token(**claims, exp=1),
        issuer.token(**claims, aud="another"),
        issuer.token(sub="u-new", employee_number="E-new", name="Nora New", roles=["employee"]),
        Issuer().token(**claims),
        "x.y.z",
    )
    good, gone = (str(client.headers["authorization"]) for client in (reader, left))
    return (good, gone, f"bearer  {good[7:]} ", *(f"Bearer {token}" for token in tokens), "Basic x", "Bearer", "")
