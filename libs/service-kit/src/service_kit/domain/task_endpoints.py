"""What waits for me, over HTTP: one shape and one statement in every service."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

import psycopg
from fastapi import APIRouter, Query, Request
from pydantic import ConfigDict, Field, create_model

from service_kit.data.database import HotConnection
from service_kit.domain.tasks import Gathered, Sources, values_of
from service_kit.identity.auth import Actor, Needs
from service_kit.web.hot import hot
from service_kit.web.routes import capability_router
from service_kit.web.schemas import BodyOut, Instant
from service_kit.work.clock import Now

Whose = Annotated[Literal["me", "others"] | None, Query(alias="for", description="My own, or an absent colleague's.")]


class TaskSubjectOut(BodyOut):
    """What a task is about."""

    type: str
    id: UUID
    code: str | None
    title: dict[str, str]


class TaskReasonOut(BodyOut):
    """Why it is asked; the app has the sentence, `params` what the sentence names."""

    code: str
    params: dict[str, Any]


class TaskForOut(BodyOut):
    """The absent colleague for whom it is done."""

    id: UUID
    name: str


class TaskOut(BodyOut):
    """One thing to do, why, and by when; `for` is set when it is done for an absent colleague."""

    model_config = ConfigDict(
        populate_by_name=True,
        json_schema_extra={
            "examples": [
                {
                    "id": "feed-rewound:0194fdc2-fa2f-7cc0-81d3-ff12045b73c8",
                    "kind": "feed-rewound",
                    "subject": {
                        "type": "feed",
                        "id": "0194fdc2-fa2f-7cc0-81d3-ff12045b73c9",
                        "code": "training",
                        "title": {"en": "training"},
                    },
                    "reason": {"code": "FeedRewound", "params": {}},
                    "due_at": "2027-01-31T09:00:00Z",
                    "overdue": False,
                    "minutes": 10,
                    "for": {"id": "0194fdc2-fa2f-7cc0-81d3-ff12045b73ca", "name": "Ada Jansen"},
                }
            ]
        },
    )

    id: str
    kind: str
    subject: TaskSubjectOut
    reason: TaskReasonOut
    due_at: Instant | None
    overdue: bool
    minutes: int | None
    for_: TaskForOut | None = Field(alias="for")


class TasksOut(BodyOut):
    """What waits for me here, soonest due first, at most 200."""

    items: list[TaskOut]
    next_cursor: str | None = None


class TaskSummaryOut(BodyOut):
    """How many tasks wait for me here, and how many of each kind."""

    total: int
    overdue: int
    by_kind: dict[str, int]


def tasks_router(permission: str, sources: Sources) -> APIRouter:
    """`GET /me/tasks` and `GET /me/tasks/summary` over the sources of a service, for who holds the permission.

    The contract lists the kinds and the reasons that the sources can answer: the app has words for each.
    """
    router, gathered = capability_router("/me/tasks", "Tasks"), Gathered(sources)
    body = _body_of(gathered)

    @router.get("", response_model=body)
    @hot
    async def list_my_tasks(
        actor: Annotated[Actor, Needs(permission)],
        connection: HotConnection,
        now: Now,
        request: Request,
        kind: Annotated[str | None, Query(max_length=64)] = None,
        whose: Whose = None,
    ) -> Any:
        """What waits for me here, soonest due first."""
        values = values_of(actor, now, kind=kind, whose=whose)
        statements = await gathered.statements(actor, request.app.state)
        rows = await _read(connection, statements.listed, values) if statements else []
        return body.model_validate({"items": [_task(row) for row in rows]})

    @router.get("/summary")
    async def summarize_my_tasks(
        actor: Annotated[Actor, Needs(permission)], connection: HotConnection, now: Now, request: Request
    ) -> TaskSummaryOut:
        """How many tasks wait for me here, by kind."""
        values = values_of(actor, now)
        statements = await gathered.statements(actor, request.app.state)
        rows = await _read(connection, statements.counted, values) if statements else []
        return TaskSummaryOut(
            total=sum(row["count"] for row in rows),
            overdue=sum(row["overdue"] for row in rows),
            by_kind={row["kind"]: row["count"] for row in rows},
        )

    return router


def _body_of(gathered: Gathered) -> type[TasksOut]:
    """The body out with the kinds and reasons of these sources named one by one."""
    kinds: Any = Literal[tuple(gathered.kinds)]
    reasons: Any = Literal[tuple(gathered.reasons)]
    reason = create_model("TaskReasonOut", __base__=TaskReasonOut, __doc__=TaskReasonOut.__doc__, code=(reasons, ...))
    task = create_model("TaskOut", __base__=TaskOut, __doc__=TaskOut.__doc__, kind=(kinds, ...), reason=(reason, ...))
    return create_model("TasksOut", __base__=TasksOut, __doc__=TasksOut.__doc__, items=(list[task], ...))


async def _read(
    connection: psycopg.AsyncConnection[dict[str, Any]], statement: str, values: Mapping[str, Any]
) -> list[dict[str, Any]]:
    return await (await connection.execute(statement, values)).fetchall()


def _task(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["key"],
        "kind": row["kind"],
        "subject": {name: row[f"subject_{name}"] for name in ("type", "id", "code", "title")},
        "reason": {"code": row["reason"], "params": row["params"] or {}},
        "due_at": row["due_at"],
        "overdue": row["overdue"],
        "minutes": row["minutes"],
        "for": {"id": row["for_id"], "name": row["for_name"]} if row["for_name"] else None,
    }
