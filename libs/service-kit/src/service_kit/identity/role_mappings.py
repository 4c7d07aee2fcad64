"""Which words of an issuer give which role: an Entra ID group's GUID, a Keycloak path, a name.

training-api owns them, every other service keeps this replica. Words of a token that are neither a role nor mapped
count for nothing and are kept nowhere.
"""

import re
import time
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Index, text
from sqlmodel import Field

from service_kit.data.database import Database, KitTable, new_id

MAIN_ISSUER = "main"
"""The issuer that a service's own settings describe."""
LONGEST_VALUE = 256
OWN_ROLE = re.compile(r"[a-z][a-z0-9-]{1,31}")
GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
KEPT = 4096


class RoleMapping(KitTable, table=True):
    """A word of a token, or of one issuer's tokens alone, and a role that it gives."""

    __tablename__ = "role_mappings"
    __table_args__ = (Index("uq_role_mappings_entry", "value", text("coalesce(issuer, '')"), "role", unique=True),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    value: str = Field(max_length=LONGEST_VALUE)
    issuer: str | None = Field(default=None, max_length=64)
    role: str = Field(max_length=32)


def as_issued(value: str) -> str:
    """A word as it is compared: composed, without blanks around it; of a GUID the letters are small."""
    word = unicodedata.normalize("NFC", value).strip()
    return word.lower() if GUID.fullmatch(word) else word


def is_own_role(role: str) -> bool:
    """Whether a text can be a role that only this organisation's audiences name."""
    return OWN_ROLE.fullmatch(role) is not None


@dataclass(frozen=True, slots=True)
class HeldRoles:
    """What the words of a token come to: the roles that they name, and those that mappings give them."""

    named: frozenset[str] = frozenset()
    mapped: frozenset[str] = frozenset()
    mappings: tuple[UUID, ...] = ()
    unmapped: tuple[str, ...] = ()

    @property
    def roles(self) -> frozenset[str]:
        """All the roles."""
        return self.named | self.mapped


@dataclass(frozen=True)
class Mapped:
    """The mappings of one moment."""

    by_value: Mapping[str, Sequence[tuple[UUID, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]], issuer: str) -> "Mapped":
        """Of rows with `id`, `value`, `issuer` and `role`, those that hold for this issuer's tokens."""
        found: dict[str, list[tuple[UUID, str]]] = {}
        for row in rows:
            if row["issuer"] in (None, issuer):
                found.setdefault(str(row["value"]), []).append((UUID(str(row["id"])), str(row["role"])))
        return cls(found)

    def held(self, words: frozenset[str], known: Collection[str], prefix: str) -> HeldRoles:
        """What a token's words come to. A role's name has the prefix; what a mapping names may have it."""
        named = {word.removeprefix(prefix) for word in words if word.startswith(prefix)} & set(known)
        given_by: dict[UUID, str] = {}
        unmapped: list[str] = []
        for word in words:
            entries = [*self._entries(word), *(self._entries(word.removeprefix(prefix)) if prefix else ())]
            given_by.update(entries)
            if not entries and not (word.startswith(prefix) and word.removeprefix(prefix) in named):
                unmapped.append(word)
        return HeldRoles(
            frozenset(named), frozenset(given_by.values()), tuple(sorted(given_by)), tuple(sorted(unmapped))
        )

    def _entries(self, word: str) -> Sequence[tuple[UUID, str]]:
        return self.by_value.get(as_issued(word), ())


_READ = "SELECT id, value, issuer, role FROM role_mappings"


class RoleMappings:
    """The mappings as requests need them: read again when they are older than people may be."""

    def __init__(self, database: Database, known: Collection[str], *, prefix: str, seconds: float) -> None:
        self._database, self._known, self._prefix, self._seconds = database, frozenset(known), prefix, seconds
        self._read_at = float("-inf")
        self._rows: list[Mapping[str, Any]] = []
        self._held = lru_cache(KEPT)(Mapped().held)

    async def held(self, words: frozenset[str]) -> HeldRoles:
        """What a token's words come to now."""
        if not self._are_all_roles(words) and time.monotonic() - self._read_at >= self._seconds:
            async with self._database.identity() as connection:
                await self._read(connection)
        return self._held(words, self._known, self._prefix)

    def _are_all_roles(self, words: frozenset[str]) -> bool:
        return not self._prefix and words <= self._known

    async def _read(self, connection: psycopg.AsyncConnection[dict[str, Any]]) -> None:
        rows = await (await connection.execute(_READ)).fetchall()
        if rows != self._rows:
            self._rows = list(rows)
            self._held = lru_cache(KEPT)(Mapped.of(rows, MAIN_ISSUER).held)
        self._read_at = time.monotonic()

    def forget(self) -> None:
        """Read them again at the next request."""
        self._read_at = float("-inf")
