"""How somebody stands with something to learn or to earn."""

from enum import StrEnum


class Standing(StrEnum):
    """`open` is asked and not begun; `late` is due, or was held and has ended."""

    LATE = "late"
    OPEN = "open"
    UNDERWAY = "underway"
    DONE = "done"
