"""What this process alone can measure: durations of requests and how far viewers are
behind. It holds no rows; labels are few and never an id."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Histogram, ProcessCollector

# Of this process; what rows say is told by any process alike.
registry = CollectorRegistry()
ProcessCollector(registry=registry)
requests = Histogram(
    "omniweb_request_seconds",
    "How long requests took, by the room's address and the status' first digit.",
    ["area", "status"],
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 30),
    registry=registry,
)
relay_lag = Histogram(
    "omniweb_relay_lag_seconds",
    "From an event's writing to the sending of its frame to a viewer.",
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5),
    registry=registry,
)
