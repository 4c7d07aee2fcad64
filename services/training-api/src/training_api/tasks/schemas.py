"""How one thing to do answers."""

from typing import Literal
from uuid import UUID

from pydantic import ConfigDict
from service_kit.web.schemas import BodyOut, Instant


class TaskSubjectOut(BodyOut):
    """What it is about."""

    id: UUID
    code: str
    title: dict[str, str]


class TaskReasonOut(BodyOut):
    """Why it is asked."""

    code: str
    text: dict[str, str] | None


class TaskOut(BodyOut):
    """One thing to do; `href` is where in the app."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "requirement:0194fdc2-fa2f-7cc0-81d3-ff12045b73c8",
                    "kind": "requirement",
                    "subject": {"id": "0194fdc2-fa2f-7cc0-81d3-ff12045b73c9", "code": "DIQ", "title": {"en": "Basics"}},
                    "reason": {"code": "Required", "text": {"en": "Account managers answer customers in public."}},
                    "due_at": "2027-01-31T09:00:00Z",
                    "overdue": False,
                    "minutes": 45,
                    "href": "/learn/tracks/DIQ",
                }
            ]
        }
    )

    id: str
    kind: Literal["requirement", "enrolment", "certificate", "shared-sign-in", "feed-rewound"]
    subject: TaskSubjectOut
    reason: TaskReasonOut
    due_at: Instant | None
    overdue: bool
    minutes: int | None
    href: str


class TasksOut(BodyOut):
    """What a learner has to do, soonest due first."""

    items: list[TaskOut]
