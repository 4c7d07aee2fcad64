"""Where the bytes of files are kept: a local folder or any S3."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, MemoryStore, from_url

from service_kit.settings import ServiceSettings
from service_kit.web.errors import Unavailable

log = structlog.get_logger(__name__)


class FilesAway(Unavailable):
    title = "Files cannot be kept or read now"


class FileStore:
    """The bytes of files by id and size, below the name of their service: several may share one place. It is opened
    at first use: after the fork of a server's processes."""

    def __init__(self, settings: ServiceSettings, service: str) -> None:
        self._url = settings.files_url
        self._service = service
        self._opened: Any = None

    @property
    def _store(self) -> Any:
        if self._opened is None:
            if self._url is None:
                raise FilesAway("No place for files is set up here. An operator sets FILES_URL.", retry_after=60)
            self._opened = _open(self._url)
        return self._opened

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


def _open(url: str) -> Any:
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
