"""What advocacy asks of me today."""

from typing import Annotated

from service_kit.data.database import HotConnection
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import capability_router

from advocacy_api.permissions import Permission
from advocacy_api.tasks import queries, rules
from advocacy_api.tasks.schemas import TaskOut, TasksOut

router = capability_router("/me/tasks", "Tasks")


@router.get("")
async def list_my_tasks(
    actor: Annotated[Actor, Needs(Permission.READ_OWN_TASKS)], connection: HotConnection
) -> TasksOut:
    """Invitations, next steps, and what waits for my decision."""
    rows = await queries.waiting_for(
        connection,
        actor.person_id,
        decides=actor.may(Permission.DECIDE_REDEMPTIONS),
        invites=actor.may(Permission.MANAGE_AMBASSADORS),
    )
    return TasksOut(items=[TaskOut.model_validate(rules.put(row)) for row in rows])
