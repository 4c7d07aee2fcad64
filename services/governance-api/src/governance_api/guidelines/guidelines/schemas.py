"""Bodies in and bodies out of guidelines."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from service_kit.data.localized import Localized
from service_kit.web.schemas import BodyIn, BodyOut, ChangeIn, Instant
from service_kit.web.words import unfit

from governance_api.guidelines.guidelines.rules import State

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
KEPT = ("id", "code", "title", "in_force", "latest", "version", "created_at")


def _no_id(code: str) -> str:
    """A guideline is found by its id or its code: no code may look like an id."""
    try:
        UUID(code)
    except ValueError:
        return code
    raise unfit("code_is_id")


class CreateGuideline(BodyIn):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"code": "social-media", "title": {"en": "Our words", "nl": "Onze woorden"}}]}
    )

    code: Annotated[Code, AfterValidator(_no_id)] = Field(examples=["social-media"])
    title: Localized


class ChangeGuideline(ChangeIn):
    """What is left out stays as it is; the default is never read."""

    title: Localized = Field(default_factory=dict)


class GuidelineOut(BodyOut):
    """A guideline; `state` is `draft` until a version is in force."""

    id: UUID
    code: str
    title: dict[str, str]
    state: str
    in_force: int | None
    latest: int
    version: int
    created_at: Instant


def guideline_out(row: Any) -> GuidelineOut:
    """A guideline, or a row of their list."""
    state = State.DRAFT if row.in_force is None else State.IN_FORCE
    return GuidelineOut(state=state.value, **{name: getattr(row, name) for name in KEPT})
