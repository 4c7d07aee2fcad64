"""Notes: a service small enough to read at once, with every manner of the kit."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from fastapi import Request, Response
from service_kit.data.database import HotConnection, ReadSession, WriteSession, instant_column, new_id, new_registry
from service_kit.data.localized import Localized
from service_kit.events.feed import EventBody, publish
from service_kit.identity.auth import EVERYONE, Actor, Grants, Needs
from service_kit.service import Service
from service_kit.settings import ServiceSettings
from service_kit.web.app import build_app
from service_kit.web.concurrency import IfMatch, answer_unchanged, capability_router, tag
from service_kit.web.errors import Missing, Refusal
from service_kit.web.pages import Key, Page, PageQuery, paginate
from service_kit.web.schemas import BodyIn, BodyOut, Instant
from service_kit.work.clock import Now
from sqlmodel import Field, SQLModel, select


class Table(SQLModel, registry=new_registry()):
    """The rows of this service."""


class Permission(StrEnum):
    READ = "notes.read"
    WRITE = "notes.write"


class Note(Table, table=True):
    __tablename__ = "notes"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True)
    text: str
    version: int = 1
    created_at: datetime = instant_column()


class NoteWritten(EventBody):
    type: ClassVar[str] = "sample.note.written.v1"

    note_id: UUID


class CodeTaken(Refusal):
    """Another note has this code."""

    title = "Code taken"


class NoShouting(Refusal):
    title = "No shouting"


class WriteNote(BodyIn):
    code: str = Field(max_length=20)
    text: str = Field(max_length=200)
    due: Instant | None = None
    title: Localized | None = None


class NoteOut(BodyOut):
    id: UUID
    code: str
    text: str
    created_at: Instant


router = capability_router("/notes", "Notes")


@router.post("", status_code=201)
async def write_note(
    session: WriteSession,
    now: Now,
    body: WriteNote,
    actor: Annotated[Actor, Needs(Permission.WRITE)],
    response: Response,
) -> NoteOut:
    if body.text.isupper():
        raise NoShouting("Write it softly.", hint=body.text.lower())
    note = Note(code=body.code, text=body.text, created_at=now)
    session.add(note)
    publish(session, NoteWritten(note_id=note.id), note.id)
    await session.flush()
    tag(response, note.version)
    return NoteOut.model_validate(note)


@router.get("")
async def list_notes(
    session: ReadSession, page: PageQuery, actor: Annotated[Actor, Needs(Permission.READ)]
) -> Page[NoteOut]:
    rows, cursor = await paginate(session, select(Note), [Key(Note.created_at, descending=True), Key(Note.id)], page)
    return Page(items=[NoteOut.model_validate(row[0]) for row in rows], next_cursor=cursor)


@router.get("/hot")
async def read_hot(connection: HotConnection, actor: Annotated[Actor, Needs(Permission.READ)]) -> dict[str, int]:
    row = await (await connection.execute("SELECT count(*) AS notes FROM notes")).fetchone()
    return {"notes": row["notes"] if row else 0}


@router.get("/cheap")
async def read_cheap(
    request: Request, response: Response, actor: Annotated[Actor, Needs(Permission.READ)]
) -> dict[str, str]:
    answer_unchanged(request, response, "catalogue 7")
    return {"body": "built"}


@router.put("/{note_id}")
async def rewrite_note(
    session: WriteSession,
    note_id: UUID,
    body: WriteNote,
    match: IfMatch,
    actor: Annotated[Actor, Needs(Permission.WRITE)],
    response: Response,
) -> NoteOut:
    note = await session.get(Note, note_id, with_for_update=True)
    if note is None:
        raise Missing
    match.check(note.version)
    note.text, note.version = body.text, note.version + 1
    tag(response, note.version)
    return NoteOut.model_validate(note)


@router.get("/public")
async def read_public() -> dict[str, str]:
    return {"hello": "world"}


SERVICE = Service(
    name="sample",
    package="sample",
    settings=ServiceSettings,
    metadata=Table.metadata,
    grants=Grants(roles={Permission.READ: EVERYONE, Permission.WRITE: {"writer"}}, scopes={Permission.READ: {"notes"}}),
    routers=(router,),
    constraints={"uq_notes_code": CodeTaken},
    public_paths=("/v1/notes/public",),
)


def create_app():  # type: ignore[no-untyped-def]  # the sample is run, not typed
    return build_app(SERVICE)
