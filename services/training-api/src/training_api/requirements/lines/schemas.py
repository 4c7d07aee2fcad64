"""A line beside whose it is or beside what is asked, and how many there are in each place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import Field
from service_kit.identity.auth import Actor
from service_kit.identity.directory import may_see_whole
from service_kit.web.schemas import BodyOut, Instant

from training_api.requirements.lines.rules import Place
from training_api.requirements.requirements import rules
from training_api.requirements.requirements.rules import LineState
from training_api.requirements.requirements.schemas import SubjectOut, subject_of


class HeadOut(BodyOut):
    """To whom somebody reports."""

    id: UUID
    name: str


class LineOfPersonOut(BodyOut):
    """How a requirement stands for one person. `exempt_until` is given while they are exempt.

    The number is for whoever sees the person whole.
    """

    person_id: UUID
    given_name: str
    family_name: str
    employee_number: str | None
    department: str | None
    division: str | None
    location: str | None
    job_profile: str | None
    head: HeadOut | None
    state: LineState
    assigned_at: Instant
    due_at: Instant
    completed_at: Instant | None
    exempt_until: Instant | None

    @classmethod
    def shown(cls, row: Any, actor: Actor) -> Self:
        """A row of the list as this reader may see it."""
        head = None if row.head_id is None else {"id": row.head_id, "name": row.head_name}
        number = row.employee_number if may_see_whole(actor, row.person_id, row.head_id) else None
        return cls.model_validate({**row._asdict(), "head": head, "employee_number": number})


class PlaceOut(BodyOut):
    """How many lines stand how, in one place."""

    key: str | None = Field(description="Null where the directory names none.")
    title: str | None
    people: int
    open: int
    overdue: int
    done: int
    exempt: int


class PlacesOut(BodyOut):
    """The lines of a requirement by place, most people first.

    Small groups are not merged: whoever may ask may read the names behind every number, in the list.
    """

    as_of: Instant
    by: Place
    items: list[PlaceOut]
    suppressed: int = 0

    @classmethod
    def counted(cls, found: Mapping[str | None, Mapping[str, int]], by: Place, now: datetime) -> Self:
        """Numbers by place and state."""
        most_first = sorted(found.items(), key=lambda one: (-sum(one[1].values()), one[0] or ""))
        items = [
            {
                "key": place,
                "title": place,
                "people": sum(states.values()),
                **{state.value: states.get(state.value, 0) for state in LineState},
            }
            for place, states in most_first
        ]
        return cls.model_validate({"as_of": now, "by": by, "items": items})


class MatchOut(BodyOut):
    """Which attribute of the person made the requirement apply."""

    attribute: Literal["everyone", "job_profile", "department", "division", "location", "role"]
    value: str | None


class WhyOut(BodyOut):
    """Why somebody has this requirement."""

    matched: list[MatchOut]
    reason: dict[str, str]
    legal_basis: str | None
    sponsor_id: UUID | None


class RequirementLineOut(BodyOut):
    """One requirement as it stands for one person. `minutes` is what is still to be learned."""

    requirement_id: UUID
    subject: SubjectOut
    state: LineState
    why: WhyOut
    assigned_at: Instant
    due_at: Instant
    completed_at: Instant | None
    exempt_until: Instant | None
    repeat_every_days: int | None
    minutes: int

    @classmethod
    def explained(cls, row: Any, matched: list[tuple[str, str | None]], now: datetime) -> Self:
        """A kept line as it stands now, with its why."""
        line = rules.line_of(row)
        return cls.model_validate(
            {
                "requirement_id": row.requirement_id,
                "subject": subject_of(row),
                "state": rules.stands(line, now),
                "why": {
                    "matched": [{"attribute": attribute, "value": value} for attribute, value in matched],
                    "reason": row.reason,
                    "legal_basis": row.legal_basis,
                    "sponsor_id": row.sponsor_id,
                },
                "assigned_at": row.assigned_at,
                "due_at": rules.due_at(line),
                "completed_at": row.completed_at,
                "exempt_until": row.exempt_until,
                "repeat_every_days": row.repeat_every_days,
                "minutes": row.minutes,
            }
        )
