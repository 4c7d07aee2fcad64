"""How somebody stands with a version that they were asked about, as its reader may know it."""

from enum import StrEnum


class Standing(StrEnum):
    """`answered` stands for both answers where what was answered is not for the reader."""

    LATE = "late"
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ANSWERED = "answered"
