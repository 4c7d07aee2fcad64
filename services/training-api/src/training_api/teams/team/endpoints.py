"""The team over HTTP."""

from typing import Annotated, Any

from fastapi import Depends
from service_kit.data.database import HotConnection
from service_kit.domain.collections import answer
from service_kit.domain.exports import FILES
from service_kit.domain.teams import TeamWanted, team_wanted
from service_kit.identity.auth import Actor, Needs
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from training_api.permissions import Permission
from training_api.teams.team import queries
from training_api.teams.team.schemas import TeamMemberOut, shown

router = capability_router("/me/team", "Team")
Leader = Annotated[Actor, Needs(Permission.READ_OWN_TEAM)]


@router.get("", response_model=Page[TeamMemberOut], responses=FILES)
async def list_my_team(
    wanted: Annotated[TeamWanted, Depends(team_wanted(queries.TEAM))],
    actor: Leader,
    connection: HotConnection,
    now: Now,
) -> Any:
    """The people below me and how their learning stands. Empty for who leads nobody."""
    team = queries.TEAM[wanted.depth]
    return await answer(
        team, connection, actor, wanted.wanted, now=now, out=TeamMemberOut, show=shown, values=wanted.below(actor)
    )
