"""What every step of the loading shares: the API, who is who, the progress printed and the refusals kept."""

import time
from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TypeVar

from infra.demo.api import Api, Refused
from infra.demo.people import Colleague
from infra.local.people import PERSONAS

Answer = TypeVar("Answer")
NUMBERS = {str(person["persona"]): str(person["employee_number"]) for person in PERSONAS}
BY_NUMBER = {number: persona for persona, number in NUMBERS.items()}


def caller(person: Colleague) -> str:
    """As whom somebody calls: demo people keep their roles."""
    return BY_NUMBER.get(person.employee_number) or f"person:{person.user_name}"


@dataclass
class Load:
    """One run: `people` by employee number and `modules` by code, as ids of this stack."""

    api: Api
    people: dict[str, str] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)
    first_items: dict[str, str] = field(default_factory=dict)
    refusals: list[Refused] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    def persona(self, name: str) -> str:
        """The id of a demo person."""
        return self.people[NUMBERS[name]]

    def report(self, what: str) -> None:
        """A line of progress with the seconds so far."""
        print(f"  {time.monotonic() - self.started:5.1f} s  {what}", flush=True)

    async def attempt(self, work: Awaitable[Answer]) -> Answer | None:
        """The answer, or None when it was refused; the refusal is kept for the end."""
        try:
            return await work
        except Refused as refused:
            self.refusals.append(refused)
            return None

    def summary(self) -> list[str]:
        """Every refusal once, with how often it was met."""
        met = Counter((one.status, one.code, one.detail, _shape(one.what)) for one in self.refusals)
        return [
            f"  refused: {what}: {status} {code}: {detail}" + (f" ({times} times)" if times > 1 else "")
            for (status, code, detail, what), times in met.most_common()
        ]


def _shape(what: str) -> str:
    """A call without the ids in its path, so that like refusals stand together."""
    return "/".join("{id}" if part.count("-") == 4 and len(part) == 36 else part for part in what.split("/"))
