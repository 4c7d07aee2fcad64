"""What was wrong with the rows of a bulk request: every fault is counted, and a bounded number of them is kept."""

import heapq
from collections import Counter
from typing import Generic, Protocol, TypeVar


class RowFault(Protocol):
    """What is wrong with one row."""

    @property
    def code(self) -> str:
        """The kind of fault."""
        ...


Fault = TypeVar("Fault", bound=RowFault)


class RowFaults(Generic[Fault]):
    """Faults with their places: all are counted by kind, and the first `at_most` by place are kept.

    A small file of bad rows must not become a large table of faults: what is kept is bounded, whatever comes.
    """

    def __init__(self, at_most: int) -> None:
        self.at_most = at_most
        # A heap whose first entry stands furthest back; of two in one place that is the later one.
        self._kept: list[tuple[int, int, Fault]] = []
        self.by_code: Counter[str] = Counter()
        self.total = 0

    def add(self, place: int, fault: Fault) -> None:
        """One more fault, at this place of the request."""
        self.total += 1
        self.by_code[fault.code] += 1
        if len(self._kept) < self.at_most:
            heapq.heappush(self._kept, (-place, -self.total, fault))
        elif self._kept and -place > self._kept[0][0]:
            heapq.heapreplace(self._kept, (-place, -self.total, fault))

    def listed(self) -> list[Fault]:
        """Those that are kept, in the order of their places."""
        return [fault for _place, _turn, fault in sorted(self._kept, key=lambda kept: kept[:2], reverse=True)]
