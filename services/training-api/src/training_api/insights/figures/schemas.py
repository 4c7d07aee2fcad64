"""Figures about learning."""

from service_kit.domain.insights import FiguresOut


class ComplianceOut(FiguresOut):
    """How the requirements of a group's people stand; `people` are those of whom anything is required."""

    lines: int
    done: int
    open: int
    overdue: int
    exempt: int


class CertificateFiguresOut(FiguresOut):
    """The valid certificates of a group's people, and those of them that end in the period."""

    valid: int
    expiring: int
