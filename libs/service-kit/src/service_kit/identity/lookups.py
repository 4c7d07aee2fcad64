"""Who is meant: people as other systems know them, by employee number, user name or e-mail address.

One rule for every service, for one person and for many at once. Letter case does not count in user names and
addresses. Who is here goes before who has left; between two who are equally so nobody chooses.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field
from sqlalchemy import CTE, ColumnElement, Select, Subquery, Uuid, and_, bindparam, or_, select, true, union_all

from service_kit.identity.auth import Actor
from service_kit.identity.matching import LONGEST, PEOPLE, MatchColumn, PersonAmbiguous, Someone, answers_to
from service_kit.identity.people import READ_WHOLE
from service_kit.web.errors import Malformed, Missing, Refusal
from service_kit.web.schemas import BodyIn

Name = Annotated[str, Field(min_length=1, max_length=max(LONGEST.values()))]
LookupFault = Literal["IdentifierNeeded", "PersonUnknown", "PersonAmbiguous"]
"""Why nobody is found for one item of many."""
_Value = TypeVar("_Value")
READER = bindparam("reader", type_=Uuid)
"""Whose reports alone are found, and themselves; None finds everybody. See `reader_of`."""


class PersonNames(BodyIn):
    """A person as another system knows them: exactly one of these."""

    employee_number: Name | None = None
    user_name: Name | None = None
    email: Name | None = None

    def names(self) -> dict[str, Any]:
        """Each way to name a person, with what was sent."""
        return {way: getattr(self, way) for way in LONGEST}


class IdentifierNeeded(Malformed):
    """A person is named in exactly one way; `known` lists the ways there are."""

    title = "Name the person in exactly one way"


class PersonUnknown(Missing):
    """Nobody is meant by this whom the caller may ask about."""

    title = "Nobody is known by this"


def only_name(given: Mapping[str, _Value | None]) -> tuple[str, _Value]:
    """The one way in which a person is named, and what it is; 422 for none and for several."""
    named = [(way, value) for way, value in given.items() if value is not None]
    if len(named) != 1:
        ways = ", ".join(given)
        raise IdentifierNeeded(f"Name the person in exactly one of these ways: {ways}.", known=list(given))
    return named[0]


def the_one(found: Sequence[Someone]) -> Someone:
    """The person whom a name means; 404 for nobody, 409 when it could be two."""
    here = [person for person in found if person.active] or found
    if not here:
        raise PersonUnknown("Nobody whom you may ask about is known by this.")
    if len(here) > 1:
        raise PersonAmbiguous("Several people are known by this. Name the person by their employee number.")
    return here[0]


def one_or_why(asked: "PersonNames", found: Sequence[Someone]) -> Someone | Refusal:
    """The person whom one item of many means, or why there is none."""
    try:
        only_name(asked.names())
        return the_one(found)
    except (IdentifierNeeded, PersonUnknown, PersonAmbiguous) as refused:
        return refused


def reader_of(actor: Actor) -> Any:
    """The value of `READER`: a system finds everybody, and so does who sees people whole; others those they see whole.

    What an answer hides must not be searched: nobody learns of a colleague's number by trying numbers.
    """
    return None if actor.person is None or actor.may(READ_WHOLE) else actor.person_id


def is_known_by(column: MatchColumn, name: ColumnElement[str], people: Any = PEOPLE) -> ColumnElement[bool]:
    """The people whom a name in this column may mean to `READER`. A number is exactly as HR writes it."""
    alike = answers_to(column, name, people)  # has an index; a number's own stands in the directory alone
    exact = people.c[column] == name if column == "employee_number" else true()
    return and_(alike, exact, or_(READER.is_(None), people.c.id == READER, people.c.manager_id == READER))


def meant(column: MatchColumn, name: ColumnElement[str], people: Any = PEOPLE) -> Select[Any]:
    """The ids of whom a name may mean: two at most, which is enough for `the_one`, who is here first."""
    found = select(people.c.id).where(is_known_by(column, name, people))
    return found.order_by(people.c.active.desc(), people.c.id).limit(2)


def each_meant(asked: CTE) -> Subquery:
    """Whom many names mean: `index` and `person_id`, two people at most for an index.

    `asked` has an `index` and a column for each way to name a person. Each name is looked for by its own index, so that
    an address which thousands share costs no more than another.
    """
    return union_all(*(_meant_by(asked, column) for column in LONGEST)).subquery("meant")


def _meant_by(asked: CTE, column: MatchColumn) -> Select[Any]:
    people = PEOPLE.alias(f"by_{column}")
    found = meant(column, asked.c[column], people).correlate(asked).lateral(f"known_by_{column}")
    return select(asked.c.index, found.c.id.label("person_id")).select_from(asked.join(found, true()))
