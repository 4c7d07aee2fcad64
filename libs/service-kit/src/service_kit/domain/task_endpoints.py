"""What waits for me, over HTTP: one shape and one statement in every service."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

import psycopg
from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field
from sqlalchemy import Select

from service_kit.data.database import HotConnection
from service_kit.domain.tasks import Statement, gather, values_of
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import capability_router
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
                    "id": "review:0194fdc2-fa2f-7cc0-81d3-ff12045b73c8",
                    "kind": "review",
                    "subject": {
                        "type": "text",
                        "id": "0194fdc2-fa2f-7cc0-81d3-ff12045b73c9",
                        "code": "T-1",
                        "title": {"en": "A text"},
                    },
                    "reason": {"code": "ReviewDue", "params": {}},
                    "due_at": "2027-01-31T09:00:00Z",
                    "overdue": False,
                    "minutes": 10,
                    "for": None,
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


class TaskReasonWithTextOut(TaskReasonOut):
    """`text` is what people wrote themselves (`params.text`); deprecated."""

    text: dict[str, str] | None = Field(deprecated=True)


class TaskWithAddressOut(TaskOut):
    """As a task, with the app's address as earlier versions promised it."""

    reason: TaskReasonWithTextOut
    href: str = Field(deprecated=True)


class TasksWithAddressOut(BodyOut):
    """What waits for me here, soonest due first, at most 200."""

    items: list[TaskWithAddressOut]
    next_cursor: str | None = None


class TaskSummaryOut(BodyOut):
    """How many tasks wait for me here, and how many of each kind."""

    total: int
    overdue: int
    by_kind: dict[str, int]


def tasks_router(
    permission: str, sources: Sequence[Select[Any]], addresses: Mapping[str, str] | None = None
) -> APIRouter:
    """`GET /me/tasks` and `GET /me/tasks/summary` over the sources of a service, for who holds the permission.

    `addresses` are for services whose contract promised `href` and `reason.text`: a template per kind, with
    `{id}`, `{subject_id}` and `{subject_code}`. A service without such a promise gives none.
    """
    router, gathered = capability_router("/me/tasks", "Tasks"), gather(sources)
    body = TasksOut if addresses is None else TasksWithAddressOut

    @router.get("", response_model=body)
    async def list_my_tasks(
        actor: Annotated[Actor, Needs(permission)],
        connection: HotConnection,
        now: Now,
        kind: Annotated[str | None, Query(max_length=64)] = None,
        whose: Annotated[
            Literal["me", "others"] | None, Query(alias="for", description="Mine, or a colleague's.")
        ] = None,
    ) -> Any:
        """What waits for me here, soonest due first."""
        rows = await _read(connection, gathered.listed, values_of(actor, now, kind=kind, whose=whose))
        return body.model_validate({"items": [_task(row, addresses) for row in rows]})

    @router.get("/summary")
    async def summarize_my_tasks(
        actor: Annotated[Actor, Needs(permission)], connection: HotConnection, now: Now
    ) -> TaskSummaryOut:
        """How many tasks wait for me here, by kind."""
        rows = await _read(connection, gathered.counted, values_of(actor, now))
        return TaskSummaryOut(
            total=sum(row["count"] for row in rows),
            overdue=sum(row["overdue"] for row in rows),
            by_kind={row["kind"]: row["count"] for row in rows},
        )

    return router


async def _read(
    connection: psycopg.AsyncConnection[dict[str, Any]], statement: Statement, values: Mapping[str, Any]
) -> list[dict[str, Any]]:
    return await (await connection.execute(statement.sql, {**statement.values, **values})).fetchall()


def _task(row: Mapping[str, Any], addresses: Mapping[str, str] | None) -> dict[str, Any]:
    params = row["params"] or {}
    subject = {name: row[f"subject_{name}"] for name in ("type", "id", "code", "title")}
    found = {
        "id": row["key"],
        "kind": row["kind"],
        "subject": subject,
        "reason": {"code": row["reason"], "params": params},
        "due_at": row["due_at"],
        "overdue": row["overdue"],
        "minutes": row["minutes"],
        "for": {"id": row["for_id"], "name": row["for_name"]} if row["for_name"] else None,
    }
    if addresses is not None:
        found["reason"]["text"] = params.get("text")
        found["href"] = addresses[row["kind"]].format(
            id=row["id"], subject_id=row["subject_id"], subject_code=row["subject_code"]
        )
    return found
