"""Who has it, who is on the way and who is late, over HTTP: of a module, a track and a scheme alike."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from service_kit.data.database import HotConnection
from service_kit.data.statements import Connected
from service_kit.domain.collections import Wanted, wanted_from
from service_kit.domain.exports import FILES
from service_kit.domain.summaries import Summarised, answer_summarised
from service_kit.identity.auth import Actor, Needs
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from training_api.insights.standings import queries
from training_api.insights.standings.queries import Listing
from training_api.insights.standings.rules import Standing
from training_api.insights.standings.schemas import StandsOut
from training_api.permissions import Permission

router = capability_router("", "Standings")
Reader = Annotated[Actor, Needs(Permission.READ_STANDINGS)]


@router.get("/modules/{module_id}/people", response_model=Summarised[StandsOut], responses=FILES)
async def list_people_of_module(
    module_id: UUID,
    wanted: Annotated[Wanted, Depends(wanted_from(queries.OF_MODULE.people))],
    actor: Reader,
    connection: HotConnection,
    now: Now,
) -> Any:
    """Who completed a module, who has begun it and who is late, by name; a manager sees the people below."""
    return await _answer(queries.OF_MODULE, connection, actor, wanted, module_id, now)


@router.get("/tracks/{track_id}/people", response_model=Summarised[StandsOut], responses=FILES)
async def list_people_of_track(
    track_id: UUID,
    wanted: Annotated[Wanted, Depends(wanted_from(queries.OF_TRACK.people))],
    actor: Reader,
    connection: HotConnection,
    now: Now,
) -> Any:
    """Who completed all of a track, who has begun it and who is late, by name; a manager sees the people below."""
    return await _answer(queries.OF_TRACK, connection, actor, wanted, track_id, now)


@router.get("/certification-schemes/{scheme_id}/people", response_model=Summarised[StandsOut], responses=FILES)
async def list_people_of_scheme(
    scheme_id: UUID,
    wanted: Annotated[Wanted, Depends(wanted_from(queries.OF_SCHEME.people))],
    actor: Reader,
    connection: HotConnection,
    now: Now,
) -> Any:
    """Who holds a certificate, who is on the way to it and whose has ended, by name."""
    return await _answer(queries.OF_SCHEME, connection, actor, wanted, scheme_id, now)


async def _answer(
    listing: Listing, connection: Connected, actor: Actor, wanted: Wanted, subject: UUID, now: datetime
) -> Any:
    def show(row: Any) -> StandsOut:
        return StandsOut.shown(row, actor)

    await queries.refuse_unless_there(connection, listing, subject)
    return await answer_summarised(
        listing.people,
        listing.by_state,
        Standing,
        connection,
        actor,
        wanted,
        now=now,
        out=StandsOut,
        show=show,
        values={"subject": subject},
    )
