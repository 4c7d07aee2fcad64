"""What waits for an admin of a feed that was found rewound: a source of tasks like those of every room."""

from sqlalchemy import Uuid, cast, func, select

from service_kit.domain.tasks import Source, task
from service_kit.events.feed_cursors import cursors
from service_kit.events.feed_repair_endpoints import REPAIR

_KEY = cast(func.md5("feed:" + cursors.c.source), Uuid)
REWOUND_FEEDS = Source(
    select(
        *task(
            "feed-rewound",
            id=_KEY,
            subject_type="feed",
            subject_id=_KEY,
            subject_code=cursors.c.source,
            subject_title=func.jsonb_build_object("en", cursors.c.source),
            reason="FeedRewound",
            due_at=cursors.c.rewound_at,
            minutes=15,
        )
    ).where(cursors.c.rewound_at.is_not(None)),
    REPAIR,
)
"""A feed is named by its publisher, in every language."""
