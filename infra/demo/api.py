"""The public API of a running stack, called as a demo person, a system or any imported person."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx

from infra.local.tokens import token

T, A, G = "/api/training/v1", "/api/advocacy/v1", "/api/governance/v1"
AT_ONCE = 8
TRIES = 6
PASSING = {429, 503}  # turned away before anything was written, so that asking again is safe
FRESH_FOR = 45 * 60.0
Answer = TypeVar("Answer")


class Refused(Exception):
    """The API did not take something: what it was, the status, the refusal's code and its sentence."""

    def __init__(self, what: str, status: int, code: str, detail: str) -> None:
        super().__init__(f"{what}: {status} {code}: {detail}")
        self.what, self.status, self.code, self.detail = what, status, code, detail

    @classmethod
    def by(cls, answer: httpx.Response) -> Self:
        """The refusal as the answer tells it."""
        what = f"{answer.request.method} {answer.request.url.path}"
        try:
            problem = answer.json()
        except ValueError:
            problem = {}
        if not isinstance(problem, dict):
            problem = {}
        detail = str(problem.get("detail") or answer.text[:200])
        details = [f"{one.get('pointer', '')} {one.get('detail', '')}" for one in problem.get("errors", ())][:3]
        named = [str(one.get("code")) for one in problem.get("missing", ()) if isinstance(one, dict)]
        return cls(what, answer.status_code, str(problem.get("code", "")), " ".join([detail, *details, *named]).strip())


class Api:
    """Calls with a token per caller, a bounded number at once, and patience with what passes."""

    def __init__(self, origin: str, data: Path, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.data = data
        limits = httpx.Limits(max_connections=2 * AT_ONCE, max_keepalive_connections=2 * AT_ONCE)
        self.client = httpx.AsyncClient(
            base_url=origin, timeout=30, limits=limits, trust_env=False, transport=transport
        )
        self.turns = asyncio.Semaphore(AT_ONCE)
        self.tokens: dict[str, tuple[str, float]] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()

    async def token(self, who: str) -> str:
        """A token of the caller, fetched once."""
        known, until = self.tokens.get(who, ("", 0.0))
        if time.monotonic() >= until:
            known = await asyncio.to_thread(token, who, self.data)
            self.tokens[who] = (known, time.monotonic() + FRESH_FOR)
        return known

    async def send(self, who: str, method: str, path: str, **options: Any) -> httpx.Response:
        """The answer, whatever it says; what passes by itself is tried again."""
        async with self.turns:
            headers = {"authorization": f"Bearer {await self.token(who)}", **options.pop("headers", {})}
            for attempt in range(TRIES):
                try:
                    answer = await self.client.request(method, path, headers=headers, **options)
                except httpx.TransportError as fault:
                    never_sent = isinstance(fault, (httpx.ConnectError, httpx.PoolTimeout))
                    if attempt == TRIES - 1 or not (never_sent or method == "GET"):
                        raise
                    await asyncio.sleep(0.2 * 2**attempt)
                    continue
                if answer.status_code not in PASSING or attempt == TRIES - 1:
                    return answer
                await asyncio.sleep(_pause(answer, attempt))
        raise AssertionError("the last try answers or raises")

    async def call(self, who: str, method: str, path: str, **options: Any) -> Any:
        """What the API answers, or its refusal."""
        answer = await self.send(who, method, path, **options)
        if answer.is_error:
            raise Refused.by(answer)
        return answer.json() if answer.content else None

    async def get(self, who: str, path: str, **params: Any) -> Any:
        return await self.call(who, "GET", path, params=params)

    async def post(self, who: str, path: str, body: Any = None) -> Any:
        return await self.call(who, "POST", path, json=body)

    async def put(self, who: str, path: str, body: Any) -> Any:
        return await self.call(who, "PUT", path, json=body, headers={"if-match": "*"})

    async def every(self, who: str, path: str, **params: Any) -> AsyncIterator[dict[str, Any]]:
        """All items of a list, page by page."""
        cursor = None
        while True:
            page = await self.get(who, path, limit=200, **params, **({"cursor": cursor} if cursor else {}))
            for item in page["items"]:
                yield item
            cursor = page.get("next_cursor")
            if not cursor:
                return

    async def visit(self, address: str, visitor: str) -> int:
        """A visitor follows a short link; the answer's status."""
        async with self.turns:
            answer = await self.client.get(httpx.URL(address).raw_path.decode(), headers={"user-agent": visitor})
            return answer.status_code


def _pause(answer: httpx.Response, attempt: int) -> float:
    named = answer.headers.get("retry-after", "")
    return min(float(named), 5.0) if named.isdigit() else 0.2 * 2**attempt


async def until(
    what: str, ask: Callable[[], Awaitable[Answer | None]], *, within: float = 60.0, every: float = 0.25
) -> Answer:
    """The first answer that is there; a loud refusal when none comes in time."""
    deadline = time.monotonic() + within
    while True:
        if (found := await ask()) is not None:
            return found
        if time.monotonic() > deadline:
            raise Refused(what, 0, "NotInTime", f"did not happen within {within:.0f} s")
        await asyncio.sleep(every)


async def together(jobs: Iterable[Coroutine[Any, Any, Answer]]) -> list[Answer]:
    """All of the jobs, side by side; the API bounds how many calls run at once."""
    return list(await asyncio.gather(*jobs))
