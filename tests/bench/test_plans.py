"""What is said of a plan, and that no list is forgotten."""

import json
from typing import Any

import pytest

from infra.local.settings import ROOT
from tests.bench.explain import NO_LISTS, lists_of, numbered
from tests.bench.lists import EVERY, KIT, LISTS, Listed, asked
from tests.bench.plans import BUFFERS, ROWS_OF_A_SCAN, Read, Scan, read_of


def scan(table: str, rows: float, loops: int = 1, **others: Any) -> dict[str, Any]:
    return {"Node Type": "Seq Scan", "Relation Name": table, "Actual Rows": rows, "Actual Loops": loops, **others}


def plan(*parts: dict[str, Any], rows: int = 51, hit: int = 10, read: int = 5) -> dict[str, Any]:
    top = {"Node Type": "Limit", "Actual Rows": rows, "Actual Loops": 1, "Plans": list(parts)}
    return {"Plan": {**top, "Shared Hit Blocks": hit, "Shared Read Blocks": read}}


def test_rows_that_were_thrown_away_and_every_turn_of_a_loop_were_read() -> None:
    inner = scan("people", 0.5, loops=40, **{"Node Type": "Index Scan", "Index Name": "pk_people"})
    outer = scan("shares", 40, **{"Rows Removed by Filter": 60, "Rows Removed by Index Recheck": 3, "Plans": [inner]})
    never = scan("clicks", 0, loops=0)
    found = read_of(plan(outer, never))
    assert (found.answered, found.buffers, found.rows) == (51, 15, 123)
    assert found.scans == (
        Scan("shares", "Seq Scan", 103, 63),
        Scan("people", "Index Scan by pk_people", 20, 0),
    )
    assert found.largest.table == "shares"
    assert not found.fault


@pytest.mark.parametrize(
    ("rows", "buffers", "fault"),
    [
        (ROWS_OF_A_SCAN, BUFFERS, ""),
        (ROWS_OF_A_SCAN + 1, 1, "Seq Scan of people read 256 rows"),
        (1, BUFFERS + 1, "2,041 blocks"),
    ],
)
def test_a_page_has_its_bounds(rows: int, buffers: int, fault: str) -> None:
    assert Read(51, (Scan("people", "Seq Scan", rows, 0),), buffers).fault == fault


def test_a_statement_without_a_table_reads_nothing() -> None:
    assert read_of(plan(rows=1)).rows == 0
    assert read_of(plan(rows=1)).largest.rows == 0


def test_placeholders_are_numbered_by_name_and_by_place() -> None:
    assert numbered("a = %(x)s AND b = %(y)s AND c = %(x)s", {"x": 1, "y": 2}) == (
        "a = $1 AND b = $2 AND c = $1",
        [1, 2],
    )
    assert numbered("a = %s AND b LIKE '5%%' AND c = %s", [3, 4]) == ("a = $1 AND b LIKE '5%' AND c = $2", [3, 4])
    assert numbered("a % 2 = 0".replace("%", "%%"), None) == ("a % 2 = 0", [])


def test_the_ways_to_ask_are_each_order_and_each_filter() -> None:
    listed = Listed((), {"state": "open", "state ": "a b", "person": "{person}"}, {"state=open": "few"})
    found = list(asked(listed, ["-since"]))
    assert found == [
        ("", ""),
        ("sort=-since", "sort=-since"),
        ("state=open", "state=open"),
        ("state=a+b", "state=a b"),
        ("person={person}", "person={person}"),
    ]
    assert [listed.may_read_more(way) for _, way in found] == ["", "", "few", "", ""]
    assert Listed(why={EVERY: "small"}).may_read_more("q=x") == "small"


@pytest.mark.parametrize("service", LISTS)
def test_every_list_that_a_service_promises_is_explained_and_no_other(service: str) -> None:
    contract = json.loads((ROOT / "services" / f"{service}-api" / "openapi.json").read_text())
    promised = set(lists_of(contract)) - NO_LISTS
    assert promised == {*LISTS[service], *KIT}
