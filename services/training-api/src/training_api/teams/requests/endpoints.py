"""What my people wait for, over HTTP."""

from typing import Annotated, Any

from fastapi import Depends
from service_kit.data.database import HotConnection
from service_kit.domain.collections import Wanted, answer, wanted_from
from service_kit.domain.exports import FILES
from service_kit.identity.auth import Actor, Needs
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from training_api.permissions import Permission
from training_api.teams.requests import queries
from training_api.teams.requests.schemas import TeamRequestOut, shown

router = capability_router("/me/team/requests", "Team")
Leader = Annotated[Actor, Needs(Permission.READ_OWN_TEAM)]


@router.get("", response_model=Page[TeamRequestOut], responses=FILES)
async def list_my_team_requests(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))],
    actor: Leader,
    connection: HotConnection,
    now: Now,
) -> Any:
    """What I must decide for the people below me, the longest waiting first. Empty for who decides nothing."""

    def show(row: Any) -> TeamRequestOut:
        return shown(row, actor)

    return await answer(queries.LIST, connection, actor, wanted, now=now, out=TeamRequestOut, show=show)
