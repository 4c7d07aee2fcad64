"""Every night: is each replica what its publisher has? By one number per kind, at the same position of the feed."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import structlog

from service_kit.data.database import Database
from service_kit.events import feed_cursors, feed_state
from service_kit.events.feed_cursors import FeedState
from service_kit.events.feed_repair import Replica
from service_kit.events.follow import Follower
from service_kit.events.siblings import Sibling, SiblingRefused, Siblings
from service_kit.observe import telemetry
from service_kit.web.errors import SiblingAway
from service_kit.work import clock
from service_kit.work.jobs import Jobs

ATTEMPTS = 40
PAUSE_SECONDS = 3.0
log = structlog.get_logger(__name__)


async def compare(
    database: Database,
    sibling: Sibling,
    source: str,
    replicas: Sequence[Replica],
    *,
    attempts: int = ATTEMPTS,
    pause: float = PAUSE_SECONDS,
) -> list[str] | None:
    """The kinds that differ; None when the two were never seen at one position, or the feed is rewound.

    Both sides go on working meanwhile, so it is asked again until the position here is the one of the answer.
    """
    names = [replica.things.kind for replica in replicas]
    for attempt in range(attempts):
        if attempt:
            await asyncio.sleep(pause)
        answer = await sibling.ask("GET", "/v1/feed/digests", params={"kind": names}, timeout=feed_state.DIGEST_SECONDS)
        theirs = {item["kind"]: (item["things"], item["digest"]) for item in answer.body["items"]}
        at = datetime.fromisoformat(answer.body["at"])
        async with database.write() as session:
            cursor = await feed_cursors.open_cursor(session, source)
            if cursor.state is FeedState.REWOUND:
                return None
            ours = await feed_state.digests(
                session,
                [replica.kept_by(source) for replica in replicas],
                position=feed_state.FOLLOWED,
                unsettled="false",
                source=source,
                now=at,
            )
            if ours.position != answer.body["as_of"]:
                continue
            differs = [name for name in names if tuple(ours.kinds[name]) != theirs.get(name)]
            await feed_cursors.note_comparison(session, source, differs, now=clock.now())
        telemetry.feed_differs.labels(source).set(bool(differs))
        if differs:
            log.error("feed_replica_differs", source=source, kinds=differs)
        return differs
    log.warning("feed_not_compared", source=source)
    return None


def comparing(followers: Sequence[Follower], siblings: Siblings) -> Jobs:
    """The job that compares every feed followed here, each night."""
    jobs = Jobs("feeds")

    @jobs.periodic("23 2 * * *", "compare")
    async def compare_all(database: Database) -> None:
        for follower in followers:
            try:
                if follower.replicas:
                    await compare(database, siblings[follower.source], follower.source, follower.replicas)
            except (SiblingAway, SiblingRefused) as fault:
                log.warning("feed_not_compared", source=follower.source, fault=type(fault).__name__)

    return jobs
