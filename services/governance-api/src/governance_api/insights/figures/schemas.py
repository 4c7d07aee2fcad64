"""Figures about acknowledgements."""

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
