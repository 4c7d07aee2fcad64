"""One story told in steps, by callers of the whole product."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.calling import SignedIn, callers
from tests.conftest import RunningStack


@dataclass
class Story:
    """What earlier steps of the journey made."""

    ids: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.ids[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self.ids[name] = value


@pytest.fixture(scope="module")
def story() -> Story:
    """The journey so far."""
    return Story()


@pytest.fixture(scope="session")
def signed_in(stack: RunningStack) -> Iterator[SignedIn]:
    """A caller for a persona, a system, or `person:<user_name>`."""
    yield from callers(stack)
