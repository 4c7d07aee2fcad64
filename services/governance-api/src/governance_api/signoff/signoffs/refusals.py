"""What sign-offs refuse, each with the sentence that helps."""

from service_kit.web.errors import Forbidden, Refusal


class OwnWork(Forbidden):
    title = "You cannot sign your own work"


class ContentChanged(Refusal):
    title = "The content has changed"


class NotYourTurn(Refusal):
    """Somebody decided here at the same moment; read the sign-off again."""

    title = "It is not your turn"


class ReviewerModuleMissing(Refusal):
    title = "The reviewer's module is not completed"


class QuorumOutOfReach(Refusal):
    title = "Too few reviewers could decide"


class SignoffRunning(Refusal):
    """A sign-off of this subject is running already."""

    title = "A sign-off is running"
