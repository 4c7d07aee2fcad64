"""What guidelines refuse, each with the sentence that helps."""

from service_kit.web.errors import Refusal


class CodeTaken(Refusal):
    """A guideline with this code exists; choose another code."""

    title = "The code is taken"


class VersionClosed(Refusal):
    title = "This version can no longer change"


class NotDraft(Refusal):
    title = "Only a draft can be submitted"


class ClausesMissing(Refusal):
    title = "Clauses are missing"


class TooManyClauses(Refusal):
    title = "Too many clauses"


class RestrictionUnexplained(Refusal):
    title = "A restriction is not explained"


class NotSignedOff(Refusal):
    title = "Not signed off"


class VersionOutdated(Refusal):
    title = "A newer version is in force"


class AnotherInForce(Refusal):
    """Another version was published at the same moment; read the guideline again."""

    title = "Another version is in force"
