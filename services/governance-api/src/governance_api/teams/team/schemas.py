"""What a leader may know of somebody's acknowledgements: whether they answered. What they answered is theirs."""

from typing import Any

from pydantic import Field
from service_kit.domain.teams import MemberOut, member
from service_kit.web.schemas import BodyOut, Instant


class AcknowledgementsOut(BodyOut):
    """How many are open and not yet due, how many are late, and how many were answered, whatever the answer."""

    open: int
    overdue: int
    answered: int


class TeamMemberOut(BodyOut):
    """One of my people, and how their acknowledgements stand."""

    person: MemberOut
    acknowledgements: AcknowledgementsOut
    next_due_at: Instant | None = Field(description="When the next one is due, or was.")


def shown(row: Any) -> TeamMemberOut:
    """A row of the team."""
    asks = dict(row.acknowledgements)
    next_due_at = asks.pop("next_due_at")
    return TeamMemberOut(person=member(row), acknowledgements=AcknowledgementsOut(**asks), next_due_at=next_due_at)
