"""Words that people typed, beside the audit record, where they can be forgotten.

An entry holds `{"text_id", "sha256"}` in place of a text: the chain seals a salted hash of it. Without the salt, which
is forgotten with the text, the hash says nothing: not even a guess can be tried on it. That a text was forgotten is an
entry of its own, sealed like every other; so a text that is gone without one was taken away.
"""

import hashlib
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    LargeBinary,
    Table,
    Text,
    Uuid,
    any_,
    bindparam,
    insert,
    null,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from service_kit.data.database import AsyncSession, KitTable, instant_column, new_id
from service_kit.data.statements import Connected, Statement, given, run

SALT_BYTES = 32
FORGOTTEN = "audit.text-forgotten"
_SEALED_KEYS = {"text_id", "sha256"}


class AuditText(KitTable, table=True):
    """What somebody typed, with the salt of its hash. It is never changed, only forgotten, both at once."""

    __tablename__ = "audit_texts"
    __table_args__ = (
        CheckConstraint(
            "(text IS NULL) = (salt IS NULL) AND (text IS NULL) = (forgotten_at IS NOT NULL)", name="forgotten_whole"
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    salt: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    text: str | None = Field(sa_type=Text)
    forgotten_at: datetime | None = instant_column(nullable=True)


texts: Table = AuditText.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__

_GIVEN = given("rows", texts.c.id, texts.c.salt, texts.c.text)
_IDS = bindparam("ids", type_=ARRAY(Uuid))
_KEPT = Statement(select(*texts.c).where(texts.c.id == any_(_IDS)))
_FORGET = Statement(
    update(texts)
    .where(texts.c.id == any_(_IDS), texts.c.forgotten_at.is_(None))
    .values(text=null(), salt=null(), forgotten_at=bindparam("now", type_=DateTime(timezone=True)))
    .returning(texts.c.id)
)
PUT_ASIDE = Statement(insert(texts).from_select(_GIVEN.c.keys(), select(*_GIVEN.c), include_defaults=False))

INSTALL_AUDIT_TEXTS = """
CREATE OR REPLACE FUNCTION only_forget_audit_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.id = OLD.id AND OLD.forgotten_at IS NULL AND NEW.forgotten_at IS NOT NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING MESSAGE = 'a text of the audit record can only be forgotten', ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE TRIGGER only_forget BEFORE UPDATE OR DELETE ON audit_texts
FOR EACH ROW EXECUTE FUNCTION only_forget_audit_text();
CREATE OR REPLACE TRIGGER append_only BEFORE TRUNCATE ON audit_texts
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
"""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What an entry holds of a text: where it is kept, and the salted hash that the chain seals."""

    text_id: UUID
    sha256: str

    def as_detail(self) -> dict[str, str]:
        """As it stands in an entry's details."""
        return {"text_id": str(self.text_id), "sha256": self.sha256}


def salted_hash(salt: bytes, text: str) -> str:
    """SHA-256 over the salt and the text in UTF-8."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def put_aside(session: AsyncSession, text: str) -> Sealed:
    """Keep a text beside the record, in the caller's transaction."""
    salt, text_id = secrets.token_bytes(SALT_BYTES), new_id()
    session.put(PUT_ASIDE, [{"id": text_id, "salt": f"\\x{salt.hex()}", "text": text}])
    return Sealed(text_id, salted_hash(salt, text))


def sealed_in(details: Mapping[str, Any]) -> dict[str, Sealed]:
    """The texts that an entry speaks of, by the name of the detail."""
    return {
        name: Sealed(UUID(value["text_id"]), value["sha256"])
        for name, value in details.items()
        if isinstance(value, dict) and value.keys() == _SEALED_KEYS
    }


async def kept_texts(on: Connected, ids: Collection[UUID]) -> dict[UUID, Any]:
    """These texts with their salt, or with neither where they were forgotten; one statement, none without ids."""
    if not ids:
        return {}
    return {row.id: row for row in await run(on, _KEPT.rows(ids=list(ids)))}


async def forget_texts(session: AsyncSession, ids: Iterable[UUID], *, now: datetime) -> Sequence[UUID]:
    """Empty these texts and their salts; answers those that were still there. `audit.forget` records it as well."""
    return await run(session, _FORGET.values(ids=list(ids), now=now))


def fault_in(sealed: Sealed, kept: Any | None, forgotten: Collection[str]) -> str | None:
    """What is wrong with a text, or None: it is there unaltered, or it was forgotten and the record says so."""
    if kept is None:
        return "a text was taken away"
    if kept.text is None or kept.salt is None:
        is_whole = kept.text is None and kept.salt is None
        return None if is_whole and str(sealed.text_id) in forgotten else "a text was emptied, and no entry says so"
    return None if salted_hash(kept.salt, kept.text) == sealed.sha256 else "a text was changed"
