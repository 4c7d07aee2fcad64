"""HR's file over HTTP: it is taken in, and asked after until it is done."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, File, Form, Query, Request, Response, UploadFile
from pydantic import Json
from service_kit.data.database import HotConnection, WriteSession
from service_kit.data.localized import accepted_languages
from service_kit.domain.collections import Wanted, answer, wanted_from
from service_kit.domain.exports import FILES
from service_kit.identity.auth import Actor, Needs
from service_kit.web.addresses import locate
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.web.words import words_of
from service_kit.work.clock import Now
from service_kit.work.jobs import defer

from training_api.directory.files.rules import Encoding
from training_api.directory.imports import actions, queries
from training_api.directory.imports.jobs import run_import
from training_api.directory.imports.schemas import (
    CarriedField,
    ColumnOrigin,
    PeopleImportOut,
    PeopleImportSummaryOut,
    RowErrorOut,
    Say,
)
from training_api.permissions import Permission
from training_api.settings import Settings

router = capability_router("/people/imports", "People")
PeopleFile = Annotated[
    UploadFile,
    File(
        json_schema_extra={"format": "binary"},
        description="CSV with a comma, semicolon, tab or bar, XLSX or ODS: its content says which, not its name.",
    ),
]
AsEncoded = Annotated[
    Encoding, Query(description="How a CSV says its letters; a mark for UTF-8 or UTF-16 has the last word.")
]
Mapped = Annotated[
    Json[dict[CarriedField, ColumnOrigin]] | None,
    Form(
        description="By field of a person, where it comes from. Columns that it does not name are passed over, fields "
        "that it does not name stay as they are. Without it the headings are the fields' own names."
    ),
]
Importer = Annotated[Actor, Needs(Permission.IMPORT_PEOPLE)]


async def _say(request: Request) -> Say:
    languages = accepted_languages(request.headers.get("Accept-Language"))
    return partial(words_of(request.app.state.service.package).say, "rows", languages=languages)


InTheirLanguage = Annotated[Say, Depends(_say)]
"""Says what is wrong with a row in the language that the reader asks for."""


@router.post("", status_code=202)
async def import_people(
    file: PeopleFile,
    actor: Importer,
    say: InTheirLanguage,
    session: WriteSession,
    now: Now,
    request: Request,
    response: Response,
    dry_run: Annotated[bool, Query(description="Only say what would happen.")] = False,
    encoding: AsEncoded = Encoding.UTF_8,
    mapping: Mapped = None,
) -> PeopleImportOut:
    """Bring people into the directory from a CSV, XLSX or ODS; the answer says where to ask how it goes."""
    settings: Settings = request.app.state.settings
    at_most = settings.people_import_max_bytes
    content = await file.read(at_most + 1)
    name = file.filename or ""
    received = await actions.receive(session, actor, name, content, dry_run=dry_run, at_most=at_most, now=now)
    origins = {field: origin.model_dump(exclude_none=True) for field, origin in (mapping or {}).items()} or None
    read: dict[str, Any] = {
        "errors_listed": settings.row_errors_listed,
        "encoding": encoding.value,
        "mapping": origins,
        "unpacked_mib": settings.import_unpacked_mib,
    }
    await defer(session, run_import, import_id=str(received.id), **read)
    locate(request, response, received.id)
    return PeopleImportOut.said(received, say)


@router.get("", response_model=Page[PeopleImportSummaryOut], responses=FILES)
async def list_people_imports(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))], actor: Importer, connection: HotConnection, now: Now
) -> Any:
    """The files that came in, newest first."""
    return await answer(queries.LIST, connection, actor, wanted, now=now, out=PeopleImportSummaryOut)


@router.get("/{import_id}")
async def read_people_import(
    import_id: UUID, _actor: Importer, say: InTheirLanguage, connection: HotConnection
) -> PeopleImportOut:
    """How an import goes, and what was wrong with which row."""
    return PeopleImportOut.said(await queries.found(connection, import_id), say)


@router.get("/{import_id}/errors", response_model=Page[RowErrorOut], responses=FILES)
async def list_people_import_errors(
    import_id: UUID,
    wanted: Annotated[Wanted, Depends(wanted_from(queries.ERRORS_LIST))],
    actor: Importer,
    say: InTheirLanguage,
    connection: HotConnection,
    now: Now,
    caused_by: Annotated[
        int | None, Query(ge=1, description="What follows from the error on this line; without it the causes.")
    ] = None,
) -> Any:
    """What was wrong with which row, in the order of the file: the first ones, `errors_listed` of the import."""
    await queries.found(connection, import_id)

    def show(row: Any) -> RowErrorOut:
        return RowErrorOut.said(row._asdict(), say)

    whose = {"import": import_id, "caused_by_line": caused_by or 0}
    return await answer(
        queries.ERRORS_LIST, connection, actor, wanted, now=now, out=RowErrorOut, show=show, values=whose
    )
