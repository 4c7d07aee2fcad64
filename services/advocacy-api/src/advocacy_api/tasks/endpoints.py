"""What advocacy asks of me today."""

from typing import Annotated

from service_kit.data.database import HotConnection
from service_kit.events.feed_tasks import tasks_of_feeds
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
    feeds = [{**task, "id": f"feed-rewound:{task['id']}"} for task in await tasks_of_feeds(connection, actor)]
    return TasksOut(items=[TaskOut.model_validate(task) for task in (*feeds, *map(rules.put, rows))])
