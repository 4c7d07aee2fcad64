"""What a statement read, out of its plan as PostgreSQL tells it with ANALYZE, BUFFERS and FORMAT JSON. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

PAGE = 50
ROWS_OF_A_SCAN = 5 * (PAGE + 1)
"""Most rows that one scan of a list's statement may read: a page is fifty, and what a row leads to is a few."""
BUFFERS = 40 * (PAGE + 1)
"""Most blocks of 8 KiB that a page may touch: fifty rows, each found by a few indexes of up to five levels."""


@dataclass(frozen=True)
class Scan:
    """All reads of a table in one place of a plan: rows read, those among them that were thrown away."""

    table: str
    way: str
    rows: int
    removed: int


@dataclass(frozen=True)
class Read:
    """What a statement read: rows answered, the scans, the blocks."""

    answered: int
    scans: tuple[Scan, ...]
    buffers: int

    @property
    def rows(self) -> int:
        """Rows read, of all tables."""
        return sum(scan.rows for scan in self.scans)

    @property
    def largest(self) -> Scan:
        """The scan that read the most."""
        return max(self.scans, key=lambda scan: scan.rows, default=Scan("nothing", "", 0, 0))

    @property
    def fault(self) -> str:
        """What is more than a page needs; empty when nothing is."""
        if self.largest.rows > ROWS_OF_A_SCAN:
            return f"{self.largest.way} of {self.largest.table} read {self.largest.rows:,} rows"
        return f"{self.buffers:,} blocks" if self.buffers > BUFFERS else ""


def read_of(plan: Mapping[str, Any]) -> Read:
    """The sum of a plan: the object that EXPLAIN answers, of one statement."""
    root = plan["Plan"]
    buffers = root["Shared Hit Blocks"] + root["Shared Read Blocks"]
    return Read(round(root["Actual Rows"] * root["Actual Loops"]), tuple(_scans(root)), buffers)


def _scans(node: Mapping[str, Any]) -> Iterator[Scan]:
    loops = node["Actual Loops"]
    if "Relation Name" in node and loops:
        removed = sum(value for name, value in node.items() if name.startswith("Rows Removed by"))
        way = f"{node['Node Type']} by {node['Index Name']}" if "Index Name" in node else node["Node Type"]
        rows = round((node["Actual Rows"] + removed) * loops)
        yield Scan(node["Relation Name"], way, rows, round(removed * loops))
    for part in node.get("Plans", []):
        yield from _scans(part)
