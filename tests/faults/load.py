"""Writes through the gateway, each with an Idempotency-Key and repeated until it is acknowledged."""

import itertools
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from infra.local.settings import Refused
from tests.calling import public
from tests.conftest import RunningStack
from tests.faults.world import GUIDELINE, SHARERS, World

PAUSE = 0.04
TRY_AGAIN = 0.3
TOKEN_SECONDS = 300.0


@dataclass(frozen=True)
class Write:
    """One effect: its kind and what makes it the only one of its kind."""

    kind: str
    identity: tuple[str, ...]
    who: str
    path: str
    body: dict[str, Any] = field(hash=False, compare=False)


class Load:
    """Threads that write while parts break. Afterwards `acknowledged` holds what was promised to be kept."""

    def __init__(self, stack: RunningStack, world: World) -> None:
        self._stack = stack
        self._world = world
        self._ending = threading.Event()
        self._tokens: dict[str, tuple[float, str]] = {}
        self.acknowledged: set[Write] = set()
        self.attempts: Counter[str] = Counter()
        self.unexpected: list[str] = []
        sources = (self._completions(0), self._completions(1), self._shares(), self._acknowledgements())
        self._threads = [threading.Thread(target=self._write, args=(source,), daemon=True) for source in sources]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Send nothing new, and repeat what is under way until it is acknowledged."""
        self._ending.set()
        for thread in self._threads:
            thread.join(120)
            assert not thread.is_alive(), f"a write was not acknowledged in time\n{self._stack.last_words()}"

    def _write(self, source: Iterator[Write]) -> None:
        with httpx.Client(base_url=self._stack.base_url, timeout=20, trust_env=False) as client:
            for write in source:
                if self._ending.is_set():
                    return
                self._until_acknowledged(client, write)
                time.sleep(PAUSE)

    def _until_acknowledged(self, client: httpx.Client, write: Write) -> None:
        key = {"Idempotency-Key": str(uuid.uuid4())}
        while True:
            answer = self._send(client, lambda: client.post(public(write.path), json=write.body, headers={
                **key, **self._bearer(write.who)}))  # fmt: skip
            if answer is not None and answer.status_code < 300:
                self.acknowledged.add(write)
                return
            if answer is not None and answer.status_code < 500 and answer.status_code not in {409, 429}:
                self.unexpected.append(f"{write.path}: {answer.status_code} {answer.text[:300]}")
                return
            time.sleep(TRY_AGAIN)

    def _send(self, client: httpx.Client, send: Callable[[], httpx.Response]) -> httpx.Response | None:
        """The answer, or None when there was none; a fault is a problem document, whatever breaks."""
        try:
            answer = send()
        except (httpx.HTTPError, Refused):
            self.attempts["none"] += 1
            return None
        self.attempts[str(answer.status_code)] += 1
        if answer.status_code >= 500 and answer.headers.get("content-type") != "application/problem+json":
            self.unexpected.append(f"{answer.request.url.path}: {answer.status_code} {answer.headers}")
        return answer

    def _bearer(self, who: str) -> dict[str, str]:
        known = self._tokens.get(who)
        if known is None or time.monotonic() - known[0] > TOKEN_SECONDS:
            known = self._tokens[who] = (time.monotonic(), self._stack.token(who))
        return {"Authorization": f"Bearer {known[1]}"}

    def _completions(self, half: int) -> Iterator[Write]:
        for module, name in itertools.product(self._world.modules, self._world.people[half::2]):
            person = self._world.person_ids[name]
            body = {"person_id": person, "module_id": module}
            yield Write("completion", (person, module), "lms", "T/completions", body)

    def _shares(self) -> Iterator[Write]:
        people = self._world.people[:SHARERS]
        for content, network, name in itertools.product(self._world.contents, ("linkedin", "x"), people):
            body = {"content_id": content, "network": network, "on_behalf": False, "text": "Proud of this."}
            identity = (self._world.person_ids[name], content, network)
            yield Write("share", identity, f"person:{name}", "A/shares", body)

    def _acknowledgements(self) -> Iterator[Write]:
        """Each person answers once what they are asked."""
        with httpx.Client(base_url=self._stack.base_url, timeout=20, trust_env=False) as client:
            for name in self._world.people:
                if (asked := self._asked(client, name)) is None:
                    return
                body = {"accepted": True, "language": "en", "comment": None}
                path = f"G/acknowledgements/{asked}/answer"
                yield Write("receipt", (self._world.person_ids[name],), f"person:{name}", path, body)

    def _asked(self, client: httpx.Client, name: str) -> str | None:
        while not self._ending.is_set():
            answer = self._send(client, lambda: client.get(
                public("G/me/acknowledgements"), headers=self._bearer(f"person:{name}")))  # fmt: skip
            if answer is not None and answer.status_code == 200:
                found = [item["id"] for item in answer.json()["items"] if item["guideline"]["code"] == GUIDELINE]
                if found:
                    return str(found[0])
            time.sleep(TRY_AGAIN)
        return None
