"""Answers to a version over HTTP."""

from typing import Annotated, Any

from fastapi import Depends
from service_kit.data.database import HotConnection
from service_kit.domain.collections import Wanted, wanted_from
from service_kit.domain.exports import FILES
from service_kit.domain.summaries import Summarised, answer_summarised
from service_kit.identity.auth import Actor, Needs
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from governance_api.acknowledgements.answers import queries
from governance_api.acknowledgements.answers.rules import Standing
from governance_api.acknowledgements.answers.schemas import AnsweredOut
from governance_api.guidelines.versions import queries as versions
from governance_api.permissions import Permission

router = capability_router("/guidelines/{guideline}/versions/{number}/people", "Acknowledgements")
Reader = Annotated[Actor, Needs(Permission.READ_ANSWERS)]


@router.get("", response_model=Summarised[AnsweredOut], responses=FILES)
async def list_people_of_version(
    guideline: str,
    number: int,
    wanted: Annotated[Wanted, Depends(wanted_from(queries.PEOPLE_OF_VERSION))],
    actor: Reader,
    connection: HotConnection,
    now: Now,
) -> Any:
    """Who answered a version, who has it open and who is late, what is due first in front; a manager sees the people
    below."""

    def show(row: Any) -> AnsweredOut:
        return AnsweredOut.shown(row, actor)

    version = await versions.visible(connection, actor, guideline, number)
    return await answer_summarised(
        queries.PEOPLE_OF_VERSION,
        queries.BY_STATE,
        Standing,
        connection,
        actor,
        wanted,
        now=now,
        out=AnsweredOut,
        show=show,
        values={"version": version.id},
    )
