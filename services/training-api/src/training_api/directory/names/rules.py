"""What a name of the organisation is renamed to."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple


class Field(StrEnum):
    DEPARTMENT = "department"
    DIVISION = "division"
    JOB_PROFILE = "job_profile"
    LOCATION = "location"


class Spelling(NamedTuple):
    """A name as people have it written, and how many: of the name that goes, of the one it becomes, or of both."""

    name: str
    people: int
    is_old: bool
    is_new: bool


def target(spellings: Sequence[Spelling], wanted: str) -> str:
    """The name as it is written from now on: an existing one as most people have it, unless its spelling is what
    changes.
    """
    known = [one for one in spellings if one.is_new and not one.is_old]
    return max(known, key=lambda one: (one.people, one.name)).name if known else wanted
