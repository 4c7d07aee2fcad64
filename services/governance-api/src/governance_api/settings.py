"""The settings of this service, beside those that every service has."""

from typing import Annotated

from fastapi import Depends, Request
from pydantic import Field
from service_kit.settings import ServiceSettings, Words


class Settings(ServiceSettings):
    """Where working days come from, and how long things take when nobody says otherwise."""

    service_scopes: Words = Field(
        ["feed.read", "people.read", "people.provision", "completions.read"],
        description="The scopes its own client asks for.",
    )
    holidays_country: str = Field("NL", description="The country whose holidays are no working days; none if empty.")
    acknowledge_within_days: int = Field(14, ge=0, le=365, description="The days to acknowledge when none are given.")
    clause_review_days: int = Field(365, ge=1, le=3650, description="The days to a clause's review when none is given.")


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


SettingsHere = Annotated[Settings, Depends(_settings)]
