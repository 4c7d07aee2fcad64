"""Every SELECT of look-ups: one person by what another system calls them, and many in one statement."""

from collections.abc import Sequence
from typing import Any

from service_kit.data.statements import Bound, Statement, as_json, given
from service_kit.identity.auth import Actor
from service_kit.identity.lookups import PersonNames, each_meant, is_known_by, reader_of
from service_kit.identity.matching import LONGEST
from sqlalchemy import Integer, Text, bindparam, column, select

from training_api.directory.people.tables import PEOPLE

_NAME = bindparam("name", type_=Text)
# Two are enough to know that a name means more than one; who is here comes first.
_KNOWN_BY = {
    str(way): Statement(
        select(*PEOPLE.c).where(is_known_by(way, _NAME)).order_by(PEOPLE.c.active.desc(), PEOPLE.c.id).limit(2)
    )
    for way in LONGEST
}
_ASKED = select(*given("items", column("index", Integer), *(column(way, Text) for way in LONGEST)).c).cte("asked")
_MEANT = each_meant(_ASKED)
_EACH_KNOWN = Statement(
    select(_MEANT.c.index, PEOPLE.c.id, PEOPLE.c.active).join_from(_MEANT, PEOPLE, PEOPLE.c.id == _MEANT.c.person_id)
)


def known_by(actor: Actor, way: str, name: str) -> Bound[list[Any]]:
    """Whom a name may mean to this reader: two at most."""
    return _KNOWN_BY[way].rows(name=name, reader=reader_of(actor))


def each_known(actor: Actor, items: Sequence[PersonNames]) -> Bound[list[Any]]:
    """Whom each of the items may mean to this reader, by its `index`: two at most for a name."""
    rows = [{"index": index, **item.names()} for index, item in enumerate(items)]
    return _EACH_KNOWN.rows(items=as_json(rows), reader=reader_of(actor))
