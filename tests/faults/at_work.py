"""People and systems at work on a running stack: constant creates and reads, each answer noted."""

import itertools
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from tests.conftest import RunningStack

BETWEEN_SECONDS = 0.02  # bounded: the machine has others to serve


@dataclass(frozen=True)
class Noted:
    """One completion that was asked for: when, and when it was answered with which status."""

    external_id: str
    asked_at: datetime
    answered_at: datetime
    status: int


@dataclass
class Work:
    """What was done, and what did not go well."""

    completions: list[Noted] = field(default_factory=list)
    reads: int = 0
    failed: list[str] = field(default_factory=list)


class AtWork:
    """Inside the block, a system records completions and two others read, without a pause."""

    def __init__(self, stack: RunningStack, people: Sequence[str], modules: Sequence[str]) -> None:
        self._stack = stack
        self._pairs = itertools.cycle(itertools.product(people, modules))
        self._ended = threading.Event()
        self.work = Work()
        tasks: tuple[tuple[str, Callable[[httpx.Client], None]], ...] = (
            ("lms", self._record),
            ("partner", self._ask),
            ("employee", self._look),
        )
        self._threads = [threading.Thread(target=self._until_ended, args=task, daemon=True) for task in tasks]

    def __enter__(self) -> "AtWork":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def wait_for_completions(self, count: int, within: float = 60) -> None:
        """Until this many more completions are recorded."""
        target, deadline = len(self.work.completions) + count, time.monotonic() + within
        while len(self.work.completions) < target:
            assert time.monotonic() < deadline, f"nobody works: {self.work.failed[:3]}"
            time.sleep(0.05)

    def _until_ended(self, who: str, act: Callable[[httpx.Client], None]) -> None:
        headers = self._stack.bearer(who)
        with httpx.Client(base_url=self._stack.base_url, headers=headers, timeout=30, trust_env=False) as client:
            while not self._ended.is_set():
                try:
                    act(client)
                except httpx.HTTPError as fault:
                    self.work.failed.append(f"{who}: {fault!r}")
                self._ended.wait(BETWEEN_SECONDS)

    def _record(self, client: httpx.Client) -> None:
        person, module = next(self._pairs)
        body = {"person_id": person, "module_id": module, "external_id": f"drill-{uuid.uuid4()}", "score": 90}
        asked_at = datetime.now(UTC)
        answer = client.post("/api/training/v1/completions", json=body)
        self.work.completions.append(Noted(body["external_id"], asked_at, datetime.now(UTC), answer.status_code))  # type: ignore[arg-type]  # the id is a text
        self._expect(answer, {200, 201})

    def _ask(self, client: httpx.Client) -> None:
        person, _module = next(self._pairs)
        path = "/api/governance/v1/speaking-rights/check"
        self._expect(client.get(path, params={"person": person, "network": "linkedin"}), {200})
        self.work.reads += 1

    def _look(self, client: httpx.Client) -> None:
        for path in ("/api/training/v1/modules", "/api/advocacy/v1/content"):
            self._expect(client.get(path, params={"limit": 5}), {200})
            self.work.reads += 1

    def _expect(self, answer: httpx.Response, statuses: set[int]) -> None:
        if answer.status_code not in statuses:
            request: Any = answer.request
            self.work.failed.append(f"{request.method} {request.url.path}: {answer.status_code} {answer.text[:200]}")
