"""HR's file over HTTP: it is taken in, and asked after until it is done."""

from typing import Annotated
from uuid import UUID

from fastapi import File, Query, Request, Response, UploadFile
from service_kit.data.database import AsyncSession, ReadSession, WriteSession
from service_kit.identity.auth import Actor, Needs
from service_kit.web.addresses import locate
from service_kit.web.concurrency import capability_router
from service_kit.web.errors import Missing
from service_kit.web.pages import Key, Page, PageQuery, paginate
from service_kit.work.clock import Now
from service_kit.work.jobs import defer

from training_api.directory.imports import actions, queries
from training_api.directory.imports.jobs import run_import
from training_api.directory.imports.schemas import PeopleImportOut, PeopleImportSummaryOut, RowErrorOut
from training_api.directory.imports.tables import PeopleImport
from training_api.permissions import Permission
from training_api.settings import Settings

router = capability_router("/people/imports", "People")
NEWEST_FIRST = [Key(queries.IMPORTS.c.id, descending=True)]
IN_ORDER = [Key(queries.ERRORS.c.place)]
CsvFile = Annotated[UploadFile, File(json_schema_extra={"format": "binary"}, description="CSV in UTF-8.")]


@router.post("", status_code=202)
async def import_people(
    session: WriteSession,
    request: Request,
    response: Response,
    file: CsvFile,
    actor: Annotated[Actor, Needs(Permission.IMPORT_PEOPLE)],
    now: Now,
    dry_run: Annotated[bool, Query(description="Only say what would happen.")] = False,
) -> PeopleImportOut:
    """Bring people into the directory from a CSV file; the answer says where to ask how it goes."""
    settings: Settings = request.app.state.settings
    at_most = settings.people_import_max_bytes
    content = await file.read(at_most + 1)
    name = file.filename or ""
    received = await actions.receive(session, actor, name, content, dry_run=dry_run, at_most=at_most, now=now)
    await defer(session, run_import, import_id=str(received.id), errors_listed=settings.row_errors_listed)
    locate(request, response, received.id)
    return PeopleImportOut.model_validate(received)


@router.get("")
async def list_people_imports(
    session: ReadSession, page: PageQuery, _actor: Annotated[Actor, Needs(Permission.IMPORT_PEOPLE)]
) -> Page[PeopleImportSummaryOut]:
    """The files that came in, newest first."""
    rows, cursor = await paginate(session, queries.listed(), NEWEST_FIRST, page)
    return Page(items=[PeopleImportSummaryOut.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/{import_id}")
async def read_people_import(
    session: ReadSession, import_id: UUID, _actor: Annotated[Actor, Needs(Permission.IMPORT_PEOPLE)]
) -> PeopleImportOut:
    """How an import goes, and what was wrong with which row."""
    return PeopleImportOut.model_validate(await _known(session, import_id))


@router.get("/{import_id}/errors")
async def list_people_import_errors(
    session: ReadSession,
    page: PageQuery,
    import_id: UUID,
    _actor: Annotated[Actor, Needs(Permission.IMPORT_PEOPLE)],
    code: Annotated[str | None, Query(max_length=64, description="Only errors of this kind.")] = None,
) -> Page[RowErrorOut]:
    """What was wrong with which row, in the order of the file: the first ones, `errors_listed` of the import."""
    await _known(session, import_id)
    rows, cursor = await paginate(session, queries.errors_of(import_id, code), IN_ORDER, page)
    return Page(items=[RowErrorOut.model_validate(row) for row in rows], next_cursor=cursor)


async def _known(session: AsyncSession, import_id: UUID) -> PeopleImport:
    found = await session.get(PeopleImport, import_id)
    if found is None:
        raise Missing
    return found
