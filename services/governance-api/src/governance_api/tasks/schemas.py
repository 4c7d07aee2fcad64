"""Bodies out of tasks."""

from uuid import UUID

from service_kit.web.schemas import BodyOut, Instant


class SubjectOut(BodyOut):
    id: UUID
    code: str
    title: dict[str, str]


class ReasonOut(BodyOut):
    code: str
    text: dict[str, str] | None


class TaskOut(BodyOut):
    """One thing to do, why, by when, and where in the app."""

    id: UUID
    kind: str
    subject: SubjectOut
    reason: ReasonOut
    due_at: Instant | None
    overdue: bool
    minutes: int | None
    href: str


class TasksOut(BodyOut):
    items: list[TaskOut]
    next_cursor: str | None = None
