"""What a piece of work belongs to: its request id and its W3C trace, carried along with the work."""

import re
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
