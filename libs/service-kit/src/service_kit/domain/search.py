"""Search: each room says what of its own is found by words; one trip asks all of it that the reader may ask.

A room declares in its `queries.py` `FOUND = Findable("module", rows, title=..., whole=...)`, whose `rows` select `id`,
`code`, `title` (by language) and `texts` (an array of texts, plain or by language), as only `visible_to` lets them be
seen. The service's `main.py` gives all of them to `search_router`. What has every word in its title stands before what
has them in its text, and kinds take turns, so that many of one kind hide no other.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, case, literal_column, true

from service_kit.data.localized import pick
from service_kit.data.statements import Connected, pipeline
from service_kit.domain.filters import WORDS, Words
from service_kit.domain.folding import matching, search_terms, searchable
from service_kit.domain.readers import Asking, ReaderStatement, of_reader
from service_kit.identity.auth import Actor

Searched = ColumnElement[str] | Callable[[Words, Asking], ColumnElement[bool]]
"""A text that words are looked for in, or a condition on the words; as in a `Collection`."""
AROUND = 80
"""Characters of an excerpt on each side of the first word that was found."""
LOOKED_THROUGH = 20_000
"""So many characters of all texts of a thing together are looked through for an excerpt."""
_MARKUP = re.compile(r"[*_`#>|~]+|\\?\[|\](?:\([^)\n]{0,200}\))?")
_BLANKS = re.compile(r"\s+")
_TOKEN = re.compile(r"\S+")


def _everything(_asking: Asking) -> ColumnElement[bool]:
    return true()


@dataclass(frozen=True, eq=False)
class Findable:
    """A kind of thing that is found by words.

    `title` is what it is called by, None where it has no name of its own; `whole` is all that is searched, with its
    index, `title` alone when left out. `terms` makes a `tsquery` of what was typed. `permission` is what a reader needs
    to be asked at all. `order` says which of equals comes first.
    """

    kind: str
    rows: Select[Any]
    order: Sequence[ColumnElement[Any]]
    title: Searched | None = None
    whole: Searched | None = None
    visible_to: Callable[[Asking], ColumnElement[bool]] = _everything
    terms: Callable[[str], str] = search_terms
    permission: str | None = None
    statement: ReaderStatement = field(init=False)

    def __post_init__(self) -> None:
        if self.title is None and self.whole is None:
            raise ValueError(f"nothing of a {self.kind} is searched")
        object.__setattr__(self, "statement", ReaderStatement(self._found))

    def _found(self, asking: Asking) -> Select[Any]:
        named = None if self.title is None else _fits(self.title, asking)
        fits: Any = _fits(self.whole, asking) if self.whole is not None else named
        first, second = literal_column("0", Integer), literal_column("1", Integer)
        order: Sequence[ColumnElement[Any]] = self.order
        if named is None or self.whole is None:
            rank: ColumnElement[Any] = second if named is None else first
        else:
            rank = case((named, first), else_=second)
            order = (rank, *order)
        found = self.rows.add_columns(rank.label("rank")).where(self.visible_to(asking), fits)
        return found.order_by(*order).limit(bindparam("limit", type_=Integer))


def _fits(searched: Searched, asking: Asking) -> ColumnElement[bool]:
    return matching(searched, WORDS.terms) if isinstance(searched, ColumnElement) else searched(WORDS, asking)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found, with the piece of its text around the first word."""

    kind: str
    id: Any
    code: str | None
    title: Mapping[str, str]
    excerpt: str | None


async def find(
    on: Connected, actor: Actor, findable: Iterable[Findable], q: str, *, limit: int, now: datetime, language: str
) -> list[Hit]:
    """What this reader finds by these words, at most `limit`: a statement for each kind, all in one trip."""
    asked = [one for one in findable if one.permission is None or actor.may(one.permission)]
    found: list[tuple[tuple[int, int, int], str, Any]] = []
    bound = [_bound(one, actor, q, limit, now) for one in asked]
    for turn, (one, rows) in enumerate(zip(asked, await pipeline(on, *bound), strict=True)):
        of_rank: Counter[int] = Counter()
        for row in rows:
            found.append(((row.rank, of_rank[row.rank], turn), one.kind, row))
            of_rank[row.rank] += 1
    found.sort(key=lambda each: each[0])
    return [
        Hit(kind, row.id, row.code, row.title, excerpt(row.texts or [], q, language)) for _, kind, row in found[:limit]
    ]


def _bound(one: Findable, actor: Actor, q: str, limit: int, now: datetime) -> Any:
    statement = one.statement.of(actor)
    given: dict[str, Any] = {"q": q, "q_terms": one.terms(q), "limit": limit}
    named = {name: value for name, value in given.items() if name in statement.compiled.names}
    return statement.rows(**of_reader(statement, actor, now, named))


def excerpt(texts: Sequence[Mapping[str, str] | str | None], q: str, language: str) -> str | None:
    """Plain words around the first that was looked for: in the reader's language if it is there, else in another.

    Where the words stand in no text, or far behind, its beginning. None without any text.
    """
    words = searchable(q).split()
    read = [text for text in texts if text]
    own = [text if isinstance(text, str) else pick(text, [language]) for text in read]
    others = [text for each in read if not isinstance(each, str) for text in each.values()]
    left = LOOKED_THROUGH
    for text in dict.fromkeys((*own, *others)):
        plain = _plain(text[:left])
        if _holds(plain, words) and (place := _first_place(plain, words)) is not None:
            return _around(plain, place)
        left -= len(text)
        if left <= 0:
            break
    return _around(_plain(own[0][:LOOKED_THROUGH]), 0) if own else None


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", _MARKUP.sub("", text)).strip()


def _holds(text: str, words: Sequence[str]) -> bool:
    """Whether a word of it begins so: folded whole, which is much faster than word by word."""
    whole = f" {searchable(text)}"
    return any(f" {word}" in whole for word in words)


def _first_place(text: str, words: Sequence[str]) -> int | None:
    for token in _TOKEN.finditer(text):
        parts = searchable(token.group()).split()
        if any(part.startswith(word) for part in parts for word in words):
            return token.start()
    return None


def _around(text: str, place: int) -> str:
    start = 0 if place <= AROUND else text.rfind(" ", 0, place - AROUND // 2) + 1
    end = start + 2 * AROUND
    if len(text) <= end:
        return ("…" if start else "") + text[start:]
    cut = text.rfind(" ", start + AROUND, end)
    return ("…" if start else "") + text[start : cut if cut > 0 else end].rstrip(" ,;:") + "…"
