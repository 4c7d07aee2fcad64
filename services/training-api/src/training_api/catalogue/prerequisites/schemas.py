"""Bodies of prerequisites and waivers."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from pydantic import Field, model_validator
from service_kit.data.localized import Localized
from service_kit.web.schemas import BodyIn, BodyOut
from service_kit.web.words import unfit

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
            raise unfit("expression_unclear")
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

    def named(self) -> list[UUID]:
        """The modules it names, in order, each once."""
        return list(dict.fromkeys(part.module for part in self.flat() if part.module is not None))

    def depth(self) -> int:
        return 1 + max((part.depth() for part in self.parts()), default=0)


class SetPrerequisites(Expression):
    """What must come before a module; `{"all_of": []}` is nothing."""

    @model_validator(mode="after")
    def within_bounds(self) -> "SetPrerequisites":
        if self.depth() > DEEPEST or len(self.flat()) > MOST_PARTS:
            raise unfit("expression_too_large", deepest=DEEPEST, most=MOST_PARTS)
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


def shown(module_id: UUID, asked: SetPrerequisites, modules: Iterable[Any], version: int) -> PrerequisitesOut:
    """What was asked, with what its modules are called."""
    known = {module.id: module for module in modules}
    return PrerequisitesOut(
        module_id=module_id,
        **dict(asked),
        modules=[NamedModule.model_validate(known[named]) for named in asked.named() if named in known],
        version=version,
    )
