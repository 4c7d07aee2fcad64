"""Bodies of prerequisites, eligibility, the level map and waivers."""

from collections.abc import Iterator
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator
from service_kit.data.localized import Localized
from service_kit.web.schemas import BodyIn, BodyOut, Instant

from training_api.catalogue.prerequisites.rules import WaiverState

Reason = Annotated[str, StringConstraints(min_length=3, max_length=2000)]
DEEPEST = 6
MOST_PARTS = 200


class Expression(BodyIn):
    """Exactly one of: a module, a level of the same track, all of several, any of several."""

    module: UUID | None = None
    level: int | None = Field(default=None, ge=1, le=20)
    all_of: list["Expression"] | None = Field(default=None, max_length=50)
    any_of: list["Expression"] | None = Field(default=None, min_length=1, max_length=50)

    @model_validator(mode="after")
    def exactly_one(self) -> "Expression":
        if sum(part is not None for part in (self.module, self.level, self.all_of, self.any_of)) != 1:
            raise ValueError("give exactly one of module, level, all_of, any_of")
        return self

    def parts(self) -> list["Expression"]:
        return [*(self.all_of or ()), *(self.any_of or ())]

    def flat(self) -> list["Expression"]:
        """This expression and everything in it."""
        return [self, *(inner for part in self.parts() for inner in part.flat())]

    def located(self, at: str = "") -> Iterator[tuple[str, "Expression"]]:
        """This expression and everything in it, each with its JSON Pointer."""
        yield at, self
        for name in ("all_of", "any_of"):
            for place, part in enumerate(getattr(self, name) or ()):
                yield from part.located(f"{at}/{name}/{place}")

    def depth(self) -> int:
        return 1 + max((part.depth() for part in self.parts()), default=0)


class SetPrerequisites(Expression):
    """What must come before a module; `{"all_of": []}` is nothing."""

    @model_validator(mode="after")
    def within_bounds(self) -> "SetPrerequisites":
        if self.depth() > DEEPEST or len(self.flat()) > MOST_PARTS:
            raise ValueError(f"at most {DEEPEST} levels deep and {MOST_PARTS} parts")
        return self


class NamedModule(BodyOut):
    id: UUID
    code: str
    title: Localized
    level: int
    minutes: int


class PrerequisitesOut(BodyOut):
    """The expression as it was set, and the modules it names."""

    module_id: UUID
    module: UUID | None = None
    level: int | None = None
    all_of: list[Expression] | None = None
    any_of: list[Expression] | None = None
    modules: list[NamedModule]
    version: int


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


class MapNode(BodyOut):
    id: UUID
    code: str
    title: Localized
    track_id: UUID
    level: int
    minutes: int
    credits: int
    state: Literal["done", "in-progress", "open", "locked"]
    external: bool
    """It belongs to another track and stands here because something here requires it."""


class MapEdge(BodyOut):
    """`from` is required by `to`. Edges of one `to` with the same `group` are alternatives when `kind` is `any`."""

    source: UUID = Field(serialization_alias="from", validation_alias="from")
    to: UUID
    kind: Literal["all", "any", "level"]
    group: str


class MapLevel(BodyOut):
    level: int
    modules: int
    done: int


class TrackMapOut(BodyOut):
    track_id: UUID
    code: str
    title: Localized
    levels: list[MapLevel]
    nodes: list[MapNode]
    edges: list[MapEdge]


class RequestWaiver(BodyIn):
    """Without a person it is asked for oneself."""

    person_id: UUID | None = None
    module_id: UUID
    reason: Reason


class DecideWaiver(BodyIn):
    reason: Reason | None = None


class WaiverOut(BodyOut):
    id: UUID
    person_id: UUID
    module_id: UUID
    reason: str
    state: WaiverState
    requested_by: str
    decided_by: str | None
    decision_reason: str | None
    version: int
    created_at: Instant
    decided_at: Instant | None
