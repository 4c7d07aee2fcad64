"""How a command ends: done, refused with one line that says what to do, or stopped by a signal after it cleaned up."""

import asyncio
import logging
import signal
import sys
from collections.abc import Coroutine
from typing import Any


class CommandRefused(Exception):
    """A command cannot do this; the sentence says why and what to do."""


def say(line: str) -> None:
    """A line of progress, at once."""
    print(line, flush=True)


def run_command(work: Coroutine[Any, Any, Any]) -> None:
    """Run to the end, or exit 1 with the sentence of a refusal; SIGTERM and SIGINT let it clean up first."""
    # A statement that is interrupted is rolled back by the server; psycopg's warning of it would stand beside our line.
    logging.getLogger("psycopg").addHandler(logging.NullHandler())
    try:
        asyncio.run(_stoppable(work))
    except CommandRefused as refused:
        print(f"✗ {refused}", file=sys.stderr, flush=True)
        raise SystemExit(1) from None


async def _stoppable(work: Coroutine[Any, Any, Any]) -> None:
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, task.cancel if task else loop.stop)
    try:
        await work
    except asyncio.CancelledError:
        raise CommandRefused("Stopped before it was done; nothing half done is left behind.") from None
