"""Bodies of eligibility: what is missing, and the shortest way."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from service_kit.data.localized import Localized
from service_kit.web.schemas import BodyOut


class MissingModule(BodyOut):
    kind: Literal["module"] = "module"
    module_id: UUID
    code: str
    title: Localized
    minutes: int
    available: bool
    """False: it is not published for this person, so that this way is closed for now."""


class MissingLevel(BodyOut):
    kind: Literal["level"] = "level"
    level: int
    track_id: UUID
    track_code: str
    title: Localized
    modules: list[MissingModule]


class MissingAny(BodyOut):
    """One of the options is enough."""

    kind: Literal["any_of"] = "any_of"
    options: list["MissingPart"]


class MissingAll(BodyOut):
    """All of the parts, as one option among others."""

    kind: Literal["all_of"] = "all_of"
    parts: list["MissingPart"]


MissingPart = Annotated[MissingModule | MissingLevel | MissingAny | MissingAll, Field(discriminator="kind")]


class EligibilityOut(BodyOut):
    """May this person take the module, what is missing, and the way with the fewest minutes, in order."""

    module_id: UUID
    eligible: bool
    missing: list[MissingPart]
    shortest_path: list[UUID]
    minutes: int
    """How long the shortest path takes."""
    reachable: bool
    """False: no way is open to this person now; someone must publish a module or grant a waiver."""
    waived: bool
