"""Notes: a service small enough to read at once, with every manner of the kit."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import Request, Response
from service_kit.data.database import (
    AsyncSession,
    HotConnection,
    ReadSession,
    WriteSession,
    instant_column,
    new_id,
    new_registry,
)
from service_kit.data.localized import Localized
from service_kit.domain.file_endpoints import LINKED
from service_kit.events.feed import Event, EventBody, publish
from service_kit.events.feed_repair import Replica
from service_kit.events.feed_snapshot import Snapshot, StateEvent
from service_kit.events.feed_state import Things
from service_kit.events.follow import Follower
from service_kit.identity.auth import EVERYONE, Actor, Grants, Needs
from service_kit.service import Service
from service_kit.settings import ServiceSettings
from service_kit.web.app import build_app
from service_kit.web.concurrency import IfMatch, answer_unchanged, tag
from service_kit.web.errors import Missing, Refusal
from service_kit.web.pages import Key, Page, PageQuery, paginate
from service_kit.web.routes import capability_router
from service_kit.web.schemas import BodyIn, BodyOut, Instant
from service_kit.work.clock import Now
from sqlalchemy import text as sql
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


class NoteStated(EventBody):
    """What a note says."""

    type: ClassVar[str] = "sample.note.stated.v1"

    note_id: UUID
    code: str
    text: str


class NoteCopy(Table, table=True):
    """A follower's replica of a note; `marks` were made of it and are never taken away."""

    __tablename__ = "note_copies"

    note_id: UUID = Field(primary_key=True)
    code: str
    text: str
    active: bool = True
    settled: int = 0


class NoteMark(Table, table=True):
    """An append-only record of something that was done with a note."""

    __tablename__ = "note_marks"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    note_id: UUID
    undone: bool = False


NOTES = Things("note", source="notes n", key="n.id", facts="jsonb_build_array(n.code, n.text)")
COPIES = Things("note", source="note_copies c", key="c.note_id", facts="jsonb_build_array(c.code, c.text)")


def events_of_note(row: Any) -> list[StateEvent]:
    return [StateEvent(NoteStated(note_id=row["id"], code=row["code"], text=row["text"]), row["id"], row["created_at"])]


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


async def copy_notes(session: AsyncSession, events: Sequence[Event]) -> None:
    """The copy becomes what is told, and a mark is made of each note once."""
    for event in events:
        told = {name: event.data[name] for name in ("note_id", "code", "text")}
        written = "ON CONFLICT (note_id) DO UPDATE SET code = EXCLUDED.code, text = EXCLUDED.text, active = true"
        columns = "(note_id, code, text, active, settled)"
        await session.execute(
            sql(f"INSERT INTO note_copies {columns} VALUES (:note_id, :code, :text, true, 0) {written}"), told
        )
        await session.execute(
            sql(
                "INSERT INTO note_marks (id, note_id, undone) SELECT :id, CAST(:note_id AS uuid), false "
                "WHERE NOT EXISTS (SELECT FROM note_marks WHERE note_id = CAST(:note_id AS uuid))"
            ),
            {"id": new_id(), "note_id": event.data["note_id"]},
        )


async def retire_copies(session: AsyncSession, keys: Sequence[str]) -> None:
    await session.execute(_of("UPDATE note_copies SET active = false WHERE note_id = ANY(:keys)"), {"keys": keys})


async def follow_up_copies(session: AsyncSession, keys: Sequence[str]) -> None:
    await session.execute(
        _of("UPDATE note_copies SET settled = settled + 1 WHERE note_id = ANY(:keys)"), {"keys": keys}
    )


async def marked(session: AsyncSession, gone: Sequence[str], _changed: Sequence[str]) -> set[str]:
    found = _of("SELECT DISTINCT CAST(note_id AS text) FROM note_marks WHERE note_id = ANY(:keys)")
    return set((await session.execute(found, {"keys": gone})).scalars())


async def undo_marks(session: AsyncSession, _actor: Actor, keys: Sequence[str]) -> None:
    await session.execute(_of("UPDATE note_marks SET undone = true WHERE note_id = ANY(:keys)"), {"keys": keys})


def _of(statement: str) -> Any:
    return sql(statement.replace(":keys", "CAST(:keys AS uuid[])"))


COPIED = Replica(
    things=COPIES,
    types=(NoteStated.type,),
    key_of=lambda event: str(event.data["note_id"]),
    restate=copy_notes,
    retire=retire_copies,
    follow_up=follow_up_copies,
    records=marked,
    reverse=undo_marks,
)
FOLLOWERS = (
    Follower(
        "training",
        {NoteStated.type: copy_notes},
        wait_seconds=1,
        back_off=(0.02, 0.2),
        stand_by_seconds=0.1,
        replicas=(COPIED,),
    ),
)


async def sees_note(on: Any, actor: Actor, note_id: UUID, now: datetime) -> None:
    """Whoever writes notes sees them here; nobody else."""
    if not actor.may(Permission.WRITE):
        raise Missing


SERVICE = Service(
    name="sample",
    package="sample",
    settings=ServiceSettings,
    metadata=Table.metadata,
    grants=Grants(
        roles={Permission.READ: EVERYONE, Permission.WRITE: {"writer"}, "files.upload": {"writer"}},
        scopes={Permission.READ: {"notes"}},
    ),
    routers=(router,),
    constraints={"uq_notes_code": CodeTaken},
    followers=FOLLOWERS,
    snapshots=(Snapshot(NOTES, "n.id, n.code, n.text, n.created_at", types=(NoteStated,), events_of=events_of_note),),
    public_paths=("/v1/notes/public", LINKED),
    attachments={"note": sees_note},
)


def create_app():  # type: ignore[no-untyped-def]  # the sample is run, not typed
    return build_app(SERVICE)
