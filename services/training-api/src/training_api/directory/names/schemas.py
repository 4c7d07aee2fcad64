"""A name of the organisation, and how many have it."""

from pydantic import Field
from service_kit.web.schemas import BodyOut


class OrganisationNameOut(BodyOut):
    name: str = Field(examples=["Sales"])
    people: int = Field(description="How many who are here have it.", examples=[42])


class OrganisationNamesOut(BodyOut):
    items: list[OrganisationNameOut] = Field(description="At most 50, those of most people first.")
