"""Ask another service: with our own token, within bounds, and never pretending it answered."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from json import loads
from typing import Annotated, Any, Generic, TypeVar

import httpx
import stamina
import structlog
from fastapi import Depends, Request

from service_kit.data.database import AsyncSession, write_session
from service_kit.identity.tokens import discover
from service_kit.observe.trace import current_request_id, current_traceparent
from service_kit.outward import is_untrusted, outward_client
from service_kit.settings import ServiceSettings
from service_kit.web.errors import Refusal, SiblingAway

Answered = TypeVar("Answered")
TIMEOUT = 3.0
ATTEMPTS = 3
MAX_ANSWER_BYTES = 16 * 1024 * 1024
TOKEN_MARGIN_SECONDS = 30.0
SAFE = frozenset({"GET", "HEAD"})
log = structlog.get_logger(__name__)


class SiblingRefused(Refusal):
    """The other service answered no: `answered` is its status, `problem` its problem document."""

    status = 502
    title = "Another service refused"

    def __init__(self, sibling: str, answered: int, problem: Mapping[str, Any]) -> None:
        self.answered = answered
        self.problem = dict(problem)
        said = problem.get("detail") or problem.get("title") or f"status {answered}"
        super().__init__(f"{sibling} refused: {said}", sibling=sibling, sibling_code=problem.get("code"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a sibling answered, read whole within bounds."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def body(self) -> Any:
        """The JSON of the answer, None for an empty one."""
        try:
            return loads(self.content) if self.content else None
        except ValueError as fault:
            raise SiblingAway("Another service answered something that is not JSON.") from fault


@dataclass
class ServiceToken:
    """This service's own access token, fetched once for all who wait and kept until shortly before it ends."""

    settings: ServiceSettings
    open: Callable[..., httpx.AsyncClient] = outward_client
    _value: str | None = None
    _ends: float = 0.0
    _url: str | None = None
    _fetching: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def value(self) -> str | None:
        """The token, or None where this service has no client of its own."""
        if not self.settings.service_client_id or not self.settings.service_client_secret:
            return None
        if self._value is None or time.monotonic() >= self._ends:
            async with self._fetching:
                if self._value is None or time.monotonic() >= self._ends:
                    await self._fetch()
        return self._value

    def forget(self) -> None:
        """Fetch anew at the next use: the sibling did not take this one."""
        self._value = None

    async def _fetch(self) -> None:
        form = {"grant_type": "client_credentials"}
        if self.settings.service_scopes:
            form["scope"] = " ".join(self.settings.service_scopes)
        client_id, secret = self.settings.service_client_id or "", self.settings.service_client_secret or ""
        try:
            async with self.open(timeout=TIMEOUT) as client:
                address = await self._token_url(client)
                answer = await client.post(address, data=form, auth=httpx.BasicAuth(client_id, secret))
            answer.raise_for_status()
            granted = answer.json()
            self._value = str(granted["access_token"])
        except (httpx.HTTPError, httpx.InvalidURL, KeyError, ValueError, OSError) as fault:
            name = "CertificateNotTrusted" if is_untrusted(fault) else type(fault).__name__
            log.warning("service_token_refused", fault=name)
            raise SiblingAway("The identity provider gives no token to this service.", sibling="issuer") from fault
        lifetime = float(granted.get("expires_in", 60))
        self._ends = time.monotonic() + max(lifetime - TOKEN_MARGIN_SECONDS, lifetime / 2)

    async def _token_url(self, client: httpx.AsyncClient) -> str:
        if self.settings.oidc_token_url:
            return self.settings.oidc_token_url
        if self._url is None:
            self._url = await discover(client, self.settings.oidc_issuer, "token_endpoint")
        return self._url


@dataclass
class Sibling:
    """One other service. Never ask it inside an open transaction."""

    name: str
    url: str | None
    client: httpx.AsyncClient
    token: ServiceToken

    async def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """Its JSON answer to a question; a failed connection or a gateway error is tried again, briefly."""
        return (await self.ask("GET", path, params=params)).body

    async def post(self, path: str, json: Any = None, *, idempotency_key: str | None = None) -> Any:
        """Its JSON answer to a command; sent once, so give a key when a job may send it again."""
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        return (await self.ask("POST", path, json=json, headers=headers)).body

    async def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = TIMEOUT,  # noqa: ASYNC109 - the bound is part of the question, as in httpx
    ) -> Answer:
        """The whole answer. Raises SiblingRefused for a 4xx and SiblingAway when there is no answer to rely on."""
        if not self.url:
            raise SiblingAway(f"{self.name} is not configured here.", sibling=self.name)
        request = {"params": params, "json": json, "headers": dict(headers or {})}
        try:
            async for attempt in stamina.retry_context(
                on=_worth_asking_again if method in SAFE else _surely_not_done,
                attempts=ATTEMPTS,
                wait_initial=0.05,
                wait_max=0.5,
                timeout=timeout,
            ):
                with attempt:
                    async with asyncio.timeout(timeout):
                        answer = await self._send(method, path, request, timeout)
        except (httpx.HTTPError, TimeoutError, _TryAgain) as fault:
            log.info("sibling_away", sibling=self.name, fault=type(fault).__name__)
            raise SiblingAway(f"{self.name} does not answer. Try again in a moment.", sibling=self.name) from fault
        if answer.status >= 400:
            problem = answer.body
            raise SiblingRefused(self.name, answer.status, problem if isinstance(problem, dict) else {})
        return answer

    async def close(self) -> None:
        """Close the connections, those of its brothers and sisters too: they share one pool."""
        await self.client.aclose()

    async def _send(self, method: str, path: str, request: dict[str, Any], seconds: float) -> Answer:
        token = await self.token.value()
        headers = {**request["headers"], "Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if traceparent := current_traceparent():
            headers["traceparent"] = traceparent
        if request_id := current_request_id():
            headers["x-request-id"] = request_id
        sent = {**request, "headers": headers, "timeout": seconds}
        async with self.client.stream(method, f"{(self.url or '').rstrip('/')}{path}", **sent) as response:
            if response.status_code == 401:
                self.token.forget()
                raise _TryAgain(response.status_code)
            if response.status_code == 429 or response.status_code >= 500:
                raise _TryAgain(response.status_code)
            content = bytearray()
            async for chunk in response.aiter_bytes():
                content += chunk
                if len(content) > MAX_ANSWER_BYTES:
                    raise httpx.DecodingError("the answer is larger than we read")
        return Answer(response.status_code, response.headers, bytes(content))


class _TryAgain(Exception):
    """The sibling could not answer this time."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def _worth_asking_again(fault: Exception) -> bool:
    return isinstance(fault, httpx.TransportError | _TryAgain)


def _surely_not_done(fault: Exception) -> bool:
    """Whether a command certainly had no effect: it never arrived, or its token was not taken."""
    if isinstance(fault, _TryAgain):
        return fault.status == 401
    return isinstance(fault, httpx.ConnectError | httpx.ConnectTimeout)


# Whoever waits for a sibling says so once, in its own words; each attempt is not news.
stamina.instrumentation.set_on_retry_hooks(())


class Siblings(dict[str, Sibling]):
    """Every other service by name, over one connection pool and with one token."""

    def __init__(self, settings: ServiceSettings) -> None:
        self.client = httpx.AsyncClient(
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=50, max_keepalive_connections=20, keepalive_expiry=20),
        )
        self.token = ServiceToken(settings)
        for setting in type(settings).model_fields:
            if setting.startswith("sibling_") and setting.endswith("_url"):
                name = setting.removeprefix("sibling_").removesuffix("_url")
                self[name] = Sibling(name, getattr(settings, setting), self.client, self.token)

    async def close(self) -> None:
        """Close every connection."""
        await self.client.aclose()


@dataclass(frozen=True, slots=True)
class SiblingNamed:
    """A dependency that gives the sibling of that name."""

    name: str

    async def __call__(self, request: Request) -> Sibling:
        """The sibling, to be asked."""
        siblings: Siblings = request.app.state.siblings
        return siblings[self.name]


def sibling(name: str) -> SiblingNamed:
    """A dependency that gives the sibling of that name. An endpoint that also writes takes it by `asked_first`."""
    return SiblingNamed(name)


@dataclass(frozen=True, slots=True)
class Asked(Generic[Answered]):
    """What a sibling answered, and the transaction that was opened after that."""

    answer: Answered
    session: AsyncSession


def asked_first(ask: Callable[..., Awaitable[Any]]) -> Any:
    """What `ask` answers, and then a transaction: `asked: Annotated[Asked[Right], asked_first(_own_right)]`.

    `ask` is a dependency like any other. No transaction waits for another service, whatever the order of parameters:
    the session depends on the answer.
    """

    async def opened(request: Request, answer: Annotated[Any, Depends(ask)]) -> AsyncIterator[Asked[Any]]:
        async with asynccontextmanager(write_session)(request) as session:
            yield Asked(answer, session)

    return Depends(opened, scope="function")
