"""What a completion may say, and when it may be taken back."""

from enum import StrEnum

from service_kit.web.errors import Malformed, Refusal


class Source(StrEnum):
    PLAYER = "player"
    SESSION = "session"
    LMS = "lms"
    IMPORT = "import"
    TRAINER = "trainer"


class AlreadyReversed(Refusal):
    """A completion is taken back once; record a new one if it was right after all."""

    status = 409
    title = "It has been reversed"


class ReversalCannotBeReversed(Refusal):
    status = 409
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


def refuse_unless_reversible(*, is_reversal: bool, is_reversed: bool) -> None:
    if is_reversal:
        raise ReversalCannotBeReversed("Record a new completion instead of reversing a reversal.")
    if is_reversed:
        raise AlreadyReversed("This completion has been reversed already.")
