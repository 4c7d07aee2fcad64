"""People as a replicated thing: how the directory tells the state of all, and how a replica takes it over."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PGUUID

from service_kit.data.database import AsyncSession
from service_kit.events.feed import Event
from service_kit.events.feed_snapshot import Snapshot, StateEvent
from service_kit.events.feed_state import Things
from service_kit.identity.people import COLUMNS, PersonChanged, PersonOut

PEOPLE = Things(kind="person", source="people p", key="p.id", facts="to_jsonb(p) - 'updated_at'")

_people = TypeAdapter(list[PersonOut])
_IDS = bindparam("ids", type_=ARRAY(PGUUID(as_uuid=True)))

# A number may belong to somebody else in the other history: HR imported the same people again, with new ids. Whoever
# holds a number that is given here to another waits under their own id, until their own turn comes.
_FREE_NUMBERS = text(
    "UPDATE people p SET employee_number = 'lost-' || p.id "
    "FROM jsonb_to_recordset(CAST(:people AS jsonb)) AS stated (id uuid, employee_number text) "
    "WHERE p.employee_number = stated.employee_number AND p.id <> stated.id"
)
_RESTATE = text(
    f"INSERT INTO people ({', '.join(COLUMNS)}) "  # noqa: S608 - only our own column names are joined into it
    f"SELECT {', '.join(COLUMNS)} FROM jsonb_populate_recordset(NULL::people, CAST(:people AS jsonb)) "
    "ON CONFLICT (id) DO UPDATE SET "
    f"{', '.join(f'{name} = EXCLUDED.{name}' for name in COLUMNS if name != 'id')}"
)
_RETIRE = text("UPDATE people SET active = false WHERE id = ANY(:ids)").bindparams(_IDS)


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
    given = {"people": _people.dump_json([PersonOut.model_validate(event.data["person"]) for event in events]).decode()}
    await session.execute(_FREE_NUMBERS, given)
    await session.execute(_RESTATE, given)


async def retire_people(session: AsyncSession, ids: Sequence[str]) -> None:
    """The directory knows them no more: they can do nothing here, and what they did stays."""
    await session.execute(_RETIRE, {"ids": [UUID(person_id) for person_id in ids]})
