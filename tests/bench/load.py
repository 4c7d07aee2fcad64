"""A small load generator: keep-alive connections on loopback, bounded in time, latencies kept."""

import asyncio
import itertools
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Request:
    """One request, as its bytes on the wire."""

    wire: bytes

    @classmethod
    def of(cls, method: str, url: str, headers: dict[str, str] | None = None, body: bytes = b"") -> "Request":
        """The bytes of a request to `url`."""
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        lines = [f"{method} {path} HTTP/1.1", f"Host: {parts.netloc}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        if body or method in ("POST", "PUT"):
            lines.append(f"Content-Length: {len(body)}")
        return cls("\r\n".join([*lines, "", ""]).encode() + body)


@dataclass(frozen=True)
class Outcome:
    """What one measurement gave: requests a second, the median and 99th latency in ms, answers by status."""

    per_second: float
    p50_ms: float
    p99_ms: float
    statuses: dict[int, int]

    @property
    def failed(self) -> int:
        """Answers that were no answer to the question."""
        return sum(count for status, count in self.statuses.items() if status >= 400)


async def _exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: Request) -> int:
    writer.write(request.wire)
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    lower = head.lower()
    at = lower.find(b"content-length:")
    if at >= 0:
        length = int(lower[at + 15 : lower.index(b"\r\n", at)])
        if length:
            await reader.readexactly(length)
    elif b"transfer-encoding: chunked" in lower:
        while (size := int((await reader.readline()).strip(), 16)) > 0:
            await reader.readexactly(size + 2)
        await reader.readline()
    return status


async def _one_connection(
    host: str,
    port: int,
    requests: Iterator[Request],
    ends: float,
    latencies: list[float],
    seen: dict[int, int],
) -> None:
    reader, writer = await asyncio.open_connection(host, port, limit=4 * 1024 * 1024)
    asked = False
    try:
        # On a busy machine the time may be over before the first question: each connection asks it.
        while (not asked or time.perf_counter() < ends) and (request := next(requests, None)) is not None:
            asked = True
            started = time.perf_counter()
            status = await _exchange(reader, writer, request)
            latencies.append(time.perf_counter() - started)
            seen[status] = seen.get(status, 0) + 1
    finally:
        writer.close()


async def run(
    origin: str, requests: Sequence[Request], *, clients: int = 16, seconds: float = 2.0, once: bool = False
) -> Outcome:
    """Send the requests from `clients` connections for a bounded time: round and round, or each at most once."""
    parts = urlsplit(origin)
    latencies: list[float] = []
    seen: dict[int, int] = {}
    supply = iter(requests) if once else itertools.cycle(requests)
    started = time.perf_counter()
    await asyncio.wait_for(
        asyncio.gather(
            *(
                _one_connection(str(parts.hostname), parts.port or 80, supply, started + seconds, latencies, seen)
                for _client in range(clients)
            )
        ),
        timeout=seconds + 30,
    )
    elapsed = time.perf_counter() - started
    ordered = sorted(latencies)
    return Outcome(
        # Only answers count: a refusal is quick, and no measure of anything.
        per_second=sum(count for status, count in seen.items() if status < 400) / elapsed,
        p50_ms=statistics.median(ordered) * 1000,
        p99_ms=ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1000,
        statuses=seen,
    )
