"""Prerequisites over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Response
from service_kit.data.database import HotConnection, WriteSession
from service_kit.data.statements import pipeline
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, tag
from service_kit.web.errors import present
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from training_api.catalogue.modules import queries as modules
from training_api.catalogue.prerequisites import actions, queries
from training_api.catalogue.prerequisites.schemas import PrerequisitesOut, SetPrerequisites, shown
from training_api.permissions import Permission

router = capability_router("", "Prerequisites")
Reader = Annotated[Actor, Needs(Permission.READ_CATALOGUE)]
Writer = Annotated[Actor, Needs(Permission.WRITE_CATALOGUE)]


@router.get("/modules/{module_id}/prerequisites")
async def read_prerequisites(
    module_id: UUID, actor: Reader, connection: HotConnection, response: Response
) -> PrerequisitesOut:
    """What must come before the module, as it was set."""
    module, kept, named = await pipeline(
        connection, modules.shown(actor, module_id), queries.set_for(module_id), queries.named_for(module_id)
    )
    present(module)
    asked = SetPrerequisites.model_validate(kept.expression if kept else {"all_of": []})
    version = kept.version if kept else 0
    tag(response, version)
    return shown(module_id, asked, named, version)


@router.put("/modules/{module_id}/prerequisites")
async def set_prerequisites(
    module_id: UUID,
    body: SetPrerequisites,
    match: IfMatch,
    actor: Writer,
    session: WriteSession,
    now: Now,
    response: Response,
) -> PrerequisitesOut:
    """Set what must come before the module; a circle is refused and named."""
    version, named = await actions.set_prerequisites(session, actor, module_id, match, body, now=now)
    tag(response, version)
    return shown(module_id, body, named, version)
