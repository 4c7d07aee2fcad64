"""The requests of each measured path, made of what a side of a comparison holds."""

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.bench.load import Request

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NETWORKS = ("linkedin", "x", "facebook", "whatsapp", "bluesky", "mastodon")


@dataclass(frozen=True)
class Path:
    """What is asked. `once`: each request may be sent a single time, since it changes something.

    `together` requests make one answer of the kind that is counted: the whole day is three.
    """

    requests: tuple[Request, ...]
    once: bool = False
    together: int = 1

    @property
    def services(self) -> frozenset[str]:
        """The services that are asked."""
        targets = [request.wire.split(b" ", 2)[1].decode() for request in self.requests[: self.together]]
        return frozenset(t.split("/")[2] if t.startswith("/api/") else "advocacy" for t in targets)


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _post(url: str, token: str, body: Mapping[str, Any]) -> Request:
    headers = {**_bearer(token), "Content-Type": "application/json"}
    return Request.of("POST", url, headers, json.dumps(body).encode())


CATALOGUE = "/api/training/v1/modules?limit=60"
CHECK = "/api/governance/v1/speaking-rights/check"
LOOKUP = "/api/training/v1/people/lookup"
DAY = ("training", "governance", "advocacy")
BATCH = 100


def reads(side: Mapping[str, Any]) -> dict[str, Path]:
    """What is read on every day."""
    origin, readers = side["origin"], side["readers"]
    anyone = random.Random(8).sample(side["people"], min(1000, len(side["people"])))
    partner = _bearer(side["partner"])

    def each(path: str) -> Path:
        return Path(tuple(Request.of("GET", origin + path, _bearer(token)) for token in readers))

    return {
        "redirect": Path(tuple(Request.of("GET", f"{origin}/s/{c}", {"User-Agent": BROWSER}) for c in side["codes"])),
        "speaking right": Path(
            tuple(
                Request.of(
                    "GET",
                    f"{origin}{CHECK}?person={person}&network=linkedin",
                    _bearer(readers[n % len(readers)]),
                )
                for n, person in enumerate(anyone)
            )
        ),
        "speaking right by e-mail": Path(
            tuple(
                Request.of("GET", f"{origin}{CHECK}?{urlencode({**one, 'network': 'linkedin'})}", partner)
                for one in _named(side, "email")
            )
        ),
        "look-up by number": Path(
            tuple(
                Request.of("GET", f"{origin}{LOOKUP}?{urlencode(one)}", partner)
                for one in _named(side, "employee_number")
            )
        ),
        "my day, training": each("/api/training/v1/me/tasks"),
        "my day, governance": each("/api/governance/v1/me/tasks"),
        "my day, advocacy": each("/api/advocacy/v1/me/tasks"),
        "catalogue": each(CATALOGUE),
        "catalogue, unchanged": Path(
            tuple(
                Request.of(
                    "GET", f"{origin}/api/training/v1/modules?limit=60", {**_bearer(token), "If-None-Match": tag}
                )
                for token, tag in zip(readers, side["catalogue_tags"], strict=False)
            )
        ),
        "whole day": Path(
            tuple(
                Request.of("GET", f"{origin}/api/{service}/v1/me/tasks", _bearer(token))
                for token in readers
                for service in DAY
            ),
            together=len(DAY),
        ),
        "certificates": each("/api/training/v1/me/certificates"),
        "transcript": each("/api/training/v1/me/transcript"),
        "acknowledgements": each("/api/governance/v1/me/acknowledgements"),
        "badges": each("/api/advocacy/v1/me/badges"),
        "content": each("/api/advocacy/v1/content"),
        "leaderboard": each("/api/advocacy/v1/leaderboards?period=month&scope=organisation"),
        "search of people": each("/api/training/v1/people?q=family12"),
    }


def _named(side: Mapping[str, Any], way: str) -> list[dict[str, str]]:
    """The people of a side as another system names them; `world.people_file` says so."""
    written = {"email": "b{:06d}@example.org", "employee_number": "B{:06d}"}[way]
    return [{way: written.format(number)} for number in range(len(side["people"]))]


def many(side: Mapping[str, Any]) -> dict[str, Path]:
    """What is asked of many at once, and what is asked of one: measured with one client."""
    origin, partner = side["origin"], side["partner"]

    def of(path: str, items: Sequence[Mapping[str, str]]) -> Path:
        return Path((_post(origin + path, partner, {"items": list(items)}),))

    singles = reads(side)
    return {
        **{single: singles[single] for single in ("look-up by number", "speaking right by e-mail")},
        "look-up of 1,000": of(LOOKUP, _named(side, "employee_number")[:1000]),
        "200 speaking rights": of(CHECK, [{**one, "network": "linkedin"} for one in _named(side, "email")[:200]]),
    }


def alone(side: Mapping[str, Any]) -> dict[str, Path]:
    """What counts or gathers over everybody: measured with one client, since few people ask it at a time."""
    origin = side["origin"]
    training = f"{origin}/api/training/v1"

    def by(token: str, url: str) -> Path:
        return Path((Request.of("GET", url, _bearer(token)),))

    lines = f"{training}/requirements/{side['requirement']}"
    return {
        "leaderboard": reads(side)["leaderboard"],
        "lines of a requirement": by(side["hr"], f"{lines}/lines?limit=50"),
        "requirement by department": by(side["hr"], f"{lines}/standings?by=department"),
        "team of 60": by(side["leader"], f"{training}/me/team?depth=all&limit=60"),
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
        f"completions in batches of {BATCH}": _once(
            _post(
                f"{training}/completions/batch",
                side["lms"],
                {
                    "items": [
                        {"person_id": p, "module_id": module, "completed_at": "2026-01-02T09:00:00Z", "source": "lms"}
                        for p in people
                    ]
                },
            )
            for module in side["modules"][20:30]
            for people in _portions(side["people"][1::2], BATCH)
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
        "decision of a sign-off": _once(
            _post(
                f"{governance}/signoffs/{signoff}/decisions",
                token,
                {"decision": "approve", "reason_code": "fits", "comment": "", "content_hash": content},
            )
            for token, signoff, content in side["to_decide"]
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
        "redeem": _once(
            _post(f"{origin}/api/advocacy/v1/redemptions", token, {"reward_id": reward})
            for reward in side["rewards"]
            for token in writers
        ),
    }


def _portions(things: list[Any], size: int) -> list[list[Any]]:
    return [things[at : at + size] for at in range(0, len(things) - size + 1, size)]


def _once(requests: Iterable[Request]) -> Path:
    return Path(tuple(requests), once=True)


def measured(side: Mapping[str, Any]) -> dict[str, Path]:
    """Every path."""
    return {**reads(side), **writes(side)}


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
