"""The one place where time comes from, so that tests can set it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends


def _system_time() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system_time


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _source()


def set_source(source: Callable[[], datetime] | None) -> None:
    """Replace the source of time; None restores the system's clock."""
    global _source  # noqa: PLW0603 - the clock is the one deliberate process-wide value
    _source = source or _system_time


async def moment() -> datetime:
    """`now`, as an endpoint asks for it."""
    return now()


Now = Annotated[datetime, Depends(moment)]
