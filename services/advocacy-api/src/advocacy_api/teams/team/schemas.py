"""What a leader may know of somebody's advocacy: that they are an ambassador, if they show it. Never points."""

from typing import Any

from service_kit.domain.teams import MemberOut, member
from service_kit.web.schemas import BodyOut

from advocacy_api.ambassadors.ambassadors.rules import State


class TeamMemberOut(BodyOut):
    """One of my people; `ambassador` is null for who is none and for who does not show it."""

    person: MemberOut
    ambassador: State | None


def shown(row: Any) -> TeamMemberOut:
    """A row of the team."""
    return TeamMemberOut(person=member(row), ambassador=row.ambassador)
