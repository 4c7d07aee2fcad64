"""What a completion may say, and when it may be taken back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from service_kit.identity.auth import Actor, Reader
from service_kit.web.errors import Malformed, Refusal

from training_api.permissions import Permission

CLOCKS_MAY_DIFFER = timedelta(minutes=5)


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


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one completion of a batch, by its place; the code is that of the refusal of a single one."""

    index: int
    code: str


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
