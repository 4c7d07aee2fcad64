"""A learner's day over HTTP."""

from typing import Annotated

from fastapi import Request
from service_kit.data.database import HotConnection
from service_kit.events.feed_tasks import tasks_of_feeds
from service_kit.identity.auth import Actor, Needs
from service_kit.identity.matching import SharedNames
from service_kit.web.concurrency import capability_router
from service_kit.work.clock import Now

from training_api.permissions import Permission
from training_api.requirements.requirements.queries import lines_of
from training_api.tasks import queries, rules
from training_api.tasks.schemas import TaskOut, TasksOut

router = capability_router("/me/tasks", "My day")


@router.get("")
async def list_my_tasks(
    request: Request, connection: HotConnection, actor: Annotated[Actor, Needs(Permission.READ_TASKS)], now: Now
) -> TasksOut:
    """What the caller has to learn, soonest due first; HR also sees who cannot sign in."""
    lines = await lines_of(connection, actor.person_id, now)
    begun = await queries.begun_by(connection, actor.person_id, now)
    feeds = [{**task, "id": f"feed-rewound:{task['id']}"} for task in await tasks_of_feeds(connection, actor)]
    items = [*map(TaskOut.model_validate, feeds), *rules.today(lines, begun, now)]
    shared: SharedNames = request.app.state.shared_names
    if actor.may(Permission.WRITE_PEOPLE) and await shared.count():
        items = [*rules.shared(await queries.shared_sign_ins(connection, shared.column)), *items]
    return TasksOut(items=items)
