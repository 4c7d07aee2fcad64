"""Concurrent and repeated requests: ETag, If-Match, Idempotency-Key."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from sqlalchemy import (
    Column,
    DateTime,
    LargeBinary,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field
from starlette.datastructures import Headers

from service_kit.data.database import AsyncSession, KitTable, instant_column
from service_kit.data.statements import Statement, given, pipeline, run
from service_kit.identity.auth import Authenticator
from service_kit.settings import ServiceSettings
from service_kit.web.errors import Malformed, Refusal, TooLarge
from service_kit.web.tags import is_held, plain_tags

VERSION_TAG = re.compile(r'^"v(\d{1,18})(?:\.[0-9a-f]+)?"$')
KEY_SHAPE = re.compile(r"^[\x21-\x7e]{1,200}$")
BODILESS = frozenset({"GET", "HEAD", "DELETE"})
KEPT_HEADERS = ("location", "etag", "content-type")


class Changed(Refusal):
    status = 412
    title = "It changed meanwhile"


class IfMatchNeeded(Refusal):
    status = 428
    title = "If-Match is needed"


class TwinRunning(Refusal):
    title = "The same request is still running"


class KeyReused(Refusal):
    status = 422
    title = "This key came with another request"


class IdempotencyKey(KitTable, table=True):
    """The kept answer of a request that may be repeated."""

    __tablename__ = "idempotency_keys"

    caller: str = Field(primary_key=True, max_length=200)
    route: str = Field(primary_key=True, max_length=500)
    key: str = Field(primary_key=True, max_length=200)
    fingerprint: str = Field(max_length=64)
    status: int
    headers: dict[str, str] = Field(sa_column=Column(JSONB, nullable=False))
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created_at: datetime = instant_column(default_now=True, index=True)


keys: Table = IdempotencyKey.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
_TRY_LOCK = Statement(
    select(func.pg_try_advisory_xact_lock(func.hashtextextended(bindparam("name", type_=Text), literal_column("0"))))
)
_KNOWN = Statement(
    select(keys.c.fingerprint, keys.c.status, keys.c.headers, keys.c.body).where(
        keys.c.caller == bindparam("caller"), keys.c.route == bindparam("route"), keys.c.key == bindparam("key")
    )
)
_FORGET = Statement(delete(keys).where(keys.c.created_at < bindparam("before", type_=DateTime(timezone=True))))
_GIVEN = given("rows", *(column for column in keys.c if column.name != "created_at"))
_KEEP = Statement(insert(keys).from_select(_GIVEN.c.keys(), select(*_GIVEN.c), include_defaults=False))


class AnsweredBefore(Exception):
    """The request was answered before; here is that answer."""

    def __init__(self, answer: Response) -> None:
        super().__init__("answered before")
        self.answer = answer


def tag(response: Response, version: int) -> None:
    """Set an ETag of the version, for If-Match; a digest of the body is added to it later."""
    response.headers["ETag"] = f'"v{version}"'


@dataclass(frozen=True, slots=True)
class Match:
    """The versions that the caller says it has seen; None means any (`*`)."""

    versions: frozenset[int] | None

    @property
    def is_named(self) -> bool:
        """Whether the caller says which version it has seen."""
        return self.versions is not None

    def holds(self, version: int) -> bool:
        """Whether the row is still as the caller has seen it."""
        return self.versions is None or version in self.versions

    def check(self, version: int) -> None:
        """Refuse with 412 when the row has another version."""
        if not self.holds(version):
            raise Changed("Somebody changed this meanwhile. Read it again, then repeat your change.")


async def _if_match(if_match: Annotated[str | None, Header(alias="If-Match", max_length=1000)] = None) -> Match:
    if if_match is None:
        raise IfMatchNeeded("Send If-Match with the ETag you have seen, or * to overwrite whatever is there.")
    return _matching(if_match)


async def _if_seen(
    if_match: Annotated[
        str | None,
        Header(alias="If-Match", max_length=1000, description="The ETag you have seen; it may be left out."),
    ] = None,
) -> Match:
    return Match(None) if if_match is None else _matching(if_match)


def _matching(if_match: str) -> Match:
    if if_match.strip() == "*":
        return Match(None)
    found = [VERSION_TAG.match(one) for one in plain_tags(if_match)]
    return Match(frozenset(int(match.group(1)) for match in found if match))


IfMatch = Annotated[Match, Depends(_if_match)]
# For a move If-Match is optional: with it the move counts only for the version that was seen.
IfSeen = Annotated[Match, Depends(_if_seen)]


class NotModified(Exception):
    """The caller has this answer already: 304."""

    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


def unchanged(seen: NotModified) -> Response:
    """The answer to who has it already."""
    return Response(status_code=304, headers={"ETag": seen.etag, "Cache-Control": "private, no-cache"})


def _holds(request: Request, etag: str) -> bool:
    return is_held(request.headers.get("if-none-match"), etag)


def answer_unchanged(request: Request, response: Response, etag_source: str) -> None:
    """For hot reads: set an ETag from something cheap, and end with 304 before the body is built."""
    etag = f'"{hashlib.sha256(etag_source.encode()).hexdigest()[:20]}"'
    if _holds(request, etag):
        raise NotModified(etag)
    response.headers["ETag"] = etag


class Reservation:
    """One use of an Idempotency-Key: the write session takes it first and keeps the answer last."""

    def __init__(self, caller: str, route: str, key: str, fingerprint: str) -> None:
        self.caller, self.route, self.key, self.fingerprint = caller, route, key, fingerprint
        self.session: AsyncSession | None = None

    async def take(self, session: AsyncSession) -> None:
        """Refuse while the same request runs (409) or for another body (422); answer with the kept answer, if any."""
        named = {"caller": self.caller, "route": self.route, "key": self.key}
        # The second is a statement of its own: it sees what the request before, which held the lock, committed.
        is_ours, known = await pipeline(session, _TRY_LOCK.value(name=" ".join(named.values())), _KNOWN.first(**named))
        if not is_ours:
            raise TwinRunning("The same request is still running. Ask again in a moment.", headers={"Retry-After": "1"})
        if known is not None:
            if known.fingerprint != self.fingerprint:
                raise KeyReused("This Idempotency-Key was used with another body. Use a new key.")
            raise AnsweredBefore(Response(known.body, known.status, known.headers | {"Idempotent-Replayed": "true"}))
        self.session = session

    def keep(self, answer: Response) -> None:
        """Keep the answer, in the transaction of the request."""
        if self.session is None or answer.status_code >= 300:
            return
        headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
        kept = {
            "caller": self.caller,
            "route": self.route,
            "key": self.key,
            "fingerprint": self.fingerprint,
            "status": answer.status_code,
            "headers": headers,
            "body": f"\\x{bytes(answer.body).hex()}",
        }
        self.session.put(_KEEP, [kept])


async def forget_keys(session: AsyncSession, *, now: datetime, hours: int) -> None:
    """Drop keys that are older than `hours`."""
    await run(session, _FORGET.count(before=now - timedelta(hours=hours)))


def is_upload(headers: Headers) -> bool:
    """A file is measured by the endpoint that takes one."""
    return headers.get("content-type", "").startswith("multipart/form-data")


def refuse_if_too_large(request: Request) -> None:
    """Refuse by Content-Length, before the body is read."""
    length = request.headers.get("content-length", "0")
    settings: ServiceSettings = request.app.state.settings
    if not length.isdigit() or int(length) > settings.max_body_bytes:
        raise TooLarge(f"A body has at most {settings.max_body_bytes} bytes here.")


async def reserve(request: Request) -> None:
    key = request.headers.get("idempotency-key")
    if key is None or request.method != "POST" or "authorization" not in request.headers:
        return
    if not KEY_SHAPE.match(key):
        raise Malformed("Idempotency-Key is 1 to 200 printable characters.", pointer="#/header/Idempotency-Key")
    authenticator: Authenticator = request.app.state.authenticator
    actor = await authenticator.actor(request)
    # A multipart boundary differs from one attempt to the next: the content type is not part of the fingerprint.
    fingerprint = hashlib.sha256(await request.body() + request.url.query.encode()).hexdigest()
    request.state.reservation = Reservation(actor.id, f"POST {request.url.path}"[:500], key, fingerprint)


def _digest(body: bytes | memoryview) -> str:
    return hashlib.sha256(body).hexdigest()[:16]


def conditional(request: Request, response: Response) -> Response:
    body = getattr(response, "body", None)
    if body is None or response.status_code >= 300:
        return response
    raw, reads = response.raw_headers, request.method in ("GET", "HEAD")
    given = dict(raw)  # the names stand there in lower case
    etag = given[b"etag"].decode("latin-1") if b"etag" in given else None
    if etag is None and reads:
        etag = f'"{_digest(body)}"'
        raw.append((b"etag", etag.encode()))
    elif etag is not None and VERSION_TAG.match(etag):
        etag = response.headers["ETag"] = f'{etag[:-1]}.{_digest(body)}"'
    if b"cache-control" not in given:
        raw.append((b"cache-control", b"private, no-cache"))
    if reads and etag is not None and _holds(request, etag):
        headers = response.headers
        kept = {name: headers[name] for name in ("etag", "cache-control", "link") if name in headers}
        return Response(status_code=304, headers=kept)
    return response


def fingerprint_of(value: Any) -> str:
    """A stable digest of JSON-like content: keys sorted, no blanks (as RFC 8785 for the types we use)."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
