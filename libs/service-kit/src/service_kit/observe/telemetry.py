"""What is counted and traced: Prometheus metrics always, OpenTelemetry spans where a collector is configured."""

import importlib
import math
import time

import psycopg
from fastapi import APIRouter, FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service_kit.data.database import Database, database_of
from service_kit.observe.trace import enter_trace, enter_work
from service_kit.settings import ServiceSettings

feed_position = Gauge("feed_position", "The position applied last, per feed followed.", ["source"])
feed_lag = Gauge("feed_lag_events", "How many events of the feed are not applied here yet.", ["source"])
feed_stopped = Gauge("feed_stopped", "1 while a feed stands still because an event cannot be applied.", ["source"])
feed_rewound = Gauge("feed_rewound", "1 while a feed waits for its repair: the publisher was set back.", ["source"])
feed_differs = Gauge(
    "feed_replica_differs", "1 when a replica was another than the publisher's at the last comparison.", ["source"]
)
feed_compared = Gauge("feed_compared_timestamp_seconds", "When the replicas were compared last.", ["source"])
feed_applied = Counter("feed_events_applied", "Events applied or passed over, per feed followed.", ["source"])
requests_answered = Counter("http_requests", "Requests answered.", ["method", "route", "status"])
request_seconds = Histogram(
    "http_request_seconds",
    "How long answers took, per route.",
    ["route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0),
)
router = APIRouter(include_in_schema=False)


class CountRequests:
    """Continues the caller's trace and counts each answer under the route's declared path, never the caller's."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._counted: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, timed."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sent = dict(scope["headers"])
        enter_trace(_text(sent.get(b"traceparent")))
        enter_work(_text(sent.get(b"x-request-id")))
        status, began = 500, time.perf_counter()

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, note)
        finally:
            answered, seconds = self._count_for(scope["method"], declared_path(scope), status)
            answered.inc()
            seconds.observe(time.perf_counter() - began)

    def _count_for(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        """The counts of such answers, looked up once: the library makes its key anew, behind a lock, each time."""
        kind = (method, route, status)
        if (found := self._counted.get(kind)) is None:
            found = self._counted[kind] = (requests_answered.labels(*kind), request_seconds.labels(route))
        return found


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("latin-1")


def declared_path(scope: Scope) -> str:
    """The path of the route that answered, as declared: `/v1/people/{person_id}`."""
    return str(getattr(scope.get("route"), "path", "none"))


def instrument(app: FastAPI) -> None:
    """Count the app's requests, and trace them when a collector is configured."""
    app.add_middleware(CountRequests)
    export_spans(app.state.settings, f"{app.state.service.name}-api", app)


def export_spans(settings: ServiceSettings, name: str, app: FastAPI | None = None) -> None:
    """Send this process's spans to the collector, if one is configured; the requests of `app` are among them."""
    if settings.otlp_endpoint:
        importlib.import_module("service_kit.observe.spans").export(settings.otlp_endpoint, name, app)


_CURSORS = text("SELECT source, position, head, stopped_at, rewound_at, differs, compared_at FROM feed_cursors")


async def read_feed_metrics(database: Database) -> None:
    """Set the feed gauges from the cursors, for a process that does not follow itself."""
    try:
        async with database.read() as session:
            for row in await session.execute(_CURSORS):
                feed_position.labels(row.source).set(row.position)
                # The lag behind a feed with another history is unknown.
                lag = math.nan if row.rewound_at else max(0, row.head - row.position)
                feed_lag.labels(row.source).set(lag)
                feed_stopped.labels(row.source).set(row.stopped_at is not None)
                feed_rewound.labels(row.source).set(row.rewound_at is not None)
                if row.compared_at is not None:
                    feed_differs.labels(row.source).set(bool(row.differs))
                    feed_compared.labels(row.source).set(row.compared_at.timestamp())
    except (SQLAlchemyError, psycopg.Error, OSError):
        # Answer without the database too: the request counters are needed most when it is away.
        return


@router.get("/metrics")
async def read_metrics(request: Request) -> Response:
    """Prometheus metrics of this process; the gateway does not pass this path on."""
    await read_feed_metrics(database_of(request))
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
