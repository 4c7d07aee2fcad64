"""Bodies of the programme's settings."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError
from service_kit.web.schemas import BodyIn, BodyOut

from advocacy_api.content.content.rules import Kind
from advocacy_api.content.content.schemas import AnyKind
from advocacy_api.sharing.crawlers.rules import LIST_DATE


def _each_once(kinds: list[Kind]) -> list[Kind]:
    if len(set(kinds)) != len(kinds):
        raise PydanticCustomError("named_twice", "Name each of them once.")
    return kinds


class SettingsOut(BodyOut):
    """`version` is 0 until somebody changes them."""

    disclosure_kinds: list[Kind] = Field(
        default=[], description="Kinds of content that are published with a disclosure of their own only."
    )
    bot_list_date: date = Field(
        default_factory=lambda: LIST_DATE,
        description="When the list of crawlers, whose visits are no clicks, was last added to.",
    )
    version: int = 0


class ChangeSettings(BodyIn):
    """All of the settings; a change counts from now on."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"disclosure_kinds": ["testimonial", "vacancy"]}]})

    disclosure_kinds: Annotated[list[AnyKind], AfterValidator(_each_once)] = Field(max_length=len(Kind))
