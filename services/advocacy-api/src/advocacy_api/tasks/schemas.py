"""Bodies of tasks."""

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
    id: str
    kind: str
    subject: SubjectOut
    reason: ReasonOut
    due_at: Instant | None = None
    overdue: bool = False
    minutes: int | None = None
    href: str


class TasksOut(BodyOut):
    items: list[TaskOut]
    next_cursor: str | None = None
