"""Bodies of look-ups: whom another system means, and what it is told of them."""

from typing import Any, Self
from uuid import UUID

from pydantic import ConfigDict, Field
from service_kit.identity.lookups import LookupFault, PersonNames
from service_kit.identity.people import PersonOut
from service_kit.web.errors import Refusal
from service_kit.web.schemas import BodyIn, BodyOut

from training_api.directory.lookups.rules import State, is_former, state_of

MOST = 1000


class LookUpPeople(BodyIn):
    """Whom another system means."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"items": [{"employee_number": "E1042"}, {"email": "anna@example.com"}]}]}
    )

    items: list[PersonNames] = Field(min_length=1, max_length=MOST)


class KnownOut(BodyOut):
    """Somebody is known, and no more."""

    id: UUID
    active: bool
    state: State
    former: bool = Field(description="They were found by an employee number that they have no more.")

    @classmethod
    def told(cls, person: Any, way: str, name: str) -> Self:
        """What is told of somebody who was found by a name."""
        number = person.employee_number
        found = {"state": state_of(number), "former": is_former(way, name, number)}
        return cls.model_validate({**person._asdict(), **found})


class PersonKnownOut(PersonOut, KnownOut):
    """The person, for who may read people."""


class ItemKnownOut(BodyOut):
    """Whom the item at this place means."""

    index: int
    id: UUID
    active: bool


class ItemUnknownOut(BodyOut):
    """Why the item at this place means nobody."""

    index: int
    code: LookupFault


class LookedUpOut(BodyOut):
    """An answer for each item, in their order."""

    items: list[ItemKnownOut | ItemUnknownOut]


def item_out(index: int, found: Any) -> ItemKnownOut | ItemUnknownOut:
    """The answer for one item: a person, or why there is none."""
    if isinstance(found, Refusal):
        return ItemUnknownOut.model_validate({"index": index, "code": found.code})
    return ItemKnownOut(index=index, id=found.id, active=found.active)
