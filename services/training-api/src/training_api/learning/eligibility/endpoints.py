"""A person's eligibility over HTTP."""

from typing import Annotated
from uuid import UUID

from service_kit.data.database import ReadSession
from service_kit.identity.auth import Actor, Needs
from service_kit.web.errors import PersonRequired
from service_kit.web.routes import capability_router

from training_api.catalogue.modules import queries as modules
from training_api.learning.eligibility import queries
from training_api.learning.eligibility.schemas import EligibilityOut, explained
from training_api.permissions import Permission

router = capability_router("/me/eligibility", "Prerequisites")


@router.get("/{module_id}")
async def read_my_eligibility(
    module_id: UUID, actor: Annotated[Actor, Needs(Permission.LEARN)], session: ReadSession
) -> EligibilityOut:
    """May I take this module; what is missing, and the shortest way."""
    module = await modules.visible(session, actor, module_id)
    if actor.person is None:
        raise PersonRequired(case="learner")
    return explained(await queries.outlook(session, actor.person), module.id)
