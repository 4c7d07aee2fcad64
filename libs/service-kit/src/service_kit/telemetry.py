"""What is counted and traced: Prometheus metrics always, OpenTelemetry spans where a collector is configured."""

from prometheus_client import Counter, Gauge, Histogram

feed_position = Gauge("feed_position", "The position applied last, per feed followed.", ["source"])
feed_lag = Gauge("feed_lag_events", "How many events of the feed are not applied here yet.", ["source"])
feed_stopped = Gauge("feed_stopped", "1 while a feed stands still because an event cannot be applied.", ["source"])
feed_applied = Counter("feed_events_applied", "Events applied or passed over, per feed followed.", ["source"])
requests_served = Counter("http_requests", "Requests answered.", ["method", "route", "status"])
request_seconds = Histogram(
    "http_request_seconds",
    "How long answers took, per route.",
    ["route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0),
)
