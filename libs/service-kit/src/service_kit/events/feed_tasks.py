"""What waits for an admin of a feed that was found rewound: one task per feed, in the shape of every task."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import psycopg

from service_kit.events.feed_repair_endpoints import REPAIR
from service_kit.identity.auth import Actor

REWOUND = "SELECT source, rewound_at FROM feed_cursors WHERE rewound_at IS NOT NULL ORDER BY source"
TITLE: Mapping[str, str] = {"en": "Feed of {}", "nl": "Feed van {}", "fr": "Flux de {}"}
REASON: Mapping[str, str] = {
    "en": "The publisher was restored from a backup; nothing of it is taken over before two admins repair the feed.",
    "nl": "De bron is uit een back-up hersteld; er wordt niets overgenomen tot twee beheerders de feed herstellen.",
    "fr": "La source a été restaurée d'une sauvegarde ; rien n'est repris avant que deux administrateurs ne réparent "
    "le flux.",
}


async def tasks_of_feeds(connection: psycopg.AsyncConnection[dict[str, Any]], actor: Actor) -> Sequence[dict[str, Any]]:
    """The rewound feeds as tasks, for whoever may repair them; nothing is asked for anybody else."""
    if not actor.may(REPAIR):
        return []
    rows = await (await connection.execute(REWOUND)).fetchall()
    return [_task(row["source"], row["rewound_at"]) for row in rows]


def _task(source: str, rewound_at: Any) -> dict[str, Any]:
    key = uuid5(NAMESPACE_URL, f"feed:{source}")
    title = {language: words.format(source) for language, words in TITLE.items()}
    return {
        "id": key,
        "kind": "feed-rewound",
        "subject": {"id": key, "code": source, "title": title},
        "reason": {"code": "FeedRewound", "text": dict(REASON)},
        "due_at": rewound_at,
        "overdue": True,
        "minutes": 15,
        "href": "/",
    }
