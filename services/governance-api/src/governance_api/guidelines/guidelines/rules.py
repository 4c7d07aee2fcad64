"""What a guideline is called, and whether it is in force."""

from enum import StrEnum

from service_kit.web.errors import Refusal


class State(StrEnum):
    """A guideline is a draft until one of its versions is in force."""

    DRAFT = "draft"
    IN_FORCE = "in-force"


class CodeTaken(Refusal):
    """A guideline with this code exists; choose another code."""

    title = "The code is taken"
