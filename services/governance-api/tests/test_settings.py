"""What this service may be told from outside, beside what every service may."""

import pytest
from governance_api.main import SERVICE
from pydantic import ValidationError
from service_kit.testing.plugin import settings_for


@pytest.mark.parametrize("country", ["NL", "BE", ""])
def test_a_country_with_known_holidays_or_none(country: str) -> None:
    settings = settings_for(SERVICE, "postgresql://unused/unused", holidays_country=country)
    assert settings.model_dump()["holidays_country"] == country


def test_a_country_that_nobody_knows_refuses_to_start() -> None:
    with pytest.raises(ValidationError, match="no holidays are known"):
        settings_for(SERVICE, "postgresql://unused/unused", holidays_country="Atlantis")
