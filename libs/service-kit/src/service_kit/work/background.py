"""Start asyncio tasks: lasting ones run again after a fault, and every fault is reported."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import structlog
from prometheus_client import Counter

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 10.0
STEADY_SECONDS = 60.0  # a run of this many seconds resets the pause
T = TypeVar("T")
Report = Callable[[str, BaseException | None], None]
restarted = Counter(
    "background_restarts", "How often a background part ended by a fault and was started anew.", ["part"]
)
log = structlog.get_logger(__name__)


def _log(name: str, fault: BaseException | None) -> None:
    log.error("background_part_ended", part=name, exc_info=fault)


async def keep_running(
    name: str, work: Callable[[], Awaitable[object]], *, report: Report = _log, pause: float = FIRST_PAUSE
) -> None:
    """Run `work` until cancelled; when it ends, by a fault or by itself, report that and run it again after a pause."""
    wait = pause
    while True:
        began, fault = time.monotonic(), None
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is reported below and the part goes on
            fault = error
        restarted.labels(name).inc()
        report(name, fault)
        wait = pause if time.monotonic() - began > STEADY_SECONDS else wait
        await asyncio.sleep(wait * random.uniform(0.8, 1.0))
        wait = min(wait * 2, max(LONGEST_PAUSE, pause))


def start_lasting(
    name: str, work: Callable[[], Awaitable[object]], *, report: Report = _log, pause: float = FIRST_PAUSE
) -> asyncio.Task[None]:
    """A task that keeps `work` running until it is cancelled."""
    return asyncio.create_task(keep_running(name, work, report=report, pause=pause), name=name)


def start_shared(name: str, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """A task that may be awaited by several; its fault is not reported when nobody awaits it any more."""
    task = asyncio.create_task(work, name=name)
    task.add_done_callback(_hear)
    return task


def _hear(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and (fault := task.exception()) is not None:
        log.debug("shared_work_failed", part=task.get_name(), fault=type(fault).__name__)
