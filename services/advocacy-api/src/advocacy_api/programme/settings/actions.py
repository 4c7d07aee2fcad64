"""What can happen to the programme's settings. A change counts from now on; nothing past is looked at anew."""

from datetime import datetime

from service_kit.data.database import AsyncSession
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match

from advocacy_api.programme.settings import queries
from advocacy_api.programme.settings.schemas import ChangeSettings
from advocacy_api.programme.settings.tables import ProgrammeSettings


async def change(
    session: AsyncSession, actor: Actor, match: Match, body: ChangeSettings, *, now: datetime
) -> ProgrammeSettings:
    settings = await queries.locked(session, now)
    match.check(settings.version)
    settings.disclosure_kinds = [kind.value for kind in body.disclosure_kinds]
    settings.updated_at, settings.version = now, settings.version + 1
    audit.record(
        session,
        actor,
        action="settings.changed",
        subject=settings.name,
        details={"disclosure_kinds": settings.disclosure_kinds},
    )
    return settings
