"""Figures about acknowledgements and sign-offs."""

from pydantic import Field
from service_kit.domain.insights import FiguresOut


class AcknowledgementFiguresOut(FiguresOut):
    """How a group's people answered what they were asked; `within_7` answered within seven days, and so on."""

    asked: int
    accepted: int
    declined: int
    open: int
    overdue: int
    within_1: int
    within_3: int
    within_7: int
    within_14: int
    within_28: int


class SignoffTimesOut(FiguresOut):
    """How long the stages of sign-offs took until they ended, by the group of the person who decided last.

    `people` are those whose decision ended a stage. Hours are elapsed hours, nights and weekends included.
    """

    stages: int = Field(description="How many stages came to an outcome in the period.")
    approved: int
    changes_requested: int
    rejected: int
    median_hours: float = Field(description="Half of the stages took no longer, from their opening on.")
    p90_hours: float = Field(description="Nine of ten took no longer.")
