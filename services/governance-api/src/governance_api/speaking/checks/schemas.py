"""Bodies of the check of many."""

from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field
from service_kit.identity.lookups import LookupFault, PersonNames
from service_kit.web.schemas import BodyIn, BodyOut

from governance_api.speaking.policies.schemas import Network
from governance_api.speaking.rights.schemas import CheckOut

MOST = 200


class CheckItem(PersonNames):
    """Somebody, named in exactly one way, and the network if one is meant."""

    person: UUID | None = None
    network: Network | None = None

    def names(self) -> dict[str, Any]:
        return {"person": self.person, **super().names()}


class CheckPeople(BodyIn):
    """Of whom it is asked."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"items": [{"employee_number": "E1042", "network": "linkedin"}]}]}
    )

    items: list[CheckItem] = Field(min_length=1, max_length=MOST)


class CheckedItemOut(CheckOut):
    """The answer for the item at this place."""

    index: int


class UncheckedItemOut(BodyOut):
    """Why the item at this place means nobody."""

    index: int
    code: LookupFault


class ChecksOut(BodyOut):
    """An answer for each item, in their order."""

    items: list[CheckedItemOut | UncheckedItemOut]
