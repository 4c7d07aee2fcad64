"""Where the bytes of files are kept: a local folder or any S3."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, MemoryStore, from_url

from service_kit.settings import ServiceSettings
from service_kit.web.errors import Unavailable

TRIAL = "trial"
CHECK_SECONDS = 1.0
CHECKED_FOR_SECONDS = 30.0
Place = Literal["ok", "away", "unset"]
log = structlog.get_logger(__name__)


class FilesAway(Unavailable):
    title = "Files cannot be kept or read now"


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from the first to the last, both included, as a `Range` names them."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes of a file: those of a span, or all (None), of so many."""

    content: bytes
    span: Span | None
    total: int


class FileStore:
    """The bytes of files by id and size, below the name of their service: several may share one place. It is opened
    at first use: after the fork of a server's processes."""

    def __init__(self, settings: ServiceSettings, service: str) -> None:
        self._url = settings.files_url
        self._service = service
        self._opened: Any = None
        self._place: Place = "unset"
        self._checked_until = 0.0

    @property
    def _store(self) -> Any:
        if self._opened is None:
            if self._url is None:
                raise FilesAway("No place for files is set up here. An operator sets FILES_URL.", retry_after=60)
            self._opened = open_place(self._url)
        return self._opened

    async def place(self) -> Place:
        """Whether the place for files takes a byte: tried at most twice a minute, and for a second."""
        if self.is_set_up and time.monotonic() >= self._checked_until:
            self._checked_until = time.monotonic() + CHECKED_FOR_SECONDS
            try:
                async with asyncio.timeout(CHECK_SECONDS):
                    await self._store.put_async(f"{self._service}/{TRIAL}", b"")
                self._place = "ok"
            except (BaseError, OSError, TimeoutError) as fault:
                log.error("files_away", fault=type(fault).__name__)
                self._place = "away"
        return self._place

    async def put(self, file_id: UUID, sizes: Mapping[str, bytes]) -> None:
        """Keep these bytes; 503 when the place does not take them."""
        try:
            for size, content in sizes.items():
                await self._store.put_async(self._path(file_id, size), content)
        except (BaseError, OSError) as fault:
            raise _away(fault) from fault

    async def get(self, file_id: UUID, size: str) -> bytes | None:
        """The bytes, None when there are none; 503 when the place does not answer."""
        try:
            found = await self._store.get_async(self._path(file_id, size))
            return bytes(await found.bytes_async())
        except (NotFoundError, FileNotFoundError):
            return None
        except (BaseError, OSError) as fault:
            raise _away(fault) from fault

    async def part(self, file_id: UUID, size: str, wanted: Callable[[int], Span | None]) -> Part | None:
        """Some of the bytes, as `wanted` says once it knows how many there are; all of them where it says None."""
        path = self._path(file_id, size)
        try:
            found = await self._store.get_async(path)
            total = int(found.meta["size"])
            span = wanted(total)
            if span is None:
                return Part(bytes(await found.bytes_async()), None, total)
            content = await self._store.get_range_async(path, start=span.first, end=span.last + 1)
            return Part(bytes(content), span, total)
        except (NotFoundError, FileNotFoundError):
            return None
        except (BaseError, OSError) as fault:
            raise _away(fault) from fault

    async def remove(self, file_ids: Iterable[UUID]) -> None:
        """Forget every size of these files; what is gone already is no fault."""
        for file_id in file_ids:
            async for listed in self._store.list(prefix=f"{self._service}/{file_id}"):
                try:
                    await self._store.delete_async([one["path"] for one in listed])
                except (NotFoundError, FileNotFoundError):
                    continue

    async def kept_before(self, moment: datetime) -> AsyncIterator[set[UUID]]:
        """The ids of files whose bytes were written before this moment, some at a time."""
        async for listed in self._store.list(prefix=self._service, chunk_size=1000):
            named = {one["path"].split("/")[1] for one in listed if one["last_modified"] < moment}
            yield {found for name in named if (found := _id(name)) is not None}

    def _path(self, file_id: UUID, size: str) -> str:
        return f"{self._service}/{file_id}/{size}"

    @property
    def is_set_up(self) -> bool:
        """Whether there is a place for files."""
        return self._url is not None


def open_place(url: str) -> Any:
    """A folder, a bucket, or memory for tests, by its address."""
    address = urlsplit(url)
    if address.scheme == "file":
        return LocalStore(address.path, mkdir=True)
    return MemoryStore() if address.scheme == "memory" else from_url(url)


def _id(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None


def _away(fault: Exception) -> FilesAway:
    log.error("files_away", fault=type(fault).__name__)
    return FilesAway("The place where files are kept does not answer. Try again in a moment.", retry_after=10)
