"""One side of a comparison: a stack of the working tree it runs in, filled, described in one line of JSON.

Run by `tests.bench.against` with the environment of that tree, which may be an older commit: everything it imports is
the tree's own, everything it asks for is a promise of the contracts. It ends, and stops its stack, when its input ends.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import psycopg

from infra.local.state import State
from tests.bench import limits, world

try:
    from tests.bench.stack import stack_up
except ModuleNotFoundError:  # a commit from before it stood in a file of its own
    from tests.bench.__main__ import stack_up

WRITERS = 2000
"""How many people write, at most: each acknowledges once and completes one module."""
REWARDS = 4
SIGNOFFS, SEATS = 150, 8


def people_who_write(place: world.World) -> dict[int, str]:
    """A token for each of the first people who have no history yet."""
    chosen = range(1, min(2 * WRITERS, place.size), 2)
    with ThreadPoolExecutor(4) as pool:
        tokens = pool.map(lambda n: place.token(f"person:b{n:06d}"), chosen)
        return dict(zip(chosen, tokens, strict=True))


def begun(place: world.World, tokens: dict[int, str]) -> list[tuple[str, str, str]]:
    """Enrolments in the last module: token, enrolment, and the one content item whose reading completes it."""
    module = place.modules[-1]
    base = f"{place.origin}/api/training/v1"
    with httpx.Client(timeout=60, trust_env=False) as client:

        def enrol(token: str) -> tuple[str, str, str]:
            bearer = {"Authorization": f"Bearer {token}"}
            made = client.post(f"{base}/enrolments", json={"module_id": module}, headers=bearer).raise_for_status()
            return token, made.json()["id"], item

        bearer = {"Authorization": f"Bearer {next(iter(tokens.values()))}"}
        item = client.get(f"{base}/modules/{module}", headers=bearer).raise_for_status().json()["content"][0]["id"]
        with ThreadPoolExecutor(4) as pool:
            return list(pool.map(enrol, tokens.values()))


def asked(place: world.World, tokens: dict[int, str]) -> list[tuple[str, str]]:
    """Token and open acknowledgement of each who writes."""
    people = {place.people[n]: token for n, token in tokens.items()}
    with psycopg.connect(place.databases["governance"]) as connection:
        rows = connection.execute(
            "SELECT person_id, id FROM acknowledgements WHERE state = 'open' AND person_id = ANY(%s)", [list(people)]
        ).fetchall()
    return [(people[person], str(ask)) for person, ask in rows]


def rewards(place: world.World, people: list[Any]) -> list[str]:
    """Rewards without a limit, and points for each who writes."""
    with psycopg.connect(place.databases["advocacy"], autocommit=True) as connection:
        connection.execute("UPDATE point_balances SET balance = 100000 WHERE person_id = ANY(%s)", [people])
    body = {"title": {"en": "A mug"}, "cost": 1, "stock": None, "budget": None}
    with place.client("community-manager") as manager:
        return [
            manager.post("/api/advocacy/v1/rewards", json=body).raise_for_status().json()["id"] for _ in range(REWARDS)
        ]


def to_decide(place: world.World, tokens: dict[int, str]) -> list[tuple[str, str, str]]:
    """Whose decision a sign-off waits for: token, sign-off, and the hash of what is decided on.

    Each of the reviewers has a seat in each sign-off; one decides on all of them before the next does.
    """
    reviewers = list(tokens)[:SEATS]
    named = [{"person": str(place.people[n])} for n in reviewers]
    stage = {"name": "Decide", "kind": "decide", "reviewers": named, "quorum": "all", "due_business_days": 5}
    with place.client("strategist") as strategist:

        def post(path: str, body: Any) -> Any:
            return strategist.post(f"/api/governance/v1{path}", json=body).raise_for_status().json()

        me = strategist.get("/api/governance/v1/people/me").raise_for_status().json()["id"]
        template = post("/signoff-templates", {"name": "Bench", "stages": [stage]})["id"]

        def submit(number: int) -> Any:
            made = post("/guidelines", {"code": f"bench-signed-{number}", "title": {"en": f"Bench {number}"}})
            versions = f"/guidelines/{made['id']}/versions"
            post(versions, {"based_on": None})
            for kind in ("do", "dont", "duty", "freedom"):
                post(
                    f"{versions}/1/clauses",
                    {"type": kind, "scope": "work", "applies_to": {"roles": []}, "audience_groups": [],
                     "text": {"en": f"A {kind}."}, "reason": "Trust", "owner_id": me, "review_on": "2027-06-01"},
                )  # fmt: skip
            return post(f"{versions}/1/submit", {"template_id": template})

        with ThreadPoolExecutor(4) as pool:
            signoffs = list(pool.map(submit, range(SIGNOFFS)))
    return [(tokens[n], signoff["id"], signoff["content_hash"]) for n in reviewers for signoff in signoffs]


def catalogue_tags(place: world.World, readers: list[str]) -> list[str]:
    """The ETag of the catalogue for each who reads it."""
    url = f"{place.origin}/api/training/v1/modules?limit=60"
    with httpx.Client(timeout=60, trust_env=False) as client:
        return [
            client.get(url, headers={"Authorization": f"Bearer {token}"}).raise_for_status().headers["etag"]
            for token in readers
        ]


def described(place: world.World, data: Path) -> dict[str, Any]:
    """What the requests are made of."""
    tokens = people_who_write(place)
    readers = [place.token(f"person:b{n:06d}") for n in range(2, min(82, place.size // 10), 2)]  # who have reports
    pieces: dict[str, Callable[[], list[Any]]] = {
        "catalogue_tags": lambda: catalogue_tags(place, readers),
        "rewards": lambda: rewards(place, [place.people[n] for n in tokens]),
        "begun": lambda: begun(place, tokens),
        "asked": lambda: asked(place, tokens),
        "to_decide": lambda: to_decide(place, tokens),
    }
    return {
        "origin": place.origin,
        "limit_database": place.databases["training"],
        "people": [str(person) for person in place.people[:2000]],
        "modules": place.modules,
        "content": place.ids["content"],
        "codes": place.codes,
        "readers": readers,
        "writers": list(tokens.values()),
        "lms": place.token("lms"),
        "partner": place.token("partner"),
        "requirement": place.ids["requirement"],
        "hr": place.token("hr"),
        "leader": place.token(f"person:b{max(0, place.size // 100 - 2):06d}"),  # who has a hundred people below
        "parts": {name: getattr(part, "pid", part) for name, part in State.read(data).parts.items()},
        "supervisor": getattr(State.read(data).supervisor, "pid", 0),
        **{name: piece_of(name, make) for name, make in pieces.items()},
    }


def piece_of(name: str, make: Callable[[], list[Any]]) -> list[Any]:
    """What a path is asked with; nothing where it cannot be made, so that the other paths are measured."""
    try:
        return make()
    except Exception:  # noqa: BLE001  # an older tree may lack any part of it
        print(f"{name} could not be made:", file=sys.stderr)
        traceback.print_exc()
        return []


def main(size: int) -> None:
    """Bring the stack up, fill it, say what it holds, and wait."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what the stack's own commands say is no part of the answer
    folder = Path(tempfile.mkdtemp(prefix="kring-side-"))
    folder.chmod(0o755)
    port, data = limits.free_port(), folder / "data"
    try:
        place = stack_up(port, data)
        place.size = size
        world.import_people(place, world.people_file(size))
        for service in ("advocacy", "governance"):
            world.wait_for_replica(place, service)
        world.build(place)
        out.write(json.dumps(described(place, data)) + "\n")
        out.flush()
        sys.stdin.read()
    finally:
        environment = {**os.environ, "PORT": str(port), "DATA": str(data)}
        subprocess.run([sys.executable, "-m", "infra.local", "down"], env=environment, check=False, timeout=90)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
