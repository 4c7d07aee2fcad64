"""What a piece of work belongs to: its request id and its W3C trace, carried along with the work."""

import re
import secrets
from contextvars import ContextVar
from uuid import uuid4

from opentelemetry import trace

_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,100}")
_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
_incoming: ContextVar[str | None] = ContextVar("traceparent", default=None)


def enter_work(request_id: str | None) -> None:
    """Give the work at hand its id; a caller's is kept when it is well formed, a new one is made otherwise."""
    known = request_id is not None and _REQUEST_ID.fullmatch(request_id) is not None
    _request_id.set(request_id if known else uuid4().hex)


def current_request_id() -> str | None:
    """The id of the request, job or page of a feed at hand; None where there is none."""
    return _request_id.get()


def enter_trace(traceparent: str | None) -> None:
    """Continue the trace a caller sent; begin a new one where none was sent, or one that is not well formed."""
    known = traceparent is not None and _TRACEPARENT.fullmatch(traceparent) is not None
    _incoming.set(traceparent if known else _new_traceparent())


def _new_traceparent() -> str:
    # Marked as sampled: whoever continues it records as it would record a trace of its own.
    return f"00-{secrets.randbits(128) or 1:032x}-{secrets.randbits(64) or 1:016x}-01"


def current_traceparent() -> str | None:
    """The trace of the work at hand: the recorded span's when telemetry is on, else the one that was entered."""
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"
    return _incoming.get()


def traceparent_of_work() -> str:
    """As `current_traceparent`; work that entered no trace, such as a command, begins one here."""
    known = current_traceparent()
    if known is None:
        known = _new_traceparent()
        _incoming.set(known)
    return known


def current_trace_id() -> str | None:
    """The id to look for in logs."""
    traceparent = current_traceparent()
    return traceparent.split("-")[1] if traceparent else None
