"""Bodies of eligibility: what is missing, and the shortest way."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from service_kit.data.localized import Localized
from service_kit.web.schemas import BodyOut

from training_api.catalogue.prerequisites import rules
from training_api.learning.eligibility.rules import Outlook


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


def explained(outlook: Outlook, module_id: UUID) -> EligibilityOut:
    """What a person's outlook says of one module."""
    way = outlook.way_to(module_id)
    return EligibilityOut(
        module_id=module_id,
        eligible=outlook.may_take(module_id),
        missing=[_part(outlook, gap, module_id) for gap in outlook.missing_for(module_id)],
        shortest_path=way or [],
        minutes=sum(outlook.rows[step].minutes for step in way or ()),
        reachable=way is not None,
        waived=module_id in outlook.waived,
    )


def _part(outlook: Outlook, gap: rules.Need, of: UUID) -> MissingPart:
    match gap:
        case rules.Module(id=module_id):
            return _module(outlook, module_id)
        case rules.Level(level=level, modules=modules):
            row = outlook.rows[of]
            return MissingLevel(
                level=level,
                track_id=row.track_id,
                track_code=row.track_code,
                title=row.track_title,
                modules=[_module(outlook, module_id) for module_id in modules],
            )
        case rules.AnyOf(parts=parts):
            return MissingAny(options=[_part(outlook, part, of) for part in parts])
        case rules.AllOf(parts=parts):
            return MissingAll(parts=[_part(outlook, part, of) for part in parts])


def _module(outlook: Outlook, module_id: UUID) -> MissingModule:
    row = outlook.rows[module_id]
    return MissingModule(
        module_id=module_id,
        code=row.code,
        title=row.title,
        minutes=row.minutes,
        available=outlook.is_available(module_id),
    )
