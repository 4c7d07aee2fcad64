"""The programme's settings over HTTP."""

from typing import Annotated

from fastapi import Response
from service_kit.data.database import HotConnection, WriteSession
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, tag
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from advocacy_api.permissions import Permission
from advocacy_api.programme.settings import actions, queries
from advocacy_api.programme.settings.schemas import ChangeSettings, SettingsOut

router = capability_router("/settings", "Settings")

Reader = Annotated[Actor, Needs(Permission.READ_SETTINGS)]
Organiser = Annotated[Actor, Needs(Permission.MANAGE_SETTINGS)]


@router.get("")
async def read_settings(_actor: Reader, connection: HotConnection, response: Response) -> SettingsOut:
    """What holds for the programme."""
    row = await queries.kept(connection)
    out = SettingsOut.model_validate(row) if row else SettingsOut()
    tag(response, out.version)
    return out


@router.put("")
async def change_settings(
    body: ChangeSettings, match: IfMatch, actor: Organiser, session: WriteSession, now: Now, response: Response
) -> SettingsOut:
    """All of the settings anew, from now on; what is published stays published."""
    settings = await actions.change(session, actor, match, body, now=now)
    tag(response, settings.version)
    return SettingsOut.model_validate(settings)
