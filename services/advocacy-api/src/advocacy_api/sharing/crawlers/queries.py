"""What an old list of crawlers asks of an admin."""

from typing import Any

from service_kit.domain.tasks import TOKEN_ROLES, Source, task
from service_kit.work import clock
from sqlalchemy import Uuid, any_, cast, func, literal, select

from advocacy_api.permissions import Permission
from advocacy_api.sharing.crawlers import rules

_KEY = cast(func.md5("crawlers"), Uuid)


async def is_old(_state: Any) -> bool:
    """Asked of no database: the list is part of the service."""
    return rules.is_old(clock.now().date())


OLD_LIST = Source(
    select(
        *task(
            "crawler-list",
            id=_KEY,
            subject_type="crawler-list",
            subject_id=_KEY,
            subject_title=func.jsonb_build_object("en", "crawler-user-agents"),
            reason="CrawlerListOld",
            minutes=30,
        )
    ).where(literal("admin") == any_(TOKEN_ROLES)),
    Permission.MANAGE_SETTINGS,
    when=is_old,
)
"""The list is named as its package is, in every language."""
