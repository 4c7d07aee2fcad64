"""A person's eligibility over HTTP."""

from typing import Annotated
from uuid import UUID

from service_kit.data.database import HotConnection
from service_kit.data.statements import pipeline
from service_kit.identity.auth import Actor, Needs
from service_kit.web.errors import PersonRequired, present
from service_kit.web.routes import capability_router

from training_api.catalogue.modules import queries as modules
from training_api.learning.eligibility import queries
from training_api.learning.eligibility.schemas import EligibilityOut, explained
from training_api.permissions import Permission

router = capability_router("/me/eligibility", "Prerequisites")


@router.get("/{module_id}")
async def read_my_eligibility(
    module_id: UUID, actor: Annotated[Actor, Needs(Permission.LEARN)], connection: HotConnection
) -> EligibilityOut:
    """May I take this module; what is missing, and the shortest way."""
    if actor.person is None:
        raise PersonRequired(case="learner")
    module, *facts = await pipeline(connection, modules.shown(actor, module_id), *queries.facts_of(actor.person.id))
    return explained(queries.seen(actor.person, facts), present(module).id)
