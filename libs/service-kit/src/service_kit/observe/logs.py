"""Logs as one JSON object per line, with the trace they belong to; ids, never names, tokens or secrets."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from service_kit.observe.trace import current_trace_id
from service_kit.settings import ServiceSettings

PRIVATE = frozenset(
    {
        "authorization", "token", "access_token", "refresh_token", "password", "secret", "client_secret", "cookie",
        "email", "name", "given_name", "family_name", "user_name",
    }
)  # fmt: skip
NOISY = ("httpx", "httpcore", "uvicorn.access", "procrastinate", "stamina")


def _with_trace(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if trace_id := current_trace_id():
        event["trace_id"] = trace_id
    return event


def _without_private(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key in PRIVATE & event.keys():
        event[key] = "…"
    return event


def configure(settings: ServiceSettings) -> None:
    """Let structlog and the standard library's logging speak the same JSON on standard output."""
    level = logging.getLevelNamesMapping().get(settings.log_level.upper(), logging.INFO)
    as_json: list[Any] = [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer(ensure_ascii=False)]
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_trace,
        _without_private,
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stdout),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *as_json],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in NOISY:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
