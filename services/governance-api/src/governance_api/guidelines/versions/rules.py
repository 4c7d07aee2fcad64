"""What a version of a guideline may become, and when."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.web.errors import Refusal

from governance_api.events import GuidelinePublished
from governance_api.guidelines.clauses.rules import Clause, content_hash, missing_types, unexplained
from governance_api.permissions import Permission


class State(StrEnum):
    DRAFT = "draft"
    IN_SIGNOFF = "in-signoff"
    SIGNED_OFF = "signed-off"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class Move(StrEnum):
    EDIT = "edit"
    SUBMIT = "submit"
    SIGN = "sign"
    RETURN = "return"
    PUBLISH = "publish"
    SUPERSEDE = "supersede"


class ClausesMissing(Refusal):
    title = "Clauses are missing"


class RestrictionUnexplained(Refusal):
    title = "A restriction is not explained"


class NotSignedOff(Refusal):
    title = "Not signed off"


class VersionOutdated(Refusal):
    title = "A newer version is in force"


class AnotherInForce(Refusal):
    """Two versions were published at the same moment."""

    title = "Another version is in force"


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides on a submission or a publication, beside the state: `here` are the owners who have not left."""

    number: int
    in_force: int | None
    clauses: Sequence[Clause]
    content_hash: str | None = None
    here: Collection[UUID] = ()


def refuse_if_outdated(number: int, in_force: int | None) -> None:
    """A version older than the one in force is neither signed nor published any more."""
    if in_force is not None and in_force > number:
        raise VersionOutdated(in_force=in_force)


def refuse_unless_complete(facts: Facts) -> None:
    """A version needs at least one do, dont, duty and freedom, and a reason for every restriction."""
    refuse_if_outdated(facts.number, facts.in_force)
    if missing := missing_types(facts.clauses):
        raise ClausesMissing(missing=missing)
    if unclear := unexplained(facts.clauses, facts.here):
        raise RestrictionUnexplained(clauses=[str(key) for key in unclear])


def refuse_unless_signed_off(state: str, number: int) -> None:
    """What was never signed is not published, whatever way is left."""
    if state in (State.DRAFT, State.IN_SIGNOFF):
        raise NotSignedOff(number=number, state=state)


def refuse_unless_as_signed(facts: Facts) -> None:
    """What is published is what was signed, and newer than what is in force."""
    refuse_if_outdated(facts.number, facts.in_force)
    if facts.content_hash != content_hash(facts.clauses):
        raise NotSignedOff(case="changed", number=facts.number, state=State.SIGNED_OFF.value)


REOPENED = Step(State.DRAFT, Permission.EDIT_GUIDELINES, word="reopened")
LIFE = Lifecycle(
    "guideline-version",
    State,
    {
        (State.DRAFT, Move.EDIT): Step(State.DRAFT, Permission.EDIT_GUIDELINES, word="edited"),
        (State.DRAFT, Move.SUBMIT): Step(
            State.IN_SIGNOFF, Permission.SUBMIT_GUIDELINES, check=refuse_unless_complete, word="submitted"
        ),
        (State.IN_SIGNOFF, Move.EDIT): REOPENED,  # what was read is no longer what is there
        (State.IN_SIGNOFF, Move.SIGN): Step(State.SIGNED_OFF, None),
        (State.IN_SIGNOFF, Move.RETURN): Step(State.DRAFT, None, word="returned"),
        (State.SIGNED_OFF, Move.EDIT): REOPENED,  # an approval does not survive an edit
        (State.SIGNED_OFF, Move.PUBLISH): Step(
            State.PUBLISHED,
            Permission.PUBLISH_GUIDELINES,
            check=refuse_unless_as_signed,
            event=GuidelinePublished,
            stamp="published_at",
        ),
        (State.PUBLISHED, Move.SUPERSEDE): Step(State.SUPERSEDED, None),
    },
)
PUBLIC_STATES = (State.PUBLISHED.value, State.SUPERSEDED.value)
