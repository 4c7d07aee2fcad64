"""The feeds of a running stack: how far they are, and the repair of one by two admins."""

import json
from typing import Any

import httpx
import jwt
import psycopg

from tests.calling import eventually
from tests.conftest import RunningStack

SOON = 120.0
COMPARE = "feeds:compare"


def feeds(stack: RunningStack, name: str) -> list[Any]:
    """What a service says of every feed it follows; nothing while it starts again, as after a restore."""
    address = f"http://127.0.0.1:{stack.state.ports[name]}/health/ready"
    try:
        return list(httpx.get(address, trust_env=False, timeout=10).json()["feeds"])
    except httpx.TransportError:
        return []


def caught_up(stack: RunningStack, name: str) -> list[Any]:
    """Every feed of a service once each is followed to its end; nothing before."""
    found = feeds(stack, name)
    return found if all(feed["state"] == "following" and _at_head(stack, feed) for feed in found) else []


def _at_head(stack: RunningStack, feed: Any) -> bool:
    with psycopg.connect(stack.state.databases[feed["source"]]) as connection:
        row = connection.execute("SELECT max(position), (SELECT count(*) FROM outbox) FROM events").fetchone()
    return row is not None and feed["position"] == row[0] and row[1] == 0


def rewound(stack: RunningStack, name: str) -> bool:
    """Whether a service says that training's history is another one than it has read."""
    return any(feed["source"] == "training" and feed["state"] == "rewound" for feed in feeds(stack, name))


def repair(stack: RunningStack, name: str) -> str:
    """A dry run of one admin, the repair of another; what it came to, by kind."""
    path = f"{stack.base_url}/api/{name}/v1/feeds/training/repair"
    with httpx.Client(headers=stack.bearer("admin"), timeout=30, trust_env=False) as first:
        tried = _job(stack, first, first.post(path, json={"dry_run": True}))
        alone = first.post(path, json={"dry_run": False})
        assert (alone.status_code, alone.json()["code"]) == (403, "SecondPersonNeeded"), alone.text
    with httpx.Client(headers=_second_admin(stack), timeout=30, trust_env=False) as second:
        done = _job(stack, second, second.post(path, json={"dry_run": False}))
    assert _lost(done) == _lost(tried), (tried, done)
    return "; ".join(
        f"{kind}: " + ", ".join(f"{word} {count}" for word, count in counts.items() if count)
        for kind, counts in done["result"].items()
    )


def _lost(job: Any) -> dict[str, tuple[int, int]]:
    """What either side lacks; what differs may change meanwhile, because whoever signs in changes a person."""
    return {kind: (counts["missing_here"], counts["unknown_there"]) for kind, counts in job["result"].items()}


def _job(stack: RunningStack, client: httpx.Client, answer: httpx.Response) -> Any:
    assert answer.status_code == 202, answer.text
    address = stack.base_url + answer.headers["location"]

    def ended() -> Any:
        job = client.get(address).json()
        return job if job["status"] in {"succeeded", "failed"} else None

    job = eventually(ended, SOON)
    assert job["status"] == "succeeded", job
    return job


def _second_admin(stack: RunningStack) -> dict[str, str]:
    """The embedded provider knows one admin: its own key signs that another person is one too."""
    keys = json.loads((stack.data / "identity" / "jwks.json").read_text(encoding="utf-8"))["keys"]
    claims = jwt.decode(stack.token("hr"), options={"verify_signature": False})
    key = jwt.PyJWK(keys[0])
    token = jwt.encode(
        claims | {"roles": ["employee", "admin"]},
        key.key,
        algorithm=key.algorithm_name,
        headers={"kid": keys[0]["kid"], "typ": "at+jwt"},
    )
    return {"Authorization": f"Bearer {token}"}


def compare_replicas(stack: RunningStack, name: str) -> list[Any]:
    """Run the nightly comparison now; for every feed, the kinds that differ from the publisher's."""
    before = {feed["source"]: feed["compared_at"] for feed in feeds(stack, name)}
    with psycopg.connect(stack.state.databases[name]) as connection:
        connection.execute("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('default', %s)", (COMPARE,))

    def compared() -> list[Any]:
        found = feeds(stack, name)
        return found if all(feed["compared_at"] not in (None, before[feed["source"]]) for feed in found) else []

    return [feed["differs"] for feed in eventually(compared, SOON)]
