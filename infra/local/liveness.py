"""Find parts that hang: they do not answer probes and use no processor time."""

import time
from dataclasses import dataclass

import psutil

QUIET_SHARE = 0.05  # a part that uses less of one processor than this is not busy
WANTS_TO_RUN = frozenset({psutil.STATUS_RUNNING, psutil.STATUS_DISK_SLEEP})


@dataclass(frozen=True)
class Patience:
    """How often a part is asked whether it lives, and how many unanswered probes in a row end it."""

    every: float = 2.0
    probes: int = 5
    probes_when_busy: int = 30

    @property
    def timeout(self) -> float:
        """How long one probe waits for its answer."""
        return max(self.every, 2.0)


@dataclass(frozen=True)
class Effort:
    """The processor time of a process in seconds, and whether it is waiting for the processor."""

    seconds: float
    wants_to_run: bool

    @classmethod
    def of(cls, pid: int) -> "Effort | None":
        """None for a process that is gone."""
        try:
            process = psutil.Process(pid)
            times = process.cpu_times()
            return cls(times.user + times.system, process.status() in WANTS_TO_RUN)
        except psutil.Error:
            return None


class Judge:
    """Count the unanswered probes of one process. A busy process is given longer: it may only be slow."""

    def __init__(self, patience: Patience, *, was_busy: bool = False) -> None:
        self._patience = patience
        self._since: tuple[float, Effort] | None = None
        self._was_busy = was_busy
        self.misses = 0

    def answered(self) -> None:
        """Reset the count after an answered probe."""
        self._since, self._was_busy, self.misses = None, False, 0

    def missed(self, effort: Effort | None, now: float | None = None) -> bool:
        """Whether it hangs, after one more unanswered probe."""
        moment = time.monotonic() if now is None else now
        if effort is None:
            return False  # it has exited, which is reported elsewhere
        self.misses += 1
        if self._since is None:
            self._since = (moment, effort)
        began, before = self._since
        used = effort.seconds - before.seconds
        self._was_busy = self._was_busy or effort.wants_to_run or used > QUIET_SHARE * max(moment - began, 0.5)
        limit = self._patience.probes_when_busy if self._was_busy else self._patience.probes
        return self.misses >= limit
