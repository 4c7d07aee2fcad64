"""Files: what was uploaded, by whom, what it is attached to, and when it goes if it is attached to nothing."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    DateTime,
    Index,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    delete,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlmodel import Field

from service_kit.data.database import AsyncSession, Database, KitTable, instant_column
from service_kit.data.statements import Bound, Connected, Statement, as_json, given, pipeline, run
from service_kit.domain.file_links import PictureIn
from service_kit.domain.file_store import FileStore
from service_kit.domain.lifecycle import one_of
from service_kit.identity.auth import Actor
from service_kit.web.errors import Malformed

UNATTACHED = timedelta(days=1)
"""How long a file stays that nothing holds."""
SOME = 500
Sees = Callable[[Connected, Actor, UUID, datetime], Awaitable[Any]]
"""Whether an actor sees the thing that a file is attached to: raises `Missing` where not."""


class FileState(StrEnum):
    CHECKING = "checking"
    CLEAN = "clean"
    REFUSED = "refused"


class FileUnknown(Malformed):
    """The file was not uploaded by whoever attaches it, is attached to something else, or has gone."""

    title = "There is no such file of yours"


class File(KitTable, table=True):
    """A file; its bytes are in the store. Width and height are those of a picture."""

    __tablename__ = "files"
    __table_args__ = (
        CheckConstraint(one_of("state", FileState), name="state"),
        CheckConstraint("(subject_id IS NULL) = (expires_at IS NOT NULL)", name="kept_or_ending"),
        CheckConstraint("(subject_id IS NULL) = (subject_type IS NULL)", name="subject"),
        Index("ix_files_subject", "subject_id", postgresql_where=text("subject_id IS NOT NULL")),
        Index("ix_files_ending", "expires_at", postgresql_where=text("expires_at IS NOT NULL")),
    )

    id: UUID = Field(primary_key=True)
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    bytes: int
    sha256: str = Field(max_length=64)
    width: int | None = None
    height: int | None = None
    state: str = Field(max_length=16)
    uploaded_by: str = Field(max_length=200)
    subject_type: str | None = Field(default=None, max_length=64)
    subject_id: UUID | None = None
    created_at: datetime = instant_column()
    expires_at: datetime | None = instant_column(nullable=True)


files = File.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
NOW = bindparam("now", type_=DateTime(timezone=True))
_FIND = Statement(select(*files.c).where(files.c.id == bindparam("file")))
_NEW = given("rows", *files.c)
_ADD = Statement(insert(files).from_select(_NEW.c.keys(), select(*_NEW.c), include_defaults=False))
_SUBJECT = and_(
    files.c.subject_type == bindparam("kind", type_=Text),
    files.c.subject_id == bindparam("thing", type_=Uuid),
)
_ATTACH = Statement(
    update(files)
    .where(
        files.c.id == bindparam("file", type_=Uuid),
        files.c.state == FileState.CLEAN.value,
        or_(
            _SUBJECT,
            and_(
                files.c.subject_id.is_(None),
                files.c.uploaded_by == bindparam("actor", type_=Text),
                files.c.expires_at > NOW,
            ),
        ),
    )
    .values(subject_type=bindparam("kind", type_=Text), subject_id=bindparam("thing", type_=Uuid), expires_at=None)
    .returning(files.c.width, files.c.height)
)
_DETACH_OTHERS = Statement(
    update(files)
    .where(_SUBJECT, files.c.id.is_distinct_from(bindparam("file", type_=Uuid)))
    .values(subject_type=None, subject_id=None, expires_at=bindparam("ends", type_=DateTime(timezone=True)))
)
# Whoever attaches one of them meanwhile holds its row: it is left for the next time.
_ENDED = Statement(
    select(files.c.id)
    .where(files.c.expires_at <= NOW)
    .order_by(files.c.expires_at)
    .limit(SOME)
    .with_for_update(skip_locked=True)
)
_IDS = bindparam("ids", type_=ARRAY(Uuid))
_FORGET = Statement(delete(files).where(files.c.id == any_(_IDS)))
_KNOWN = Statement(select(files.c.id).where(files.c.id == any_(_IDS)))


def found(file_id: UUID) -> Bound[Any | None]:
    """A file by its id, or None."""
    return _FIND.first(file=file_id)


async def add(session: AsyncSession, file: File) -> None:
    """A new file, attached to nothing."""
    await run(session, _ADD.count(rows=as_json([file.model_dump(mode="json")])))


async def hold_picture(
    session: AsyncSession,
    actor: Actor,
    picture: PictureIn | None,
    subject_type: str,
    subject_id: UUID,
    *,
    kept: Mapping[str, Any] | None = None,
    now: datetime,
) -> dict[str, Any] | None:
    """Attach this picture to a thing instead of the one that its row has `kept`; answers what the row keeps of it.

    422 `FileUnknown` for a file of somebody else, of another thing, or none. One trip to the server where another
    picture comes or goes, else none.
    """
    file_id = picture.file_id if picture else None
    if picture is None and kept is None:
        return None
    if picture and kept and str(file_id) == kept["file_id"]:
        return {**kept, **picture.model_dump(mode="json")}
    subject = {"kind": subject_type, "thing": subject_id}
    held, _ = await pipeline(
        session,
        _ATTACH.first(file=file_id, actor=actor.id, now=now, **subject),
        _DETACH_OTHERS.count(file=file_id, ends=now + UNATTACHED, **subject),
    )
    if picture is None:
        return None
    if held is None or held.width is None:
        raise FileUnknown(
            "Upload the picture first, and attach it within a day; a picture belongs to one thing.",
            pointer="/picture/file_id",
        )
    return {**picture.model_dump(mode="json"), "width": held.width, "height": held.height}


async def forget_unattached(database: Database, store: FileStore, *, now: datetime) -> None:
    """Remove what nothing holds any more, bytes first: a row without bytes is removed the next time."""
    more = store.is_set_up
    while more:
        async with database.write() as session:
            ended = await run(session, _ENDED.values(now=now))
            await store.remove(ended)
            if ended:
                await run(session, _FORGET.count(ids=ended))
            more = len(ended) == SOME


async def forget_unknown(database: Database, store: FileStore, *, now: datetime) -> None:
    """Remove bytes that no row names: an upload kept them, and was then rolled back."""
    if not store.is_set_up:
        return
    async for kept in store.kept_before(now - UNATTACHED):
        async with database.write() as session:
            known = set(await run(session, _KNOWN.values(ids=list(kept))))
        await store.remove(kept - known)
