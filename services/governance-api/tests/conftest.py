"""The service under test."""

import pytest

from governance_api.main import SERVICE
from service_kit.service import Service


@pytest.fixture(scope="session")
def service() -> Service:
    """governance-api."""
    return SERVICE
