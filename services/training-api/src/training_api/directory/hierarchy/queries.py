"""Who is below whom, however many leaders stand between, as conditions on what names a person."""

from typing import Any
from uuid import UUID

from service_kit.data.statements import Connected, run
from service_kit.domain.readers import ReaderStatement, operand
from service_kit.identity.auth import Actor, Reader
from sqlalchemy import ColumnElement, Select, any_, bindparam, func, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from training_api.directory.people.tables import PEOPLE


def _line_below(leader: ColumnElement[Any], name: str) -> Select[Any]:
    """Everybody below a leader, however many leaders stand between; `UNION` ends a circle."""
    first = select(PEOPLE.c.id).where(PEOPLE.c.manager_id == leader).cte(name, recursive=True)
    step = PEOPLE.alias("step")
    line = first.union(select(step.c.id).join(first, step.c.manager_id == first.c.id))
    return select(line.c.id)


def _is_among(person_id: Any, people: Any) -> ColumnElement[bool]:
    # As one array, which is made first: the index on the person then leads to theirs, whatever the list is sorted by.
    found: ColumnElement[bool] = person_id == any_(func.array(people.scalar_subquery(), type_=ARRAY(Uuid)))
    return found


def own_or_reports(actor: Reader, person_id: Any) -> ColumnElement[bool]:
    """What belongs to the reader or to somebody below them, by the column that names its person."""
    own = operand(actor.person_id)
    return _is_among(person_id, union_all(_line_below(own, "reports"), select(own)))


def reports(actor: Reader, person_id: Any) -> ColumnElement[bool]:
    """What belongs to somebody below the reader, and not to the reader."""
    return _is_among(person_id, _line_below(operand(actor.person_id), "reports"))


def below(leader: Any, person_id: Any) -> ColumnElement[bool]:
    """What belongs to somebody below a leader who is named."""
    return _is_among(person_id, _line_below(leader, "led"))


_LED = ReaderStatement(
    lambda asking: select(PEOPLE.c.id).where(
        PEOPLE.c.id == bindparam("person", type_=Uuid), own_or_reports(asking.actor, PEOPLE.c.id)
    )
)


async def leads(on: Connected, actor: Actor, person_id: UUID) -> bool:
    """Whether the person is the reader, or somebody below them."""
    return actor.person_id == person_id or await run(on, _LED.value(actor, person=person_id)) is not None
