"""Refusals that the contract cannot read from a path."""

from typing import Any

MISSING: dict[int | str, dict[str, Any]] = {
    404: {
        "description": "Hidden or missing",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}
"""For routes without an id in their path that still may find nothing."""
