"""The statements of the check: of a person by id, by what another system calls them, and of many at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service_kit.data.statements import Bound, Connected, Statement, as_json, given, run
from service_kit.identity.auth import Actor
from service_kit.identity.lookups import each_meant, meant, reader_of
from service_kit.identity.matching import LONGEST
from sqlalchemy import Integer, Text, Uuid, any_, bindparam, column, func, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from governance_api.speaking.checks.schemas import CheckItem
from governance_api.speaking.rights.queries import NETWORK, PEOPLE, check, checking, facts_in
from governance_api.speaking.rights.rules import Facts

_NAME = bindparam("name", type_=Text)
_named = PEOPLE.alias("named")
_ID = PEOPLE.c.id.label("person_id")


def _known_by(way: Any) -> Statement:
    # As one array, which is made first: the check then reads these people by their ids, as it does the one of an id.
    ids = func.array(meant(way, _NAME, _named).scalar_subquery(), type_=ARRAY(Uuid))
    return Statement(checking(PEOPLE, NETWORK).add_columns(_ID).where(PEOPLE.c.id == any_(ids)))


_KNOWN_BY = {str(way): _known_by(way) for way in LONGEST}
_ASKED = select(
    *given(
        "items",
        column("index", Integer),
        column("person", Uuid),
        column("network", Text),
        *(column(way, Text) for way in LONGEST),
    ).c
).cte("asked")
_BY_ID = select(_ASKED.c.index, _ASKED.c.person.label("person_id")).where(_ASKED.c.person.is_not(None))
_NAMED = select(*each_meant(_ASKED).c)
_MEANT = union_all(_BY_ID, _NAMED).subquery("each")
_PEOPLE = _ASKED.join(_MEANT, _MEANT.c.index == _ASKED.c.index).join(PEOPLE, PEOPLE.c.id == _MEANT.c.person_id)
_EACH = Statement(checking(_PEOPLE, _ASKED.c.network).add_columns(_ID, _ASKED.c.index))


@dataclass(frozen=True, slots=True)
class Meant:
    """Somebody who may be meant, and all that their right rests on."""

    id: UUID
    facts: Facts

    @property
    def active(self) -> bool:
        return self.facts.active


async def known_by(on: Connected, actor: Actor, way: str, name: Any, network: str | None) -> list[Meant]:
    """The person with an id, or those whom a name may mean to this reader: two at most."""
    if way != "person":
        wanted = _KNOWN_BY[way].rows(name=name, network=network, reader=reader_of(actor))
        return people_in(await run(on, wanted))
    rows = await run(on, check(name, network))
    return [Meant(name, facts_in(rows))] if rows else []


def each_known(actor: Actor, items: Sequence[CheckItem]) -> Bound[list[Any]]:
    """The rows of `people_in`, each with the `index` of its item."""
    rows = [{"index": index, **item.model_dump()} for index, item in enumerate(items)]
    return _EACH.rows(items=as_json(rows), reader=reader_of(actor))


def people_in(rows: Iterable[Any]) -> list[Meant]:
    """Those whom the rows of a check are about."""
    of_each: dict[UUID, list[Any]] = {}
    for row in rows:
        of_each.setdefault(row.person_id, []).append(row)
    return [Meant(person_id, facts_in(found)) for person_id, found in of_each.items()]
