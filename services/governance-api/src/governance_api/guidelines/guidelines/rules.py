"""What a guideline version may become, what its clauses must hold, and whom they concern: pure decisions."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID


class ClauseType(StrEnum):
    """What a clause does to the reader."""

    DO = "do"
    DONT = "dont"
    DUTY = "duty"
    FREEDOM = "freedom"
    ENCOURAGEMENT = "encouragement"


class Scope(StrEnum):
    """Where in a life a clause holds."""

    WORK = "work"
    OVERLAP = "overlap"
    PRIVATE = "private"


class VersionState(StrEnum):
    """The life of a version."""

    DRAFT = "draft"
    IN_SIGNOFF = "in-signoff"
    SIGNED_OFF = "signed-off"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class Move(StrEnum):
    """What can happen to a version."""

    EDIT = "edit"
    SUBMIT = "submit"
    SIGN = "sign"
    RETURN = "return"
    PUBLISH = "publish"
    SUPERSEDE = "supersede"


MOVES: Mapping[tuple[VersionState, Move], VersionState] = {
    (VersionState.DRAFT, Move.EDIT): VersionState.DRAFT,
    (VersionState.DRAFT, Move.SUBMIT): VersionState.IN_SIGNOFF,
    (VersionState.IN_SIGNOFF, Move.EDIT): VersionState.DRAFT,  # what was read is no longer what is there
    (VersionState.IN_SIGNOFF, Move.SIGN): VersionState.SIGNED_OFF,
    (VersionState.IN_SIGNOFF, Move.RETURN): VersionState.DRAFT,
    (VersionState.SIGNED_OFF, Move.EDIT): VersionState.DRAFT,  # an approval does not survive an edit
    (VersionState.SIGNED_OFF, Move.PUBLISH): VersionState.PUBLISHED,
    (VersionState.PUBLISHED, Move.SUPERSEDE): VersionState.SUPERSEDED,
}

NEEDED = (ClauseType.DO, ClauseType.DONT, ClauseType.DUTY, ClauseType.FREEDOM)
MOST_CLAUSES = 500  # as many as can be put in order at once
RESTRICTIONS = frozenset({ClauseType.DONT, ClauseType.DUTY})


class Clause(Protocol):
    """What the rules read of a clause, whatever row or copy carries it."""

    @property
    def clause_id(self) -> UUID: ...
    @property
    def position(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def scope(self) -> str: ...
    @property
    def roles(self) -> Sequence[str]: ...
    @property
    def audience_groups(self) -> Sequence[str]: ...
    @property
    def text(self) -> Mapping[str, str]: ...
    @property
    def reason(self) -> Any: ...
    @property
    def owner_id(self) -> UUID | None: ...
    @property
    def review_on(self) -> date | None: ...


def next_state(state: str, move: Move) -> VersionState | None:
    """The state after the move, or None when the move is not allowed now."""
    return MOVES.get((VersionState(state), move))


def missing_types(clauses: Iterable[Clause]) -> list[str]:
    """The clause types a version still lacks before it may be submitted."""
    present = {clause.type for clause in clauses}
    return [needed.value for needed in NEEDED if needed.value not in present]


def unexplained(clauses: Iterable[Clause], here: Collection[UUID]) -> list[UUID]:
    """Restrictions (dont, duty) that lack their reason, a review date, or an owner who is still here."""
    return [
        clause.clause_id
        for clause in clauses
        if clause.type in RESTRICTIONS and not (clause.reason and clause.owner_id in here and clause.review_on)
    ]


def content_hash(clauses: Iterable[Clause]) -> str:
    """The hash a decision or a receipt is bound to: every field of every clause, in order."""
    content = [
        {
            "clause_id": str(clause.clause_id),
            "type": clause.type,
            "scope": clause.scope,
            "roles": sorted(clause.roles),
            "audience_groups": sorted(clause.audience_groups),
            "text": dict(clause.text),
            "reason": clause.reason,
            "owner_id": str(clause.owner_id) if clause.owner_id else None,
            "review_on": clause.review_on.isoformat() if clause.review_on else None,
        }
        for clause in sorted(clauses, key=lambda clause: (clause.position, str(clause.clause_id)))
    ]
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def concerns(roles_of_clause: Iterable[str], roles_of_person: Iterable[str]) -> bool:
    """A clause without roles concerns everyone."""
    wanted = set(roles_of_clause)
    return not wanted or bool(wanted & set(roles_of_person))


# --- translations -----------------------------------------------------------------------------------------


def text_hash(text: str) -> str:
    """The mark of a source text, kept beside each translation made from it."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def stamp_translations(
    source_language: str, text: Mapping[str, str], before: Mapping[str, str], stamps: Mapping[str, str]
) -> dict[str, str]:
    """Per language, the source text its translation was made from: new words are made from the source as it is now."""
    current = text_hash(text[source_language])
    return {
        language: stamps[language] if before.get(language) == words and language in stamps else current
        for language, words in text.items()
        if language != source_language
    }


def stale_languages(source_language: str, text: Mapping[str, str], stamps: Mapping[str, str]) -> list[str]:
    """Translations made from a source text that has changed since."""
    current = text_hash(text[source_language])
    return sorted(
        language for language in text if language != source_language and stamps.get(language, current) != current
    )
