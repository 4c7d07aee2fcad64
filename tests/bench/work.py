"""What a path costs: how many answers a second, and how much processor time each takes in which part of a stack."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import psutil

from tests.bench import paths
from tests.bench.load import Outcome, run

Side = Mapping[str, Any]
"""A filled stack as `side.py` describes it."""


@dataclass(frozen=True)
class Round:
    """One measurement of a path: how it went, and the ms of processor time of each answer in each part."""

    outcome: Outcome
    parts: Mapping[str, float]

    @property
    def work(self) -> float:
        """All parts together."""
        return sum(self.parts.values())


def worked(side: Side) -> dict[str, float]:
    """Seconds of processor time that each part of a stack has used, those of ended children among them."""
    pids = set(side["parts"].values())
    seconds: dict[str, float] = {}
    for name, pid in side["parts"].items():
        own: list[psutil.Process] = []
        with suppress(psutil.NoSuchProcess):  # a part that was started again is missed, the others are not
            part = psutil.Process(pid)
            own = [part, *(child for child in part.children(recursive=True) if child.pid not in pids)]
        for process in own:
            with suppress(psutil.NoSuchProcess):
                seconds[name] = seconds.get(name, 0.0) + sum(process.cpu_times()[:4])
    return seconds


async def one_round(side: Side, supply: paths.Supply, seconds: float) -> Round:
    """Ask one path for a while."""
    requests, once = supply.next()
    if not requests:
        raise RuntimeError("there is nothing to ask")
    began = worked(side)
    outcome = await run(side["origin"], requests, seconds=seconds, once=once)
    answers = max(1, sum(outcome.statuses.values()))
    return Round(outcome, {name: spent * 1000 / answers for name, spent in since(began, worked(side)).items()})


def since(began: Mapping[str, float], ended: Mapping[str, float]) -> dict[str, float]:
    """The seconds of each part between two readings."""
    return {name: seconds - began[name] for name, seconds in ended.items() if name in began}
