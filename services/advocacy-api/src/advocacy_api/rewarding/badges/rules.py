"""Who may see a badge."""

from enum import StrEnum


class Visibility(StrEnum):
    PRIVATE = "private"
    PUBLIC = "public"


class Axis(StrEnum):
    """Learning together and speaking up; the highest badges ask for both."""

    COLLABORATION = "collaboration"
    ADVOCACY = "advocacy"
    BOTH = "both"
