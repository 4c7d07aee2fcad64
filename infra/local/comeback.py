"""The pause before a part is started again: longer after each failure, none once a full disk has room again."""

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path

FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
LONGEST_WAIT_WHEN_SHORT = 5.0
STEADY = 10.0  # a run of this many seconds resets the pause
SHORT_OF_ROOM = 64 * 1024 * 1024
ROOM_CAME_BACK = 1024 * 1024
LOOK_SECONDS = 0.2


def free_bytes(folder: Path) -> int:
    """Free bytes on the disk of this folder."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


class Comeback:
    """The pauses before one part is started again. `free` returns the free bytes of the disk."""

    def __init__(self, free: Callable[[], int], *, look: float = LOOK_SECONDS) -> None:
        self._free = free
        self._look = look
        self._wait = 0.0
        self._least: int | None = None

    def wait_after(self, ran: float) -> float:
        """The seconds to wait after a run of `ran` seconds."""
        if ran > STEADY:
            self._wait, self._least = 0.0, None
        free = self._free()
        if self._room_came_back(free):
            self._wait = 0.0
        self._least = free if self._least is None else min(self._least, free)
        longest = LONGEST_WAIT_WHEN_SHORT if self._least < SHORT_OF_ROOM else LONGEST_WAIT
        self._wait = min(self._wait * 2 or FIRST_WAIT, longest)
        return self._wait

    async def pause(self, seconds: float) -> None:
        """Wait that long, or until a full disk has room again."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            await asyncio.sleep(min(left, self._look))
            if self._room_came_back(self._free()):
                self._wait, self._least = 0.0, None
                return

    def _room_came_back(self, free: int) -> bool:
        return self._least is not None and self._least < SHORT_OF_ROOM and free >= self._least + ROOM_CAME_BACK
