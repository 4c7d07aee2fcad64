"""Files over HTTP: taken in, described, linked to, and given to whoever holds a link."""

import asyncio
import hashlib
import re
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, Path, Query, Request, Response, UploadFile
from fastapi import File as Part
from pydantic import ConfigDict, Field

from service_kit.data.database import HotConnection, WriteSession, new_id
from service_kit.data.statements import Connected, run
from service_kit.domain import files
from service_kit.domain.file_links import links_of
from service_kit.domain.file_ranges import wanted_span
from service_kit.domain.file_store import FileStore, Span
from service_kit.domain.files import UNATTACHED, File, FileState
from service_kit.domain.pictures import PREVIEW, SUFFIXES, WHOLE, Picture, media_type_of, remake
from service_kit.identity.auth import Actor, Needs
from service_kit.service import Service
from service_kit.settings import ServiceSettings
from service_kit.web.addresses import locate
from service_kit.web.errors import PROBLEM, Missing, Refusal
from service_kit.web.routes import CapabilityRoute, capability_router
from service_kit.web.schemas import BodyIn, BodyOut, Instant
from service_kit.web.tags import is_held
from service_kit.work.clock import Now
from service_kit.work.turns import Turns

UPLOAD, READ = "files.upload", "files.read"
"""A service grants uploading to whoever may attach a file to something there."""
LINKED = "/v1/files/{file_id}/{size}"
FORM_AROUND_IT = 64 * 1024
SHOWN = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}
UNFIT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u202a-\u202e\u2066-\u2069]')
Size = Literal["whole", "320", "640", "1280", "preview"]


class FileTooLarge(Refusal):
    status = 413
    title = "The file is too large"


class FileNotReady(Refusal):
    """The file has not been checked yet."""

    title = "The file is not ready"


class UploadRoute(CapabilityRoute):
    """A route that takes one file: what announces itself as too large is refused before it is read."""

    refuses_unknown: ClassVar[bool] = True

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler behind the measure."""
        whole = super().get_route_handler()

        async def answer(request: Request) -> Response:
            length = request.headers.get("content-length", "0")
            settings: ServiceSettings = request.app.state.settings
            if length.isdigit() and int(length) > _most(settings) + FORM_AROUND_IT:
                raise _too_large(settings)
            return await whole(request)

        return answer


class FileOut(BodyOut):
    """A file as it is kept. `expires_at` stands while nothing holds it."""

    id: UUID
    name: str
    media_type: str
    bytes: int
    sha256: str
    state: FileState
    width: int | None = Field(description="Of a picture, in points.")
    height: int | None
    expires_at: Instant | None


class LinkFile(BodyIn):
    """Which size of a picture; every other file has `whole` alone."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"size": "whole"}]})

    size: Size = "whole"


class FileLinkOut(BodyOut):
    """An address that needs no token, until it ends."""

    url: str
    expires_at: Instant


upload_router = capability_router("/files", "Files", UploadRoute)
router = capability_router("/files", "Files")
Uploader = Annotated[Actor, Needs(UPLOAD)]
Looker = Annotated[Actor, Needs(READ)]
Upload = Annotated[
    UploadFile, Part(json_schema_extra={"format": "binary"}, description="A picture: PNG, JPEG, WebP or GIF.")
]
_one_at_a_time = Turns(1, seconds=15.0, most=20)
"""A picture of 40 million points takes half a gigabyte while it is made anew: one at a time in a process."""


def _most(settings: ServiceSettings) -> int:
    return settings.file_max_mb * 1024 * 1024


def _too_large(settings: ServiceSettings) -> FileTooLarge:
    most = settings.file_max_mb
    return FileTooLarge(f"A file has at most {most} MB here.", most_mb=most)


async def _remade(file: Upload, request: Request) -> Picture:
    """Before a connection is taken: it may wait and work for seconds."""
    settings: ServiceSettings = request.app.state.settings
    if (file.size or 0) > _most(settings):
        raise _too_large(settings)
    async with _one_at_a_time.one():  # until then it lies on the disk
        return await asyncio.to_thread(remake, await file.read())


def store_of(request: Request) -> FileStore:
    """The store of the app that serves this request."""
    store: FileStore = request.app.state.files
    return store


def name_of(given: str | None, media_type: str) -> str:
    """A name that is safe anywhere, with the ending of what the file is."""
    plain = UNFIT_IN_A_NAME.sub("", (given or "").replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    stem = plain.rsplit(".", 1)[0].strip(" .") if "." in plain else plain
    return f"{stem[:150] or 'picture'}{SUFFIXES[media_type]}"


@upload_router.post(
    "",
    status_code=201,
    responses={
        413: {"description": "Too large: `FileTooLarge`"},
        415: {"description": "Not a picture, whatever its name says: `FileTypeRefused` with `found`"},
    },
)
async def upload_file(
    file: Upload,
    picture: Annotated[Picture, Depends(_remade)],
    actor: Uploader,
    session: WriteSession,
    now: Now,
    request: Request,
    response: Response,
) -> FileOut:
    """Take in a picture. It is made anew without anything that stood beside its points, and goes after a day unless
    something holds it by then."""
    whole = picture.sizes[WHOLE]
    kept = File(
        id=new_id(),
        name=name_of(file.filename, picture.media_type),
        media_type=picture.media_type,
        bytes=len(whole),
        sha256=hashlib.sha256(whole).hexdigest(),
        width=picture.width,
        height=picture.height,
        state=FileState.CLEAN,
        uploaded_by=actor.id,
        created_at=now,
        expires_at=now + UNATTACHED,
    )
    await store_of(request).put(kept.id, picture.sizes)
    await files.add(session, kept)
    locate(request, response, kept.id)
    return FileOut.model_validate(kept)


@router.get("/{file_id}")
async def read_file(file_id: UUID, actor: Looker, connection: HotConnection, now: Now, request: Request) -> FileOut:
    """What a file is, for whoever sees what it is attached to; unattached, for whoever uploaded it."""
    return FileOut.model_validate(await _seen(request, connection, actor, file_id, now))


@router.post("/{file_id}/link")
async def link_file(
    file_id: UUID,
    actor: Looker,
    connection: HotConnection,
    now: Now,
    request: Request,
    body: LinkFile | None = None,
) -> FileLinkOut:
    """A link that needs no token, for one size of the file and for minutes."""
    file = await _seen(request, connection, actor, file_id, now)
    if file.state != FileState.CLEAN:
        raise FileNotReady("The file is still being checked. Ask again in a moment.", state=file.state)
    settings: ServiceSettings = request.app.state.settings
    until = now.replace(microsecond=0) + timedelta(minutes=settings.file_link_minutes)
    links = links_of(request.app.state.service.package)
    return FileLinkOut(url=f"{links.origin}{links.path(file_id, (body or LinkFile()).size, until)}", expires_at=until)


async def _seen(request: Request, connection: Connected, actor: Actor, file_id: UUID, now: Any) -> Any:
    file = await run(connection, files.found(file_id))
    if file is None:
        raise Missing
    if file.subject_id is None:
        if file.uploaded_by != actor.id or file.expires_at <= now:
            raise Missing
        return file
    service: Service = request.app.state.service
    sees = service.attachments.get(file.subject_type)
    if sees is None:
        raise Missing
    await sees(connection, actor, file.subject_id, now)
    return file


_BYTES = {"image/*": {"schema": {"type": "string", "format": "binary"}}}
CONTENT: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": _BYTES},
    206: {"description": "The part that `Range` names.", "content": _BYTES},
    304: {"description": "Not modified"},
    404: {"description": "Missing, ended, or of another size", "content": {PROBLEM: {}}},
    416: {"description": "The file ends before that: `RangeNotSatisfiable`", "content": {PROBLEM: {}}},
}


@router.get("/{file_id}/{size}", response_class=Response, responses=CONTENT)
async def read_linked_file(
    file_id: UUID,
    size: Annotated[Size, Path(description="As signed in the link.")],
    connection: HotConnection,
    now: Now,
    request: Request,
    until: Annotated[int, Query(ge=0, le=2**40)] = 0,
    signature: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """The bytes of a file, for whoever holds a link to exactly this size that has not ended; all, or one `Range`."""
    service: Service = request.app.state.service
    if not links_of(service.package).holds(file_id, size, until, signature, now):
        raise Missing
    file = await run(connection, files.found(file_id))
    if file is None or file.state != FileState.CLEAN:
        raise Missing
    etag = f'"{file.sha256[:20]}-{size}"'
    asked, condition = (request.headers.get(name) for name in ("range", "if-range"))
    if is_held(request.headers.get("if-none-match"), etag):
        asked = None  # If-None-Match goes before Range (RFC 9110, 13.2.2): 304 whichever part is asked for

    def wanted(total: int) -> Span | None:
        return wanted_span(asked, condition, etag, total)

    part = await store_of(request).part(file_id, size, wanted)
    if part is None:
        raise Missing
    headers = {
        **SHOWN,
        "Content-Disposition": f"inline; filename*=UTF-8''{quote(_name_in(size, file))}",
        "Cache-Control": f"private, max-age={max(0, until - int(now.timestamp()))}, immutable",
        "ETag": etag,
        "Accept-Ranges": "bytes",
        # Link previews of others show it; what it may be used for is decided by who holds the link.
        **({"Cross-Origin-Resource-Policy": "cross-origin"} if size == PREVIEW else {}),
    }
    if part.span is not None:
        headers["Content-Range"] = f"bytes {part.span.first}-{part.span.last}/{part.total}"
    status = 200 if part.span is None else 206
    return Response(part.content, status, headers, media_type_of(size, file.media_type))


def _name_in(size: str, file: Any) -> str:
    return file.name if size == WHOLE else f"{file.name.rsplit('.', 1)[0]}{SUFFIXES[media_type_of(size, '')]}"


routers = (upload_router, router)
