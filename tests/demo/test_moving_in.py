"""Lindemeer moves into a running stack through the public API, and a second time changes nothing."""

import re
from collections import Counter
from typing import Any

import httpx
import pytest

from infra.demo.api import A, G, T
from tests.conftest import RunningStack
from tests.demo.conftest import seeded

# A stack that starts and a thousand people who move in take time, and want no other stack beside them at work.
pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("stack")]
TRACEPARENT = r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
# What is published by statements for many people at once, in each service.
TOLD_BY_STATEMENTS = {
    T: {"training.person.changed.v1", "training.certificate.issued.v1"},
    G: {"governance.acknowledgement.recorded.v1", "governance.speaking-right.granted.v1"},
    A: {"advocacy.badge.awarded.v1"},
}
NOTHING_NEW = (
    "0 created, 0 updated, 1000 unchanged",
    "groups: 0 mapped to roles",
    "0 rules and 0 badges made",
    "0 modules written, 60 were there",
    "0 modules and 0 tracks published",
    "version 1 is in force",
    "0 new lines for people",
    "0 set out",
    "0 completions recorded",
    "0 of 154 people answered anew",
    "0 visits",
    "asked for before",
    "version 2 is in-signoff",
)


def read(stack: RunningStack, who: str, path: str, **params: Any) -> Any:
    answer = httpx.get(f"{stack.base_url}{path}", params=params, headers=stack.bearer(who), timeout=20, trust_env=False)
    assert answer.status_code == 200, answer.text
    return answer.json()


def feed(stack: RunningStack, service: str) -> list[Any]:
    """Every event of a service until now."""
    events: list[Any] = []
    while page := read(stack, "training-api", f"{service}/feed", after=events[-1]["id"] if events else 0, limit=1000):
        events += page
    return events


def what_is_there(stack: RunningStack) -> dict[str, Any]:
    """The figures that a dashboard would show."""
    return {
        "modules": len(read(stack, "employee", f"{T}/modules", limit=200)["items"]),
        "acknowledged": read(stack, "legal", f"{G}/guidelines/social-media/versions/1/acknowledgement-summary"),
        "certificates": len(read(stack, "trainer", f"{T}/certificates", limit=200)["items"]),
        "active": len(read(stack, "community-manager", f"{A}/ambassadors", state="active", limit=200)["items"]),
        "redemptions": len(read(stack, "community-manager", f"{A}/redemptions", limit=200)["items"]),
        "content": len(read(stack, "community-manager", f"{A}/content", limit=200)["items"]),
        "groups": len(read(stack, "hr", f"{T}/role-mappings")["items"]),
        "inbox": [one["my_turn"] for one in read(stack, "legal", f"{G}/me/signoffs")["items"]],
    }


def test_the_company_is_there_with_its_history(lindemeer: RunningStack) -> None:
    there = what_is_there(lindemeer)
    assert there["modules"] == 60
    assert there["groups"] == 12
    assert there["acknowledged"]["asked"] == 1000
    assert there["acknowledged"]["accepted"] >= 150
    assert there["certificates"] >= 80
    assert there["active"] == 40
    assert there["redemptions"] >= 5
    assert there["content"] == 14
    assert there["inbox"].count(True) == 1


def test_the_ledger_adds_up_and_the_leaderboard_has_names_and_pseudonyms(lindemeer: RunningStack) -> None:
    assert read(lindemeer, "community-manager", f"{A}/points/consistency")["consistent"]
    board = read(lindemeer, "employee", f"{A}/leaderboards", period="month", scope="organisation")
    pseudonyms = [one for one in board["top"] if re.search(r" \d{3}$", one["name"])]
    assert board["people"] >= 20  # who chose to take part, and earned something this month
    assert pseudonyms


def test_the_demo_employee_is_on_their_way(lindemeer: RunningStack) -> None:
    transcript = read(lindemeer, "employee", f"{T}/me/transcript")
    assert {entry["module_code"] for entry in transcript["items"]} == {"DIQ-101", "DIQ-106"}
    assert read(lindemeer, "employee", f"{T}/me/tasks")["items"]
    assert read(lindemeer, "employee", f"{G}/me/tasks")["items"]


@pytest.mark.parametrize("service", [T, G, A])
def test_every_event_carries_the_trace_of_the_act_that_caused_it(lindemeer: RunningStack, service: str) -> None:
    events = feed(lindemeer, service)
    assert len(events) >= 300
    assert TOLD_BY_STATEMENTS[service] <= {event["type"] for event in events}
    untraced = [event for event in events if not re.fullmatch(TRACEPARENT, event["traceparent"] or "")]
    assert not untraced, Counter(event["type"] for event in untraced)
    assert len({event["traceparent"] for event in events}) >= 20, "different acts have different traces"


def test_moving_in_again_changes_nothing(lindemeer: RunningStack) -> None:
    before = what_is_there(lindemeer)
    again = seeded(lindemeer)
    assert again.returncode == 0, again.stderr
    missing = [line for line in NOTHING_NEW if line not in again.stdout]
    assert not missing, again.stdout
    assert what_is_there(lindemeer) == before
