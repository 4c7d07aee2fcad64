"""HR's file is looked at before it is brought in."""

import asyncio
from typing import Annotated

from fastapi import Request
from service_kit.identity.auth import Actor, Needs
from service_kit.web.errors import Malformed, TooLarge
from service_kit.web.routes import capability_router

from training_api.directory.files.rules import Encoding
from training_api.directory.imports.endpoints import AsEncoded, InTheirLanguage, PeopleFile
from training_api.directory.inspections import rules
from training_api.directory.inspections.schemas import InspectionOut
from training_api.directory.spreadsheets.rules import MIB
from training_api.permissions import Permission
from training_api.settings import Settings

router = capability_router("/people/imports", "People")
Importer = Annotated[Actor, Needs(Permission.IMPORT_PEOPLE)]


@router.post("/inspect")
async def inspect_people_file(
    file: PeopleFile, _actor: Importer, say: InTheirLanguage, request: Request, encoding: AsEncoded = Encoding.UTF_8
) -> InspectionOut:
    """What the columns of a file seem to be. Of a CSV its first part is enough; nothing is kept."""
    settings: Settings = request.app.state.settings
    at_most = settings.people_import_max_bytes
    content = await file.read(at_most + 1)
    if not content:
        raise Malformed(case="empty-file", pointer="/file")
    if len(content) > at_most:
        raise TooLarge(case="people-file", bytes=at_most)
    unpacked_at_most = settings.import_unpacked_mib * MIB
    return InspectionOut.told(await asyncio.to_thread(rules.inspect, content, encoding, unpacked_at_most), say)
