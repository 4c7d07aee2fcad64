"""A backup set on disk: a dump and a digest per service, files, and the manifest that says what belongs together."""

import base64
import binascii
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from service_kit.commands import CommandRefused
from service_kit.data.digest import DigestUnreadable, TableDigest, parse_digest

MANIFEST = "manifest.json"
UNFINISHED = f"{MANIFEST}.part"
SEAL_LENGTH = 16
FINGERPRINT_LENGTH = 16
BLOCK = 1024 * 1024


class ServicePart(BaseModel):
    """What a set holds of one service.

    `revisions` by history (`kit`, `service`), `head` the newest position of its feed, `cursors` how far it has read
    each sibling's feed, `rows` per table, `sha256` of its dump.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    revisions: dict[str, str]
    head: int
    epoch: UUID | None
    cursors: dict[str, int]
    rows: dict[str, int]
    sha256: str


class FilesPart(BaseModel):
    """The files store: how many files, and the SHA-256 of the list of their names and hashes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    count: int = 0
    sha256: str = hashlib.sha256(b"").hexdigest()


class Manifest(BaseModel):
    """The manifest: what belongs together as of one moment; `set` ends with a hash of the rest."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    set: str
    at: datetime
    version: str
    services: list[ServicePart]
    files: FilesPart = FilesPart()
    secrets_key_fingerprint: str | None = None

    @classmethod
    def sealed(cls, **members: Any) -> Self:
        """A manifest with the name that fits what it says."""
        draft = cls(set="", **members)
        return draft.model_copy(update={"set": draft._fitting_name()})

    def _fitting_name(self) -> str:
        content = self.model_dump(mode="json", exclude={"set"})
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return f"{self.at:%Y%m%dT%H%M%SZ}-{hashlib.sha256(text.encode()).hexdigest()[:SEAL_LENGTH]}"

    @property
    def is_whole(self) -> bool:
        """Whether the hash in the name still fits: nothing was altered."""
        return self.set == self._fitting_name()

    def part_of(self, name: str) -> ServicePart:
        """What the set holds of one service, named with or without `-api`."""
        for part in self.services:
            if part.name == name.removesuffix("-api").removesuffix("_api"):
                return part
        held = ", ".join(part.name for part in self.services)
        raise CommandRefused(f"The set {self.set} holds nothing of {name}. It holds: {held}.")

    def highest_position(self, name: str) -> int:
        """The highest position of one service's feed that any part of this set knows."""
        heads = [part.head for part in self.services if part.name == name]
        return max([0, *heads, *(part.cursors.get(name, 0) for part in self.services)])


def dump_file(folder: Path, name: str) -> Path:
    """Where the dump of a service lies in a set."""
    return folder / f"{name}.dump"


def digest_file(folder: Path, name: str) -> Path:
    """Where the digest of a service lies in a set, as `python -m service_kit digest` prints it."""
    return folder / f"{name}.digest"


@contextmanager
def new_folder(folder: Path) -> Iterator[None]:
    """A new or empty folder to write a set into; emptied again when the block fails."""
    is_new = not folder.exists()
    if not is_new and (not folder.is_dir() or any(folder.iterdir())):
        kind = "an unfinished backup" if (folder / UNFINISHED).exists() else "files"
        raise CommandRefused(f"{folder} holds {kind}. Name a new or an empty folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(PermissionError):  # somebody else's folder, such as the root of a volume
            folder.chmod(0o700)
        # Of two backups into one folder at once, one makes this file.
        (folder / UNFINISHED).touch(mode=0o600, exist_ok=False)
    except OSError as fault:
        raise CommandRefused(f"{folder} cannot be written: {fault.strerror}.") from fault
    try:
        yield
    except BaseException as fault:  # whatever stops a backup, also a signal: half a set is taken away
        for path in folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        if is_new:
            folder.rmdir()
        if isinstance(fault, OSError):
            raise CommandRefused(f"{folder} cannot be written: {fault.strerror}. The part set is removed.") from fault
        raise


def size_of(folder: Path) -> int:
    """The bytes of all files of a set."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def write_private(path: Path, text: str) -> None:
    """A file that only its owner reads, on the disk when this returns."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """The last step of a backup: a folder without a manifest is no set."""
    write_private(folder / UNFINISHED, manifest.model_dump_json(indent=1) + "\n")
    (folder / UNFINISHED).rename(folder / MANIFEST)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a set; refuses an incomplete or altered one."""
    path = folder / MANIFEST
    if not path.is_file():
        raise CommandRefused(
            f"{path} is missing: the backup was stopped half way, or this is no set. Take another backup or name"
            " another folder."
        )
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except ValidationError as error:
        where = ".".join(str(step) for step in error.errors()[0]["loc"]) or "its text"
        raise CommandRefused(f"{path} was altered: {where} does not fit. Use another set.") from None
    if not manifest.is_whole:
        raise CommandRefused(f"{path} was altered: what it says does not fit its name {manifest.set}. Use another set.")
    return manifest


def read_part(folder: Path, part: ServicePart) -> list[TableDigest]:
    """The digest of one service in a set; refuses a missing or altered dump or digest with its name."""
    for path in (dump_file(folder, part.name), digest_file(folder, part.name)):
        if not path.is_file():
            raise CommandRefused(f"{path} is missing from the set. Use another set.")
    if hash_of(dump_file(folder, part.name)) != part.sha256:
        raise CommandRefused(f"{dump_file(folder, part.name)} was altered: its hash differs. Use another set.")
    path = digest_file(folder, part.name)
    try:
        tables = parse_digest(path.read_text(encoding="utf-8"))
    except (DigestUnreadable, UnicodeDecodeError) as error:
        raise CommandRefused(f"{path} was altered: {error}. Use another set.") from None
    if rows_of(tables) != part.rows:
        raise CommandRefused(f"{path} was altered: its rows are not those of the manifest. Use another set.")
    return tables


def rows_of(tables: Sequence[TableDigest]) -> dict[str, int]:
    """The rows of each table, by name."""
    return {table.table: table.rows for table in tables}


def hash_of(path: Path) -> str:
    """The SHA-256 of a file of any size."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def fingerprint_of_key(key: str | None) -> str | None:
    """A digest of the key that encrypted the rows, base64 of 32 bytes; None without a key."""
    if not key:
        return None
    try:
        secret = base64.b64decode(key.strip(), validate=True)
    except binascii.Error:
        raise CommandRefused("A secrets key is not base64. See SECRETS_KEY and SECRETS_KEYS_OLD.") from None
    return hashlib.sha256(b"kring secrets key\n" + secret).hexdigest()[:FINGERPRINT_LENGTH]
