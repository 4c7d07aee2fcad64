"""What the databases hold afterwards, compared with what was acknowledged: nothing lost, nothing twice."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg

from infra.local.settings import SERVICES
from tests.conftest import RunningStack
from tests.faults.load import Write
from tests.faults.world import SCHEME, World

SETTLES_WITHIN = 120.0
FOLLOWED = "SELECT source, position FROM feed_cursors"
HEAD = "SELECT coalesce(max(position), 0) + (SELECT count(*) FROM outbox) FROM events"


@dataclass
class Tally:
    """How many effects were acknowledged, and which of them are missing or there more than once."""

    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)

    def compare(self, kind: str, promised: Iterable[tuple[str, ...]], found: Iterable[tuple[Any, ...]]) -> None:
        """Each promised one is there exactly once, and nothing else of its kind is there twice."""
        counted = Counter(tuple(str(part) for part in row) for row in found)
        wanted = set(promised)
        self.acknowledged += len(wanted)
        self.lost += [f"{kind} {each}" for each in sorted(wanted) if each not in counted]
        self.doubled += [f"{kind} {each} x {times}" for each, times in counted.items() if times > 1]


def rows(stack: RunningStack, service: str, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """What this service's database answers."""
    with psycopg.connect(stack.state.databases[service], autocommit=True) as connection:
        return connection.execute(statement, parameters).fetchall()


def wait_until_settled(stack: RunningStack) -> list[str]:
    """Wait until every follower has read every feed to its end and no job waits; what still does after a long time."""
    ends = time.monotonic() + SETTLES_WITHIN
    while (left := _unsettled(stack)) and time.monotonic() < ends:
        time.sleep(0.2)
    return left


def _unsettled(stack: RunningStack) -> list[str]:
    heads = {service: rows(stack, service, HEAD)[0][0] for service in SERVICES}
    behind = [
        f"{service} is at {position} of {heads[source]} of {source}"
        for service in SERVICES
        for source, position in rows(stack, service, FOLLOWED)
        if position < heads[source]
    ]
    jobs = "SELECT status, task_name FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND scheduled_at IS NULL"
    return behind + [
        f"{service}: {name} is {status}" for service in SERVICES for status, name in rows(stack, service, jobs)
    ]


def count(stack: RunningStack, world: World, writes: set[Write]) -> Tally:
    """Every acknowledged write, and all that follows from it in the other services."""
    tally = Tally()
    by_kind = {
        kind: {write.identity for write in writes if write.kind == kind} for kind in ("completion", "share", "receipt")
    }
    modules, people = world.modules, list(world.person_ids.values())
    completed = rows(
        stack, "training", "SELECT person_id, module_id FROM completions WHERE module_id = ANY(%s::uuid[])", modules
    )
    tally.compare("completion", by_kind["completion"], completed)
    shares = "SELECT person_id, content_id, network FROM shares WHERE person_id = ANY(%s::uuid[])"
    shared = rows(stack, "advocacy", shares, people)
    tally.compare("share", by_kind["share"], shared)
    receipts = "SELECT person_id FROM acknowledgement_receipts WHERE person_id = ANY(%s::uuid[])"
    tally.compare("receipt", by_kind["receipt"], rows(stack, "governance", receipts, people))

    certified = {person for person, module in by_kind["completion"] if module == modules[0]}
    certificates = (
        "SELECT person_id, certificates.id FROM certificates JOIN certification_schemes ON scheme_id ="
        " certification_schemes.id WHERE code = %s"
    )
    given = rows(stack, "training", certificates, SCHEME)
    tally.compare("certificate", {(person,) for person in certified}, [(person,) for person, _id in given])
    facts = rows(stack, "governance", "SELECT certificate_id FROM certificate_facts WHERE scheme_code = %s", SCHEME)
    tally.compare("certificate told", {(str(each),) for _person, each in given}, facts)
    _points(stack, people, tally, {"completion": completed, "share": shared, "certificate": given})
    return tally


def _points(stack: RunningStack, people: list[str], tally: Tally, earned: dict[str, list[tuple[Any, ...]]]) -> None:
    """One entry in the ledger for each thing that earns, per person."""
    statement = "SELECT person_id, reason, count(*) FROM point_entries WHERE person_id = ANY(%s::uuid[]) GROUP BY 1, 2"
    entries = {(str(person), reason): times for person, reason, times in rows(stack, "advocacy", statement, people)}
    for reason, things in earned.items():
        for person, times in Counter(str(thing[0]) for thing in things).items():
            found = entries.get((person, reason), 0)
            tally.lost += [f"points for {reason} of {person}"] * max(0, times - found)
            tally.doubled += [f"points for {reason} of {person}"] * max(0, found - times)
            tally.acknowledged += times


def differences(stack: RunningStack) -> list[str]:
    """What does not agree between the services, in the sums, or in the audit chains."""
    people = {s: set(rows(stack, s, "SELECT id, employee_number, user_name, active FROM people")) for s in SERVICES}
    found = [f"{service} holds other people" for service in SERVICES if people[service] != people["training"]]
    with httpx.Client(base_url=stack.base_url, timeout=60, trust_env=False) as client:
        path, manager = "/api/advocacy/v1/points/consistency", stack.bearer("community-manager")
        if not client.get(path, headers=manager).json()["consistent"]:
            found.append("points are not the sum of their entries")
        for service in SERVICES:
            path = f"/api/{service}/v1/audit/verification"
            if not client.get(path, headers=stack.bearer("admin")).json()["intact"]:
                found.append(f"the audit chain of {service} is broken")
    return found
