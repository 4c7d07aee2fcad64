"""Figures about advocacy."""

from service_kit.domain.insights import FiguresOut


class ActivationOut(FiguresOut):
    """How far the ambassadors of a group are. By place `people` are all who work there; by month those who began."""

    nominated: int
    invited: int
    accepted: int
    active: int
    dormant: int


class SharesOut(FiguresOut):
    """What those of a group who shared have shared, and how often their links were followed."""

    shares: int
    clicks: int
