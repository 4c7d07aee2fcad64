"""The list of those who were asked about a version; `visible_to` is here."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import Filter, Words, equals, selects
from service_kit.domain.readers import NOW, Asking, Reader, operand
from service_kit.domain.summaries import counting
from service_kit.domain.teams import Depth, below
from service_kit.identity.matching import PEOPLE
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from governance_api.acknowledgements.acknowledgements.queries import ASKS
from governance_api.acknowledgements.acknowledgements.rules import State
from governance_api.acknowledgements.answers.rules import Standing
from governance_api.permissions import Permission

HEADS = PEOPLE.alias("heads")
PLACE = ("department", "division", "location")
ANSWERS = (State.ACCEPTED.value, State.DECLINED.value)
_FAMILY_NAME = func.lower(PEOPLE.c.family_name, type_=Text).collate("C")
_FAR = datetime(9999, 1, 1, tzinfo=UTC)
_Name = Annotated[str, Field(max_length=128)]


def _are_below(leader: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    # As one array, which is made first: their asks are then found one by one, whatever the list is sorted by.
    found: ColumnElement[bool] = ASKS.c.person_id == any_(func.array(below(leader, Depth.ALL, name), type_=ARRAY(Uuid)))
    return found


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Those who keep the rules and people's files see everybody; whoever leads people, those below them."""
    if actor.may(Permission.READ_ACKNOWLEDGEMENTS_OF_PEOPLE):
        return true()
    return _are_below(operand(actor.person_id), "below")


def _standing(asking: Asking) -> ColumnElement[str]:
    """`rules.Standing` of an ask that nothing replaced."""
    answer = ASKS.c.state if asking.actor.may(Permission.READ_ACKNOWLEDGEMENTS) else _word(Standing.ANSWERED)
    late = and_(ASKS.c.state == State.OPEN.value, ASKS.c.due_at <= NOW)
    return case((late, _word(Standing.LATE)), (ASKS.c.state == State.OPEN.value, _word(Standing.OPEN)), else_=answer)


def _word(standing: Standing) -> ColumnElement[str]:
    return literal_column(f"'{standing.value}'", Text)


def _stands(standing: Standing, asking: Asking) -> ColumnElement[bool]:
    """The same as a condition that an index serves; what a reader may not know selects nothing."""
    if standing in (Standing.LATE, Standing.OPEN):
        is_due = ASKS.c.due_at <= NOW
        return and_(ASKS.c.state == State.OPEN.value, is_due if standing is Standing.LATE else not_(is_due))
    if standing is Standing.ANSWERED:
        return or_(*(ASKS.c.state == answer for answer in ANSWERS))
    if asking.actor.may(Permission.READ_ACKNOWLEDGEMENTS):
        told: ColumnElement[bool] = ASKS.c.state == standing.value
        return told
    # Written out: SQLAlchemy would leave out all that stands beside `false()`, with its parameters.
    return literal_column("false", Boolean)


def _is_latest() -> ColumnElement[bool]:
    """Somebody whose work changed may be asked twice about one version: the last ask says how they stand."""
    later = ASKS.alias("later")
    same = and_(later.c.person_id == ASKS.c.person_id, later.c.guideline_id == ASKS.c.guideline_id)
    again = and_(same, later.c.version_id == ASKS.c.version_id, later.c.turn > ASKS.c.turn)
    return not_(exists().where(again).correlate(ASKS))


def _beginnings(q: str) -> str:
    """The words as a `tsquery`, each by its beginning; empty without any."""
    return " & ".join(f"'{word}':*" for word in re.findall(r"\w+", q.lower()))


def _is_named(words: Words, _asking: Asking) -> ColumnElement[bool]:
    """All the words begin words of a name. By PostgreSQL's own means: to fold 103,000 names takes it many seconds."""
    whole = PEOPLE.c.given_name + literal_column("' '", Text) + PEOPLE.c.family_name
    parted = func.translate(whole, literal_column("'._-/'", Text), literal_column("'    '", Text))
    found: ColumnElement[bool] = func.to_tsvector(literal_column("'simple'::regconfig"), parted).op("@@")(words.terms)
    return found


def _rows(asking: Asking) -> Select[Any]:
    return (
        select(
            *(ASKS.c[name] for name in ("id", "person_id", "version_number", "content_hash", "asked_at", "due_at")),
            _standing(asking).label("state"),
            ASKS.c.answered_at.label("since"),
            *(PEOPLE.c[one] for one in ("given_name", "family_name", "employee_number", "job_profile", *PLACE)),
            HEADS.c.id.label("head_id"),
            (HEADS.c.given_name + " " + HEADS.c.family_name).label("head_name"),
        )
        .select_from(ASKS)
        # By outer joins: what counts the list need not read the people.
        .outerjoin(PEOPLE, PEOPLE.c.id == ASKS.c.person_id)
        .outerjoin(HEADS, HEADS.c.id == PEOPLE.c.manager_id)
        .where(ASKS.c.state != State.SUPERSEDED.value, _is_latest())
    )


PEOPLE_OF_VERSION = Collection(
    "people-of-version",
    _rows,
    key=ASKS.c.id,
    sorts={
        "due_at": (By(ASKS.c.due_at),),
        "name": (By(_FAMILY_NAME), By(PEOPLE.c.given_name)),
        "since": (By(ASKS.c.answered_at, empty=_FAR),),
    },
    default="due_at",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={
        "state": Filter(Standing, _stands, "`answered` are all who answered."),
        **{one: equals(PEOPLE.c[one], _Name) for one in PLACE},
        "manager": selects(lambda head: _are_below(head, "led"), UUID, "Everybody below this manager."),
        "person": equals(ASKS.c.person_id, UUID),
    },
    searched=_is_named,
    terms=_beginnings,
    within=ASKS.c.version_id == bindparam("version"),
    personal=True,
)
"""Who was asked about a version and how they stand with it: `within` its id."""
BY_STATE = counting("state")
