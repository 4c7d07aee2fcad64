"""What the tests at the gate need: clients through it and beside it, and the provider's own key to forge with."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from tests.conftest import RunningStack
from tests.gateway.own import OpenGate, StartService, gate_opener, service_starter


@pytest.fixture(scope="session")
def gate(stack: RunningStack) -> Iterator[httpx.Client]:
    """A client that goes through the gateway."""
    with httpx.Client(base_url=stack.base_url, timeout=30, trust_env=False) as client:
        yield client


@pytest.fixture(scope="session")
def inside(stack: RunningStack) -> Iterator[httpx.Client]:
    """A client that goes straight at training-api, as somebody would who got past the gateway."""
    with httpx.Client(
        base_url=f"http://127.0.0.1:{stack.state.ports['training']}", timeout=30, trust_env=False
    ) as client:
        yield client


@pytest.fixture(scope="session")
def provider_key(stack: RunningStack) -> tuple[str, Any]:
    """The id and the private key that the provider signs with."""
    keys = json.loads((stack.data / "identity" / "jwks.json").read_text(encoding="utf-8"))["keys"]
    return keys[0]["kid"], jwt.PyJWK(keys[0]).key


@pytest.fixture(scope="session")
def claims(stack: RunningStack) -> dict[str, Any]:
    """The claims of a good token of the employee."""
    return dict(jwt.decode(stack.token("employee"), options={"verify_signature": False}))


@pytest.fixture
def open_gate(stack: RunningStack, tmp_path: Path) -> Iterator[OpenGate]:
    """Opens a gateway of its own in front of the running services, or of others."""
    with ExitStack() as opened:
        yield gate_opener(stack, tmp_path, opened)


@pytest.fixture
def start_service(stack: RunningStack) -> Iterator[StartService]:
    """Starts a further training-api on the stack's database, which nobody watches or starts again."""
    with ExitStack() as started:
        yield service_starter(stack, started)
