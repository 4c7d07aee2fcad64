"""What a clause says, what must stand in a set of them, how two sets differ and whom that concerns: pure."""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import takewhile
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


NEEDED = (ClauseType.DO, ClauseType.DONT, ClauseType.DUTY, ClauseType.FREEDOM)
RESTRICTIONS = frozenset({ClauseType.DONT, ClauseType.DUTY})
FIELDS = ("type", "scope", "roles", "audience_groups", "text", "reason", "owner_id", "review_on")
MOST_PAIRS = 1_000_000
"""Pairs of words that are compared: its time grows with them, and everybody else waits meanwhile."""


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


# --- what is different ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ClauseChange:
    """One clause that is not the same in both: added (no before), removed (no after) or changed."""

    before: Clause | None
    after: Clause | None
    fields: tuple[str, ...] = ()

    @property
    def clause(self) -> Clause:
        clause = self.after or self.before
        if clause is None:  # a change has at least one side
            raise ValueError("a change without a clause")
        return clause


@dataclass(frozen=True)
class Comparison:
    """The semantic diff of two versions."""

    added: list[ClauseChange]
    removed: list[ClauseChange]
    changed: list[ClauseChange]
    unchanged: list[Clause]

    @property
    def all(self) -> list[ClauseChange]:
        return [*self.added, *self.removed, *self.changed]


@dataclass(frozen=True)
class Reach:
    """Whom one change touches: the roles before and after (None: no such clause), and whether its meaning changed."""

    before: frozenset[str] | None
    after: frozenset[str] | None
    meaning: bool

    def as_json(self) -> dict[str, list[str] | bool | None]:
        """As the statement that asks a crowd takes it."""
        before, after = (None if roles is None else sorted(roles) for roles in (self.before, self.after))
        return {"before": before, "after": after, "meaning": self.meaning}


@dataclass(frozen=True)
class Segment:
    """A run of words: in both, only in the old text, or only in the new."""

    op: str
    text: str


def compare(before: Iterable[Clause], after: Iterable[Clause]) -> Comparison:
    """Match clauses by their stable id; an order of clauses is no change of meaning."""
    old = {clause.clause_id: clause for clause in before}
    new = {clause.clause_id: clause for clause in after}
    added = [ClauseChange(None, clause) for key, clause in new.items() if key not in old]
    removed = [ClauseChange(clause, None) for key, clause in old.items() if key not in new]
    changed, unchanged = [], []
    for key, clause in new.items():
        if key not in old:
            continue
        fields = changed_fields(old[key], clause)
        if fields:
            changed.append(ClauseChange(old[key], clause, fields))
        else:
            unchanged.append(clause)
    return Comparison(added, removed, changed, unchanged)


def changed_fields(before: Clause, after: Clause) -> tuple[str, ...]:
    """The names of the fields that differ; lists compare as sets."""
    return tuple(name for name in FIELDS if _value(before, name) != _value(after, name))


def _value(clause: Clause, name: str) -> object:
    value = getattr(clause, name)
    return frozenset(value) if name in {"roles", "audience_groups"} else value


def meaning_changed(before: Clause, after: Clause) -> bool:
    """What a reader accepted is no longer there. A new translation, reason, owner or review date is not that."""
    if before.type != after.type or before.scope != after.scope:
        return True
    if set(before.audience_groups) != set(after.audience_groups):
        return True
    shared = before.text.keys() & after.text.keys()
    return not shared or any(before.text[language] != after.text[language] for language in shared)


def reach(comparison: Comparison) -> list[Reach]:
    """Whom the changes touch, leaving out changes that touch nobody."""
    reaches = []
    for change in comparison.all:
        before = frozenset(change.before.roles) if change.before else None
        after = frozenset(change.after.roles) if change.after else None
        meaning = change.before is None or change.after is None or meaning_changed(change.before, change.after)
        if meaning or before != after:
            reaches.append(Reach(before, after, meaning))
    return reaches


def touches(change: Reach, roles: Iterable[str]) -> bool:
    """A change touches whom it concerned or concerns; when only the roles moved, whom the move brought or left."""
    held = set(roles)
    was = change.before is not None and concerns(change.before, held)
    now = change.after is not None and concerns(change.after, held)
    return (was or now) if change.meaning else was != now


def touched_by(changes: Sequence[Reach], roles: Iterable[str]) -> bool:
    """Whether any of the changes touches a person with these roles."""
    held = set(roles)
    return any(touches(change, held) for change in changes)


def touches_everyone(changes: Sequence[Reach]) -> bool:
    """Whether one change alone touches whoever there is, without a look at their roles."""
    return any(change.meaning and frozenset() in (change.before, change.after) for change in changes)


def new_to(
    asked: Iterable[Clause], asked_roles: Iterable[str], in_force: Iterable[Clause], roles: Iterable[str]
) -> bool:
    """Whether a clause in force concerns a person who has these roles, and did not, or not with this meaning, in the
    version they were last asked and with the roles they had then."""
    then, now = set(asked_roles), set(roles)
    known = {clause.clause_id: clause for clause in asked if concerns(clause.roles, then)}
    return any(
        clause.clause_id not in known or meaning_changed(known[clause.clause_id], clause)
        for clause in in_force
        if concerns(clause.roles, now)
    )


def words(before: str, after: str) -> list[Segment]:
    """The way from one text to the other, word by word; where very much differs, as one piece."""
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    segments = [Segment("equal", "".join(old[:head])), *_between(left, right)]
    segments.append(Segment("equal", "".join(old[len(old) - tail :])))
    return [segment for segment in segments if segment.text]


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _between(old: Sequence[str], new: Sequence[str]) -> Iterator[Segment]:
    opcodes = [("replace", 0, len(old), 0, len(new))]
    if len(old) * len(new) <= MOST_PAIRS:
        opcodes = list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
    for op, old_from, old_to, new_from, new_to in opcodes:
        if op == "equal":
            yield Segment("equal", "".join(old[old_from:old_to]))
            continue
        yield Segment("delete", "".join(old[old_from:old_to]))
        yield Segment("insert", "".join(new[new_from:new_to]))


def text_changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[Segment]]:
    """Per language whose text differs, the way from the old text to the new."""
    return {
        language: words(before.get(language, ""), after.get(language, ""))
        for language in sorted(before.keys() | after.keys())
        if before.get(language) != after.get(language)
    }
