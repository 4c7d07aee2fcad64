"""What a leader may know of somebody's learning: how it stands. Never scores, answers or what they read."""

from typing import Any

from pydantic import Field
from service_kit.domain.teams import MemberOut, member
from service_kit.web.schemas import BodyOut, Instant


class RequirementsOut(BodyOut):
    """How many requirements stand how."""

    open: int
    overdue: int
    done: int
    exempt: int


class CertificatesOut(BodyOut):
    """How many certificates are valid, and how many of them can be renewed now because they end soon."""

    valid: int
    expiring: int
    next_until: Instant | None = Field(description="When the first of the valid ones ends.")


class TeamMemberOut(BodyOut):
    """One of my people, and how their learning stands."""

    person: MemberOut
    requirements: RequirementsOut
    certificates: CertificatesOut
    next_due_at: Instant | None = Field(description="When the next requirement is due, or was.")
    last_learning_week: str | None = Field(description="The week of the last completion, as `2026-W48`.")


def shown(row: Any) -> TeamMemberOut:
    """A row of the team."""
    lines = dict(row.requirements)
    next_due_at = lines.pop("next_due_at")
    return TeamMemberOut(
        person=member(row),
        requirements=RequirementsOut(**lines),
        certificates=CertificatesOut(**row.certificates),
        next_due_at=next_due_at,
        last_learning_week=row.last_learning_week,
    )
