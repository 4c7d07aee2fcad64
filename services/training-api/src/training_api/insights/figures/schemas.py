"""Figures about learning."""

from pydantic import Field
from service_kit.domain.insights import FiguresOut


class ComplianceOut(FiguresOut):
    """How the requirements of a group's people stand; `people` are those of whom anything is required."""

    lines: int
    done: int
    open: int
    overdue: int
    exempt: int


class DirectoryFiguresOut(FiguresOut):
    """Whom the directory knows in a group, also who has left."""

    active: int
    newcomers: int = Field(description="Who is here, and whom HR has not confirmed yet.")
    certified: int = Field(description="Who is here and holds a valid certificate.")


class CertificateFiguresOut(FiguresOut):
    """The valid certificates of a group's people, and those of them that end in the period."""

    valid: int
    expiring: int
