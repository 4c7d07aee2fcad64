"""A name of the organisation, and how many have it."""

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field
from service_kit.web.schemas import BodyIn, BodyOut

from training_api.directory.names import rules
from training_api.directory.people.schemas import Name


def _in_one_line(name: str) -> str:
    return " ".join(name.split())


Written = Annotated[Name, Field(pattern=r"\S"), AfterValidator(_in_one_line)]


class RenameName(BodyIn):
    """A name goes, and everybody who has it gets another; a name that is there already takes them in."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"field": "department", "from": "Sales BE", "to": "Sales"}]}
    )

    field: rules.Field
    old: Written = Field(alias="from")
    new: Written = Field(alias="to")


class OrganisationNameOut(BodyOut):
    name: str = Field(examples=["Sales"])
    people: int = Field(description="How many who are here have it.", examples=[42])


class OrganisationNamesOut(BodyOut):
    items: list[OrganisationNameOut] = Field(description="At most 50, those of most people first.")


class RenamedOut(BodyOut):
    field: rules.Field
    name: str = Field(description="As it is written now: an existing name keeps its spelling.")
    people: int = Field(description="How many people changed, those who left among them.")
