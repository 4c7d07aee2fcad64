"""What can be signed off: each kind of subject says how it is locked and what the end of a sign-off does to it."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from service_kit.data.database import AsyncSession


@dataclass(frozen=True)
class Submission:
    """What is submitted: a subject, its content's hash, and who wrote it."""

    type: str
    id: UUID
    subject: Mapping[str, Any]
    content_hash: str
    author_ids: tuple[UUID, ...]


class Lock(Protocol):
    """Locks the subject's row. It is locked before its sign-off, by everyone, so that two never wait for each other."""

    def __call__(self, session: AsyncSession, subject_id: UUID, /) -> Awaitable[None]: ...


class Settled(Protocol):
    """Told when the sign-off of a subject ended."""

    def __call__(self, session: AsyncSession, subject_id: UUID, /, *, approved: bool) -> Awaitable[None]: ...


@dataclass(frozen=True)
class Subject:
    """One kind of subject."""

    lock: Lock
    settled: Settled


SUBJECTS: dict[str, Subject] = {}


def register(subject_type: str, subject: Subject) -> None:
    """Let subjects of this type be signed off; `main.py` names them all."""
    SUBJECTS[subject_type] = subject
