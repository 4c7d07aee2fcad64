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

from service_kit.domain.audience import LISTS, Described, includes


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
FIELDS = ("type", "scope", "applies_to", "audience_groups", "text", "reason", "owner_id", "review_on")
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
    def applies_to(self) -> Mapping[str, Any]: ...
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


def hashed_content(clauses: Iterable[Clause]) -> list[dict[str, Any]]:
    """What a decision or a receipt is bound to: every field of every clause, in order."""
    return [
        {
            "clause_id": str(clause.clause_id),
            "type": clause.type,
            "scope": clause.scope,
            **_hashed(clause.applies_to),
            "audience_groups": sorted(clause.audience_groups),
            "text": dict(clause.text),
            "reason": clause.reason,
            "owner_id": str(clause.owner_id) if clause.owner_id else None,
            "review_on": clause.review_on.isoformat() if clause.review_on else None,
        }
        for clause in sorted(clauses, key=lambda clause: (clause.position, str(clause.clause_id)))
    ]


def content_hash(clauses: Iterable[Clause]) -> str:
    """The hash of it, as canonical JSON."""
    canonical = json.dumps(hashed_content(clauses), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _hashed(audience: Mapping[str, Any]) -> dict[str, list[str]]:
    """An audience as it is hashed: `roles` always, as before there were other lists, and each other that is used."""
    return {name: sorted(audience.get(name, ())) for name in LISTS if name == "roles" or audience.get(name)}


def names_of(audience: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """An audience without the order of its names; empty for everyone."""
    return {name: frozenset(audience[name]) for name in LISTS if audience.get(name)}


def concerns(audience: Mapping[str, Any], person: Described | None) -> bool:
    """Whether a clause concerns a person; a machine, who is nobody, is concerned by what is for everyone."""
    return not names_of(audience) if person is None else includes(audience, person)


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
    """Whom a change touches: the audience before and after (None: no such clause), and whether its meaning changed."""

    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    meaning: bool

    def as_json(self) -> dict[str, Any]:
        """As the statement that asks a crowd takes it."""
        before, after = (None if audience is None else dict(audience) for audience in (self.before, self.after))
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
    if name == "applies_to":
        return names_of(clause.applies_to)
    return frozenset(clause.audience_groups) if name == "audience_groups" else value


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
        before, after = change.before, change.after
        if before is None or after is None:
            meaning, moved = True, True
        else:
            meaning, moved = meaning_changed(before, after), "applies_to" in changed_fields(before, after)
        if meaning or moved:
            reaches.append(Reach(_audience(before), _audience(after), meaning))
    return reaches


def _audience(clause: Clause | None) -> Mapping[str, Any] | None:
    return clause.applies_to if clause else None


def touches(change: Reach, person: Described) -> bool:
    """A change touches whom it concerned or concerns; when only the audience moved, whom that brought or left."""
    was = change.before is not None and concerns(change.before, person)
    now = change.after is not None and concerns(change.after, person)
    return (was or now) if change.meaning else was != now


def touched_by(changes: Iterable[Reach], person: Described) -> bool:
    """Whether any of the changes touches a person."""
    return any(touches(change, person) for change in changes)


def touches_everyone(changes: Iterable[Reach]) -> bool:
    """Whether one change alone touches whoever there is, without a look at who they are."""
    return any(
        change.meaning and any(side is not None and not names_of(side) for side in (change.before, change.after))
        for change in changes
    )


def new_to(asked: Iterable[Clause], then: Described, in_force: Iterable[Clause], now: Described) -> bool:
    """Whether a clause in force concerns a person as they are now, and is not among those that they were last asked.

    It is not when it did not concern them as they were then, was not in that version, or meant something else.
    """
    known = {clause.clause_id: clause for clause in asked if concerns(clause.applies_to, then)}
    return any(
        clause.clause_id not in known or meaning_changed(known[clause.clause_id], clause)
        for clause in in_force
        if concerns(clause.applies_to, now)
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
