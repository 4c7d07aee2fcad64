"""Teams: who is below a leader, directly or all the way down, and a list of them to which each service adds its part.

Whoever has left leads nobody: their people stand with the next active person above. A copy of the directory may hold a
circle for a moment; `UNION` ends it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from pydantic import Field
from sqlalchemy import ColumnElement, Text, Uuid, any_, bindparam, exists, func, not_, select
from sqlalchemy.dialects.postgresql import ARRAY

from service_kit.domain.collections import By, Collection, Wanted, wanted_from
from service_kit.domain.filters import Filter, selects
from service_kit.domain.folding import together
from service_kit.identity.auth import Actor
from service_kit.identity.matching import PEOPLE
from service_kit.identity.people import READ_WHOLE
from service_kit.web.errors import Forbidden
from service_kit.web.schemas import BodyOut

LEADER = bindparam("leader", type_=Uuid)
_MOST_NAMED = 200
_FAMILY_NAME = func.lower(PEOPLE.c.family_name, type_=Text).collate("C")
_REPORTS = PEOPLE.alias("reports")


class Depth(StrEnum):
    """How far down a team is listed."""

    DIRECT = "direct"
    ALL = "all"


class MemberOut(BodyOut):
    """Somebody of a team; `leads` says whether people report to them."""

    id: UUID
    given_name: str
    family_name: str
    department: str | None
    division: str | None
    job_profile: str | None
    location: str | None
    leads: bool


def below(leader: ColumnElement[Any], depth: Depth, name: str = "below") -> ColumnElement[Any]:
    """The ids of the active people below a leader, as something to be `in_`; a second one in a statement has a name."""
    first = select(PEOPLE.c.id, PEOPLE.c.active).where(PEOPLE.c.manager_id == leader).cte(name, recursive=True)
    step = PEOPLE.alias("step")
    further = select(step.c.id, step.c.active).join(first, step.c.manager_id == first.c.id)
    found = first.union(further if depth is Depth.ALL else further.where(not_(first.c.active)))
    return select(found.c.id).where(found.c.active, found.c.id != leader).scalar_subquery()


def leads(leader: ColumnElement[Any], person: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a leader stands above a person, at any height: the person's line upwards, which is short."""
    first = select(PEOPLE.c.manager_id.label("id")).where(PEOPLE.c.id == person).cte("above", recursive=True)
    step = PEOPLE.alias("step")
    line = first.union(select(step.c.manager_id).join(first, step.c.id == first.c.id))
    return exists().where(line.c.id == leader, person != leader)


MEMBER = (
    *(PEOPLE.c[name] for name in MemberOut.model_fields if name != "leads"),
    exists().where(_REPORTS.c.manager_id == PEOPLE.c.id, _REPORTS.c.active).correlate(PEOPLE).label("leads"),
)
"""The columns of a `MemberOut`."""


def _named(people: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = PEOPLE.c.id == any_(people)
    return found


def team_list(*own: ColumnElement[Any], overdue: ColumnElement[bool]) -> Mapping[Depth, Collection]:
    """The lists of a leader's people, with a service's `own` columns; `overdue` selects who is late with something."""
    ids = Annotated[list[UUID], Field(max_length=_MOST_NAMED)]
    filters = {
        "overdue": Filter(
            bool, lambda wanted, _asking: overdue if wanted else not_(overdue), "Who is late, or is not."
        ),
        "person": selects(_named, ids, "These people alone, as far as they are below.", sql_type=ARRAY(Uuid)),
    }
    return {
        depth: Collection(
            "team",
            select(*MEMBER, *own),
            key=PEOPLE.c.id,
            sorts={"family_name": (By(_FAMILY_NAME), By(PEOPLE.c.given_name))},
            default="family_name",
            filters=filters,
            searched=together(PEOPLE.c.given_name, PEOPLE.c.family_name),
            within=PEOPLE.c.id.in_(below(LEADER, depth)),
            personal=True,
        )
        for depth in Depth
    }


@dataclass(frozen=True, slots=True)
class TeamWanted:
    """What is asked of a team: how far down, below whom, and what of the list."""

    wanted: Wanted
    depth: Depth
    leader: UUID | None

    def below(self, actor: Actor) -> dict[str, UUID]:
        """Whose people they are; anybody's but the caller's own are for those who may see people whole."""
        if self.leader is not None and not actor.may(READ_WHOLE) and self.leader != actor.person_id:
            raise Forbidden("Your own people are yours to see; anybody else's are for HR.", permission=READ_WHOLE)
        return {"leader": self.leader or actor.person_id}


def team_wanted(lists: Mapping[Depth, Collection]) -> Callable[..., TeamWanted]:
    """The dependency that reads the parameters of a team."""

    def read(
        wanted: Annotated[Wanted, Depends(wanted_from(lists[Depth.DIRECT]))],
        depth: Annotated[Depth, Query(description="Who reports to the leader, or everybody below.")] = Depth.DIRECT,
        leader: Annotated[UUID | None, Query(description="Whose people; the caller's own without it. For HR.")] = None,
    ) -> TeamWanted:
        return TeamWanted(wanted, depth, leader)

    return read


def member(row: Any) -> MemberOut:
    """Who a row of a team is."""
    return MemberOut(**{name: getattr(row, name) for name in MemberOut.model_fields})
