"""How the hours of sign-offs are summarised."""

from collections.abc import Mapping
from typing import Any

from service_kit.domain.insights import percentile


def hours_as_percentiles(figures: Mapping[str, Any]) -> dict[str, Any]:
    """The outcomes as they are, and of their hours the median and the ninetieth percentile, to a tenth of an hour."""
    hours = figures["hours"]
    counts = {name: value for name, value in figures.items() if name != "hours"}
    return {
        **counts,
        "median_hours": round(percentile(hours, 0.5), 1),
        "p90_hours": round(percentile(hours, 0.9), 1),
    }
