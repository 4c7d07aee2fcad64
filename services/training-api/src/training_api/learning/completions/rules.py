"""What a completion may say, and when it may be taken back."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from service_kit.identity.auth import Actor, Reader
from service_kit.web.errors import Malformed, Refusal

from training_api.permissions import Permission

CLOCKS_MAY_DIFFER = timedelta(minutes=5)
PERSON_NAMES = ("person_id", "employee_number", "user_name", "email")
MODULE_NAMES = ("module_id", "module_code")
_DECIMAL = re.compile(r"-?[0-9]{1,40}([.,][0-9]{1,40})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    _DAY.pattern + r"[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,40})?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})?"
)


class Source(StrEnum):
    PLAYER = "player"
    SESSION = "session"
    LMS = "lms"
    IMPORT = "import"
    TRAINER = "trainer"


class AlreadyReversed(Refusal):
    """A completion is taken back once; record a new one if it was right after all."""

    title = "It has been reversed"


class ReversalCannotBeReversed(Refusal):
    title = "A reversal cannot be reversed"


class UnknownPerson(Malformed):
    title = "The person is not known"
    pointer = "/person_id"


class UnknownModule(Malformed):
    title = "The module is not known"
    pointer = "/module_id"


class OwnCompletion(Refusal):
    """Certificates rest on completions: nobody records their own by hand."""

    status = 403
    title = "Your own completion"


class FromTheFuture(Malformed):
    title = "A completion cannot be in the future"
    pointer = "/completed_at"


class PersonAmbiguous(Malformed):
    """Several people have this address, and none of them is chosen by chance."""

    title = "Several people have this address"
    pointer = "/email"


class InvalidTime(Malformed):
    title = "The moment cannot be read"
    pointer = "/completed_at"


class SourceNotYours(Malformed):
    """Who tells it is its source: a system is the LMS, a person the trainer."""

    title = "The source is another's"
    pointer = "/source"


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one completion: a code and its place in the completion.

    A `kind` is that of a body that does not fit, with its parameters and what to say when there are no words for it;
    without one the code is that of a refusal, in this case of it.
    """

    code: str
    pointer: str
    kind: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    otherwise: str = ""
    case: str = ""


ONE_PERSON = RowFault(Malformed.__name__, "", case="one-person")
ONE_MODULE = RowFault(Malformed.__name__, "", case="one-module")


@dataclass(frozen=True, slots=True)
class FaultOfRow:
    """A fault with the place of its completion in a batch."""

    index: int
    fault: RowFault

    @property
    def code(self) -> str:
        """The kind of fault."""
        return self.fault.code


def score_of(told: Any) -> float:
    """A score from 0 to 100 with two decimals, half up; ValueError when that is not what it says.

    It is a number, decimal text with a point or a comma, `{raw, min, max}`, or `{scaled}` from 0 to 1. Exact: a binary
    fraction counts as the decimal that it is written as.
    """
    if type(told) is int and 0 <= told <= 100:  # nearly every score
        return float(told)
    found = _share_of(told) * 100 if isinstance(told, Mapping) else _exact(told)
    if not 0 <= found <= 100:
        raise ValueError("a score lies between 0 and 100")
    return math.floor(found * 100 + Fraction(1, 2)) / 100


def _share_of(told: Mapping[str, Any]) -> Fraction:
    if told.keys() == {"scaled"}:
        return _exact(told["scaled"])
    if told.keys() != {"raw", "min", "max"}:
        raise ValueError("raw, min and max are needed, or scaled")
    raw, least, most = (_exact(told[name]) for name in ("raw", "min", "max"))
    if least >= most:
        raise ValueError("nothing lies between min and max")
    return (raw - least) / (most - least)


def _exact(told: Any) -> Fraction:
    if isinstance(told, bool):
        raise ValueError("a truth is no number")
    if isinstance(told, int):
        return Fraction(told)
    if isinstance(told, float) and math.isfinite(told):
        return Fraction(repr(told))
    if isinstance(told, str) and _DECIMAL.fullmatch(told.strip()):
        return Fraction(told.strip().replace(",", "."))
    raise ValueError("a number is needed")


def moment_of(told: Any) -> datetime:
    """RFC 3339, in UTC; without a zone as it stands, and a date alone at its start. ValueError for anything else."""
    if not isinstance(told, str):
        raise ValueError("text is needed")
    if _DAY.fullmatch(told.strip()):
        return datetime.combine(date.fromisoformat(told.strip()), datetime.min.time())
    if not _MOMENT.fullmatch(told.strip()):
        raise ValueError("RFC 3339 is needed")
    moment = datetime.fromisoformat(told.strip().upper())
    return moment if moment.tzinfo is None else _in_utc(moment)


def in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    """In UTC; without a zone it is read in this one, and the hour that comes twice is the earlier. ValueError outside
    of the calendar.
    """
    return moment if moment.tzinfo is not None else _in_utc(moment.replace(tzinfo=zone, fold=0))


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("in UTC this lies outside the years 1 to 9999") from error


def fault_of_person(found: Sequence[UUID], named_by: str, own: UUID | None) -> RowFault | None:
    """Whether that is one person, and another than who tells it."""
    if not found:
        return RowFault(UnknownPerson.__name__, f"/{named_by}")
    if len(found) > 1:
        return RowFault(PersonAmbiguous.__name__, f"/{named_by}")
    return RowFault(OwnCompletion.__name__, f"/{named_by}") if found[0] == own else None


def fault_of_source(claimed: str | None, own: Source) -> RowFault | None:
    """The source is ours to say; what it is may be said again."""
    return None if claimed in (None, own) else RowFault(SourceNotYours.__name__, SourceNotYours.pointer)


def is_from_the_future(completed_at: datetime, now: datetime) -> bool:
    """Ahead of now by more than clocks differ."""
    return completed_at > now + CLOCKS_MAY_DIFFER


def refuse_unless_reversible(*, is_reversal: bool, is_reversed: bool) -> None:
    if is_reversal:
        raise ReversalCannotBeReversed()
    if is_reversed:
        raise AlreadyReversed()


def keeps_completions(actor: Reader) -> bool:
    return actor.may(Permission.READ_COMPLETIONS) or actor.may(Permission.WRITE_COMPLETIONS)


def may_see_how(actor: Actor, person_id: UUID) -> bool:
    """Score and evidence are between the learner and those who keep completions."""
    return keeps_completions(actor) or (actor.person is not None and actor.person.id == person_id)
