"""The requests of each measured path, made of what a side of a comparison holds."""

import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.bench.load import Request

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NETWORKS = ("linkedin", "x", "facebook", "whatsapp", "bluesky", "mastodon")


@dataclass(frozen=True)
class Path:
    """What is asked; `once` says that each request may be sent a single time, since it changes something."""

    requests: tuple[Request, ...]
    once: bool = False


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _post(url: str, token: str, body: Mapping[str, Any]) -> Request:
    headers = {**_bearer(token), "Content-Type": "application/json"}
    return Request.of("POST", url, headers, json.dumps(body).encode())


def reads(side: Mapping[str, Any]) -> dict[str, Path]:
    """What is read on every day."""
    origin, readers = side["origin"], side["readers"]
    anyone = random.Random(8).sample(side["people"], min(1000, len(side["people"])))

    def each(path: str) -> Path:
        return Path(tuple(Request.of("GET", origin + path, _bearer(token)) for token in readers))

    return {
        "redirect": Path(tuple(Request.of("GET", f"{origin}/s/{c}", {"User-Agent": BROWSER}) for c in side["codes"])),
        "speaking right": Path(
            tuple(
                Request.of(
                    "GET",
                    f"{origin}/api/governance/v1/speaking-rights/check?person={person}&network=linkedin",
                    _bearer(readers[n % len(readers)]),
                )
                for n, person in enumerate(anyone)
            )
        ),
        "my day, training": each("/api/training/v1/me/tasks"),
        "my day, governance": each("/api/governance/v1/me/tasks"),
        "my day, advocacy": each("/api/advocacy/v1/me/tasks"),
        "catalogue": each("/api/training/v1/modules?limit=60"),
        "certificates": each("/api/training/v1/me/certificates"),
        "transcript": each("/api/training/v1/me/transcript"),
        "acknowledgements": each("/api/governance/v1/me/acknowledgements"),
        "badges": each("/api/advocacy/v1/me/badges"),
        "content": each("/api/advocacy/v1/content"),
        "leaderboard": each("/api/advocacy/v1/leaderboards?period=month&scope=organisation"),
        "search of people": each("/api/training/v1/people?q=family12"),
    }


def writes(side: Mapping[str, Any]) -> dict[str, Path]:
    """What is written on every day."""
    origin, writers = side["origin"], side["writers"]
    training, governance = f"{origin}/api/training/v1", f"{origin}/api/governance/v1"
    return {
        "completion by an LMS": _once(
            _post(
                f"{training}/completions",
                side["lms"],
                {"person_id": person, "module_id": module, "completed_at": "2026-01-02T09:00:00Z", "source": "lms"},
            )
            for module in side["modules"][10:20]
            for person in side["people"][1::2]
        ),
        "progress that completes": _once(
            _post(f"{training}/enrolments/{enrolment}/progress", token, {"content_item_id": item})
            for token, enrolment, item in side["begun"]
        ),
        "enrol": _once(
            _post(f"{training}/enrolments", token, {"module_id": module})
            for module in side["modules"][30:50]
            for token in writers
        ),
        "acknowledge": _once(
            _post(f"{governance}/acknowledgements/{ask}/answer", token, {"accepted": True, "language": "en"})
            for token, ask in side["asked"]
        ),
        "share": _once(
            _post(
                f"{origin}/api/advocacy/v1/shares",
                token,
                {"content_id": side["content"], "network": network, "on_behalf": False, "text": "News."},
            )
            for network in NETWORKS
            for token in writers
        ),
    }


def _once(requests: Iterable[Request]) -> Path:
    return Path(tuple(requests), once=True)


class Supply:
    """The requests of a path, round after round: those that may be sent once are never sent again."""

    def __init__(self, path: Path, rounds: int) -> None:
        self._path, self._rest = path, list(path.requests)
        self._portion = max(1, len(path.requests) // rounds)

    def next(self) -> tuple[list[Request], bool]:
        """The requests of the next round, and whether they may only be sent once."""
        if not self._path.once:
            return list(self._path.requests), False
        taken, self._rest = self._rest[: self._portion], self._rest[self._portion :]
        return taken, True
