"""The service under test."""

import pytest
from service_kit.service import Service

from training_api.main import SERVICE


@pytest.fixture(scope="session")
def service() -> Service:
    return SERVICE
