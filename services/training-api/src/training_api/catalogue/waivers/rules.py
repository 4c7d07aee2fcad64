"""Which state a waiver may take next; never by the one who asked, nor by the one who gains."""

from enum import StrEnum

from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.web.errors import Refusal

from training_api.permissions import Permission


class State(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"


class Move(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"


class WaiverOpen(Refusal):
    """A waiver for this person and module has been asked for or granted already."""

    title = "There is a waiver already"


LIFE = Lifecycle(
    "waiver",
    State,
    {
        (State.REQUESTED, move): Step(to, Permission.WAIVE_PREREQUISITES, second_person=True, stamp="decided_at")
        for move, to in ((Move.APPROVE, State.APPROVED), (Move.REFUSE, State.REFUSED))
    },
)
