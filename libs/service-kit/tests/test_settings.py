"""What a service is told from outside: empty, wrong and missing settings."""

import pytest
from pydantic import ValidationError
from service_kit.service import Service
from service_kit.settings import ServiceSettings
from service_kit.testing.plugin import settings_for

NEEDED = {"DATABASE_URL": "postgresql://localhost/kring", "OIDC_ISSUER": "https://issuer.test"}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment with what no service can do without."""
    for name in ServiceSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in NEEDED.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_an_empty_variable_counts_as_one_that_was_not_set(told: pytest.MonkeyPatch) -> None:
    for name in ("PORT", "WORKER_PORT", "OIDC_JWKS_URL", "ROLES_CLAIMS"):
        told.setenv(name, "")
    settings = ServiceSettings()
    assert (settings.port, settings.worker_port, settings.oidc_jwks_url) == (9101, None, None)
    assert settings.roles_claims == ["roles"]


def test_several_words_are_separated_by_commas(told: pytest.MonkeyPatch) -> None:
    told.setenv("ROLES_CLAIMS", "realm_access.roles, groups")
    assert ServiceSettings().roles_claims == ["realm_access.roles", "groups"]


@pytest.mark.parametrize("missing", NEEDED)
def test_what_has_no_default_is_asked_for_by_name(told: pytest.MonkeyPatch, missing: str) -> None:
    told.setenv(missing, "")
    with pytest.raises(ValidationError, match=missing.lower()):
        ServiceSettings()


def test_a_placeholder_is_no_secret(told: pytest.MonkeyPatch) -> None:
    told.setenv("SERVICE_CLIENT_SECRET", "ChangeMe")
    with pytest.raises(ValidationError, match="placeholder"):
        ServiceSettings()


def test_the_environment_of_a_test_run_does_not_reach_the_service_under_test(
    service: Service, told: pytest.MonkeyPatch
) -> None:
    told.setenv("PORT", "8080 or so")
    told.setenv("PUBLIC_ORIGIN", "https://elsewhere.test")
    assert settings_for(service, "postgresql://localhost/test").public_origin == "http://kring.test"
