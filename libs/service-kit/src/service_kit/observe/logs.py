"""Logs as one JSON object per line: only the fields listed here, never a name, a token, a secret or a fault's text.

A fault is told by its type, its SQLSTATE, a reason of a short list and where it happened. Its text and its local
variables may hold a connection string, a token or somebody's data, and so may what a library says: of that, only who
said it and where.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import uuid4

import structlog

from service_kit.observe.trace import current_request_id, current_trace_id

FIELDS: Mapping[str, str] = {
    "timestamp": "when, in UTC",
    "level": "how bad",
    "event": "what happened, in one word; `library_message` for what a library said",
    "service": "training, advocacy, governance",
    "process": "api, worker or migrations",
    "version": "of the service",
    "request_id": "what belongs together: a request, a job, a page of a feed; else this process",
    "trace_id": "the W3C trace it belongs to",
    "exception": "the chain of faults: type, sqlstate, constraint and frames of each",
    "logger": "the library that spoke",
    "where": "its file and line",
    "route": "the declared path of a request, without the values in it",
    "fault": "the type of a fault that is passing",
    "constraint": "the database's name of a rule that was broken",
    "sqlstate": "PostgreSQL's code of a fault",
    "source": "the service whose feed it is",
    "sibling": "the service that was asked",
    "follows": "the feeds that are followed",
    "part": "the part of a process",
    "job": "the lasting name of a job",
    "jobs": "how many jobs",
    "person": "a person's id",
    "repair": "the id of a repair of a feed",
    "dry_run": "whether a repair only looks",
    "why": "the type of the fault that ended it, or a sentence of ours",
    "kinds": "the kinds of replicated things that differ",
    "matches": "the directory's column that tokens are compared with",
    "shared": "how many names in it are shared by several who are here",
    "outage": "what the database cannot do now",
    "waiting": "how many requests wait for the database",
    "dropped": "names of fields that are not on this list, and so were left out",
}
SPEAKS = ("uvicorn.error", "alembic.runtime.migration")
"""Libraries whose news of starting and stopping is kept: no request and no row is in it."""
NOISY = ("httpx", "httpcore", "uvicorn.access", "procrastinate", "stamina")
# No quotation mark, no @, no = and no %: neither an address with a password nor a quoted value comes through.
PLAIN = re.compile(r"(?!.*eyJ)[\w .,:;/{}<>()+\-\[\]!]{0,200}")
REASONS = (
    "connection refused", "no such file or directory", "connection timeout", "timeout expired", "timed out",
    "password authentication failed", "could not translate host name", "name or service not known",
    "too many connections", "too many clients", "the database system is starting up",
    "the database system is shutting down", "server closed the connection unexpectedly", "no space left on device",
    "permission denied", "certificate verify failed", "lock timeout", "statement timeout", "does not exist",
)  # fmt: skip
"""Of a fault's text, what may be repeated: these words and no others."""
MOST_FRAMES = 40
ROOTS = tuple(sorted((str(Path(entry).resolve()) + "/" for entry in sys.path if entry), key=len, reverse=True))


def configure(service: str, process: str, version: str, level: str = "info") -> None:
    """Let structlog, the standard library's logging and uncaught faults speak the same JSON on standard output."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    origin = {"service": service, "process": process, "version": version, "request_id": f"{process}-{uuid4().hex[:12]}"}
    lines = [_origin(origin), _allowed, structlog.processors.JSONRenderer(ensure_ascii=False)]
    stamped: list[Any] = [structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True)]
    structlog.configure(
        processors=[*stamped, _with_faults, *lines],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(sys.stdout),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*stamped, _of_a_library, _with_faults],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *lines],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)
    for name in ("uvicorn", "uvicorn.error"):  # its command line gives them handlers of their own
        logging.getLogger(name).handlers[:], logging.getLogger(name).propagate = [], True
    for name in NOISY:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
    logging.captureWarnings(capture=True)
    sys.excepthook = _tell_uncaught


def _tell_uncaught(kind: type[BaseException], fault: BaseException, _frames: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        structlog.get_logger(__name__).error("ended_by_fault", exc_info=fault)


def _origin(fields: Mapping[str, str]) -> Any:
    def add(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        line.update(fields)
        if request_id := current_request_id():
            line["request_id"] = request_id
        if trace_id := current_trace_id():
            line["trace_id"] = trace_id
        return line

    return add


def _of_a_library(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What a library said is left out: it may quote anything. Who said it, and where in its code, is kept."""
    record: logging.LogRecord = line["_record"]
    line["logger"], line["where"] = record.name, f"{record.module}.{record.funcName}:{record.lineno}"
    if record.name not in SPEAKS or record.levelno > logging.INFO:
        line["event"] = "library_message"
    return line


def _with_faults(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    fault = line.pop("exc_info", None)
    if fault is True:
        fault = sys.exc_info()
    if isinstance(fault, tuple):
        fault = fault[1]
    if isinstance(fault, BaseException):
        line["exception"] = list(told(fault))
    return line


def told(fault: BaseException) -> Iterator[dict[str, Any]]:
    """A fault and what led to it, outermost first, each once: type, SQLSTATE, constraint, known reason, frames."""
    waiting: list[BaseException | None] = [fault]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop(0)
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield _one(one)
        waiting.append(one.__cause__ or (None if one.__suppress_context__ else one.__context__))
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions


def _one(fault: BaseException) -> dict[str, Any]:
    frames = [
        f"{_short(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(fault.__traceback__)
    ]
    text = " ".join(each for each in fault.args if isinstance(each, str)).lower()
    known = {
        "type": f"{type(fault).__module__}.{type(fault).__qualname__}",
        "sqlstate": getattr(fault, "sqlstate", None),
        "constraint": getattr(getattr(fault, "diag", None), "constraint_name", None),
        "reason": next((reason for reason in REASONS if reason in text), None),
        "errno": fault.errno if isinstance(fault, OSError) else None,
    }
    return {name: value for name, value in known.items() if value} | {"frames": frames[-MOST_FRAMES:]}


def _short(path: str) -> str:
    """A file as Python imports it, without the path of the installation."""
    return next((path.removeprefix(root) for root in ROOTS if path.startswith(root)), path)


def _allowed(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    kept = {name: line[name] if name == "exception" else _plain(line[name]) for name in FIELDS if name in line}
    if dropped := sorted(line.keys() - FIELDS.keys()):
        kept["dropped"] = dropped
    return kept


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, str) and PLAIN.fullmatch(value) else "…"
