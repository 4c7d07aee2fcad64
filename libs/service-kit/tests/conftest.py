"""The kit is tested through a small service that uses all of it."""

import sys
from pathlib import Path

import pytest
from service_kit.service import Service

sys.path.insert(0, str(Path(__file__).parent / "sample" / "src"))


@pytest.fixture(scope="session")
def service() -> Service:
    """The small service."""
    from sample.main import SERVICE  # noqa: PLC0415 - its folder is on the path only from here on

    return SERVICE
