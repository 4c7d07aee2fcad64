"""The settings of this service, beside those that every service has."""

from collections.abc import Collection
from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from holidays import country_holidays
from holidays.registry import EntityLoader
from pydantic import Field, field_validator
from service_kit.settings import ServiceSettings, Words


class Settings(ServiceSettings):
    """Where working days come from, and how long things take when nobody says otherwise."""

    service_scopes: Words = Field(
        ["feed.read", "people.read", "people.provision", "audit.read-heads", "completions.read"],
        description="The scopes its own client asks for.",
    )
    holidays_country: str = Field("NL", description="The country whose holidays are no working days; none if empty.")
    acknowledge_within_days: int = Field(14, ge=0, le=365, description="The days to acknowledge when none are given.")
    clause_review_days: int = Field(365, ge=1, le=3650, description="The days to a clause's review when none is given.")

    @field_validator("holidays_country")
    @classmethod
    def known_country(cls, code: str) -> str:
        """A country whose holidays nobody knows is refused at the start, not at the first due date."""
        # `list_supported_countries` would load the calendars of all countries to name them.
        if code and code not in EntityLoader.get_country_codes():
            raise ValueError(f"no holidays are known for {code!r}; give an ISO 3166 code, or nothing")
        return code

    def holidays(self) -> Collection[date]:
        """The holidays that do not count as working days, computed for whichever year is asked."""
        return country_holidays(self.holidays_country) if self.holidays_country else frozenset()


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


SettingsHere = Annotated[Settings, Depends(_settings)]
