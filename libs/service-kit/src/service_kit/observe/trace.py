"""The W3C trace a piece of work belongs to, carried through requests, events, jobs and calls."""

import re
from contextvars import ContextVar

from opentelemetry import trace

_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_incoming: ContextVar[str | None] = ContextVar("traceparent", default=None)


def enter_trace(traceparent: str | None) -> None:
    """Continue the trace a caller sent; anything but a well-formed one is ignored."""
    _incoming.set(traceparent if traceparent and _TRACEPARENT.fullmatch(traceparent) else None)


def current_traceparent() -> str | None:
    """The trace of the work at hand: the recorded span's when telemetry is on, else what the caller sent."""
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"
    return _incoming.get()


def current_trace_id() -> str | None:
    """The id to look for in logs."""
    traceparent = current_traceparent()
    return traceparent.split("-")[1] if traceparent else None
