"""People as a replicated thing: how the directory tells the state of all, and how a replica takes it over."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, Table, Text, Uuid, any_, bindparam, cast, false, literal, update
from sqlalchemy.dialects.postgresql import ARRAY

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Statement, given, pipeline, run
from service_kit.events.feed import Event
from service_kit.events.feed_snapshot import Snapshot, StateEvent
from service_kit.events.feed_state import Things
from service_kit.identity.people import AS_TOLD, COLUMNS, TELL, Person, PersonChanged, PersonOut

PEOPLE = Things(kind="person", source="people p", key="p.id", facts="to_jsonb(p) - 'updated_at'")

_people = TypeAdapter(list[PersonOut])
people: Table = Person.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__

# A number may belong to somebody else in the other history: HR imported the same people again, with new ids. Whoever
# holds a number that is given here to another waits under their own id, until their own turn comes.
_STATED = given("people", people.c.id, people.c.employee_number)
_FREE_NUMBERS = Statement(
    update(people)
    .where(people.c.employee_number == _STATED.c.employee_number, people.c.id != _STATED.c.id)
    .values(employee_number=literal("lost-", Text) + cast(people.c.id, Text))
)
_RESTATE = Statement(TELL.on_conflict_do_update(index_elements=[people.c.id], set_=AS_TOLD))
_RETIRE = Statement(
    update(people).where(people.c.id == any_(bindparam("ids", type_=ARRAY(Uuid)))).values(active=false())
)


def _events_of(row: RowMapping) -> list[StateEvent]:
    person = PersonOut.model_validate(row["person"])
    return [StateEvent(PersonChanged(person=person, changed=list(COLUMNS)), person.id, person.updated_at)]


PEOPLE_SNAPSHOT = Snapshot(PEOPLE, columns="to_jsonb(p) AS person", types=(PersonChanged,), events_of=_events_of)


def person_of(event: Event) -> str:
    """Whom an event of the directory is about."""
    person: dict[str, Any] = event.data["person"]
    return str(person["id"])


async def restate_people(session: AsyncSession, events: Sequence[Event]) -> None:
    """These people are as stated now, also where a newer version of them was known from a history that is gone."""
    told = _people.dump_json([PersonOut.model_validate(event.data["person"]) for event in events]).decode()
    await pipeline(session, _FREE_NUMBERS.count(people=told), _RESTATE.count(people=told))


async def retire_people(session: AsyncSession, ids: Sequence[str]) -> None:
    """The directory knows them no more: they can do nothing here, and what they did stays."""
    await run(session, _RETIRE.count(ids=[UUID(person_id) for person_id in ids]))
