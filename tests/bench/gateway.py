"""`python -m tests.bench.gateway [commit]`: processor time of the gateway per request, this tree's beside a commit's.

Both gateways stand before the same small server, with tokens of a key made here: no stack is needed. Each question is
put to one gateway and then to the other, the order turned about every round.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette
from starlette.requests import Request as Asked
from starlette.responses import Response
from starlette.routing import Route

from infra.local import gateway
from infra.local.settings import ROOT
from tests.bench.limits import free_port
from tests.bench.load import Request, run
from tests.bench.report import machine

ISSUER = "http://localhost/idp"
PEOPLE = 6
RENDER = """
import json, sys
from pathlib import Path
from infra.local import gateway, identity, settings
numbers, issuer, folder = json.loads(sys.argv[1]), sys.argv[2], sys.argv[3]
wide = {name: 10**6 for name in vars(gateway.Limits()) if name.endswith(("_burst", "_per_second", "_per_minute"))}
keys = f"http://127.0.0.1:{numbers['identity']}/idp/jwks"
chosen = settings.Settings(port=numbers["gateway"], data=Path(folder), seed="none")
print(gateway.render(chosen, numbers, identity.Issuer(issuer, keys, keys), gateway.Limits(**wide)))
"""


def answers() -> Starlette:
    """The server behind the gateways: the keys of the tokens, and lists of as many items as the path asks for."""
    keys = os.environ["BENCH_KEYS"].encode()
    bodies = {count: _list_of(count) for count in (1, 50)}

    async def read(asked: Asked) -> Response:
        body = bodies[int(asked.path_params["count"])]
        return Response(body, media_type="application/json", headers={"etag": '"0123456789abcdef"'})

    async def jwks(_asked: Asked) -> Response:
        return Response(keys, media_type="application/json")

    async def live(_asked: Asked) -> Response:
        return Response()

    return Starlette(routes=[Route("/v1/lists/{count}", read), Route("/idp/jwks", jwks), Route("/health/live", live)])


def _list_of(count: int) -> bytes:
    items = [
        {
            "id": f"0190f3a0-{n * 7919 % 65536:04x}-7000-8000-{n * 104_729_123 % 2**48:012x}",
            "code": f"DIQ-{n * 37 % 900 + 100}",
            "title": {"nl": f"Wat sociale media zijn, deel {n}", "en": f"What social media are, part {n}"},
            "minutes": n * 13 % 60,
            "state": "published",
            "allowed": ["revise", "archive"],
            "updated_at": f"2026-11-{n % 28 + 1:02d}T{n % 24:02d}:{n * 7 % 60:02d}:00Z",
        }
        for n in range(count)
    ]
    return json.dumps({"items": items, "next_cursor": None}, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Running:
    """A gateway's process and its public port."""

    pid: int
    port: int

    @property
    def seconds(self) -> float:
        """The processor time of all its threads; the kernel counts it to the nanosecond here, to 10 ms elsewhere."""
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(each.read_text().split()[0]) for each in threads) / 1e9


@contextmanager
def behind(keys: Mapping[str, Any]) -> Iterator[int]:
    """The port of the server behind the gateways."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "tests.bench.gateway:answers", "--factory", "--port", str(port)]
    command += ["--log-level", "warning", "--no-access-log", "--loop", "uvloop", "--http", "httptools"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "BENCH_KEYS": json.dumps(keys)})
    try:
        yield port
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def gateway_of(tree: Path, server: int) -> Iterator[Running]:
    """The gateway as this tree renders it."""
    parts = ("identity", "web", "training", "advocacy", "governance")
    numbers = {**dict.fromkeys(parts, server), "gateway": free_port(), "gateway-admin": free_port()}
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-c", RENDER, json.dumps(numbers), ISSUER, folder]
        environment = {**os.environ, "PYTHONPATH": str(tree)}
        rendered = subprocess.run(words, cwd=tree, env=environment, capture_output=True, text=True, check=True).stdout
        path = Path(folder) / "envoy.json"
        path.write_text(rendered, encoding="utf-8")
        with (Path(folder) / "envoy.log").open("wb") as log:
            process = subprocess.Popen([gateway.program(), "-c", str(path), *gateway.FLAGS], stdout=log, stderr=log)
        try:
            yield Running(process.pid, numbers["gateway"])
        finally:
            process.terminate()
            process.wait(10)


@contextmanager
def tree_of(commit: str) -> Iterator[Path]:
    """What the commit has in `infra`."""
    packed = subprocess.run(["git", "archive", commit, "infra"], cwd=ROOT, capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["tar", "-x", "-C", folder], input=packed, check=True)
        yield Path(folder)


def questions(port: int, bearers: Sequence[str]) -> dict[str, tuple[list[Request], int]]:
    """What is asked, and by how many callers at once."""

    def asked(count: int, **headers: str) -> list[Request]:
        url = f"http://127.0.0.1:{port}/api/training/v1/lists/{count}"
        return [Request.of("GET", url, {"Authorization": bearer, **headers}) for bearer in bearers]

    browser, program = {"Accept-Encoding": "gzip, deflate, br"}, {"Accept-Encoding": "gzip, deflate"}
    return {
        "one item, 16 callers": (asked(1), 16),
        "one item, one caller": (asked(1), 1),
        "one item, a browser": (asked(1, **browser), 16),
        "list of 50, not compressed": (asked(50), 16),
        "list of 50, a browser": (asked(50, **browser), 16),
        "list of 50, a program": (asked(50, **program), 16),
    }


async def spent(one: Running, requests: Sequence[Request], callers: int, count: int) -> float:
    """Microseconds of processor for each of `count` requests."""
    many = [requests[n % len(requests)] for n in range(count)]
    began = one.seconds
    outcome = await run(f"http://127.0.0.1:{one.port}", many, clients=callers, seconds=60, once=True)
    if outcome.statuses != {200: count}:
        raise RuntimeError(f"answers failed: {outcome.statuses}")
    return (one.seconds - began) / count * 1e6


async def measure(sides: Sequence[Running], bearers: Sequence[str], rounds: int, count: int) -> None:
    """Every question on both sides, in turn; prints a table."""
    asked = [questions(side.port, bearers) for side in sides]
    found: dict[str, list[list[float]]] = {name: [[] for _ in sides] for name in asked[0]}
    for turn in range(-1, rounds):  # the first only warms up
        for name, figures in found.items():
            for at in range(len(sides)) if turn % 2 else reversed(range(len(sides))):
                took = await spent(sides[at], *asked[at][name], count)
                if turn >= 0:
                    figures[at].append(took)
    print("| processor time of the gateway per request | before | now | ratio |\n|---|---:|---:|---:|")
    for name, (before, now) in found.items():
        ratio = statistics.median(after / then for then, after in zip(before, now, strict=True))
        print(f"| {name} | {statistics.median(before):.0f} µs | {statistics.median(now):.0f} µs | {ratio:.2f} |")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit", nargs="?", default="HEAD")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--requests", type=int, default=1500, help="per question, side and round")
    chosen = parser.parse_args()
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    claims = {"iss": ISSUER, "aud": "urn:kring:api", "exp": int(time.time()) + 7200, "roles": ["employee"]}
    bearers = [
        f"Bearer {jwt.encode({**claims, 'sub': f'person-{n}'}, key, algorithm='RS256', headers={'kid': 'bench'})}"
        for n in range(PEOPLE)
    ]
    with ExitStack() as parts:
        server = parts.enter_context(behind({"keys": [{**public, "kid": "bench", "alg": "RS256", "use": "sig"}]}))
        trees = [parts.enter_context(tree_of(chosen.commit)), ROOT]
        sides = [parts.enter_context(gateway_of(tree, server)) for tree in trees]
        for side in sides:
            _wait(side, bearers[0])
        asyncio.run(measure(sides, bearers, chosen.rounds, chosen.requests))
    print(f"\n{chosen.commit} beside this tree; {chosen.rounds} rounds of {chosen.requests} requests; {machine()}")
    return 0


def _wait(side: Running, bearer: str) -> None:
    ends = time.monotonic() + 30
    url = f"http://127.0.0.1:{side.port}/api/training/v1/lists/1"
    while time.monotonic() < ends:
        try:
            if httpx.get(url, headers={"Authorization": bearer}, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise TimeoutError("the gateway did not start")


if __name__ == "__main__":
    sys.exit(main())
