"""What a publisher and its followers both hold: things of a kind, each with a key and the facts they must agree on.

A room describes where its things stand as pieces of SQL, once; pages of things, their comparison and their digest are
made of that. The same kind has the same keys and the same facts on both sides, so two databases can be compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import RowMapping, text

from service_kit.data.database import AsyncSession

INSTANT = "extract(epoch FROM {})"
"""How a moment stands among the facts: a number, whatever the zone of the connection."""


@dataclass(frozen=True)
class Things:
    """Where the things of one kind stand in this database.

    `source` is a FROM clause, `key` the column that names a thing (a uuid, or text with `text_key`), `facts` a jsonb
    expression of what must be alike on both sides; it may use `:now`. None of it comes from a caller.
    """

    kind: str
    source: str
    key: str
    facts: str
    where: str = "true"
    text_key: bool = False

    def named(self, kind: str, facts: str) -> "Things":
        """The same things under another name, with fewer facts: for a follower that keeps less of them."""
        return replace(self, kind=kind, facts=facts)

    @property
    def order(self) -> str:
        """The key as both databases order it, whatever their collation."""
        return f'{self.key} COLLATE "C"' if self.text_key else self.key

    def between(self, after: str | None, until: str | None) -> str:
        """The condition for things after one key, up to another; from the first, or to the last, where it is None."""
        key_type = "text" if self.text_key else "uuid"
        from_here = f" AND {self.order} > CAST(:after AS {key_type})" if after is not None else ""
        to_here = f" AND {self.order} <= CAST(:until AS {key_type})" if until is not None else ""
        return f"({self.where}){from_here}{to_here}"


DIGEST_SECONDS = 300
"""Millions of rows are read for a digest, more than any request has time for."""


class Digest(NamedTuple):
    """How many things of a kind there are, and a number that is the same where all their facts are the same."""

    things: int
    digest: str


class State(NamedTuple):
    """Digests by kind, all of one moment: `position` is that of the feed, `settled` whether it covers all there is."""

    position: int
    settled: bool
    kinds: dict[str, Digest]


def _number_of(things: Things) -> str:
    """60 bits of a hash of the key and the facts; their sum does not depend on any order."""
    whole = f"CAST({things.key} AS text) || ' ' || CAST({things.facts} AS text)"
    return f"CAST(CAST('x' || left(md5({whole}), 15) AS bit(60)) AS bigint)"


def _values(statement: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if f":{name}" in statement}


async def held(
    session: AsyncSession, things: Things, *, after: str | None, until: str | None, now: datetime
) -> dict[str, str]:
    """A hash of the facts of each thing in a range of keys."""
    statement = (
        f"SELECT CAST({things.key} AS text) AS id, md5(CAST({things.facts} AS text)) AS facts FROM {things.source} "  # noqa: S608 - pieces that rooms declare in their queries.py
        f"WHERE {things.between(after, until)}"
    )
    rows = await session.execute(text(statement), _values(statement, {"after": after, "until": until, "now": now}))
    return {row.id: row.facts for row in rows}


async def page_of(
    session: AsyncSession, things: Things, columns: str, *, after: str | None, limit: int, now: datetime
) -> Sequence[RowMapping]:
    """The next things by key, each with its key as `thing` and these columns."""
    statement = (
        f"SELECT CAST({things.key} AS text) AS thing, {columns} FROM {things.source} "  # noqa: S608 - as above
        f"WHERE {things.between(after, None)} ORDER BY {things.order} LIMIT :limit"
    )
    values = _values(statement, {"after": after, "limit": limit, "now": now})
    return (await session.execute(text(statement), values)).mappings().all()


PUBLISHED = "SELECT coalesce(max(position), 0) FROM events"
UNSETTLED = "EXISTS (SELECT FROM outbox)"
FOLLOWED = "SELECT position FROM feed_cursors WHERE source = :source"


async def digests(
    session: AsyncSession, things: Sequence[Things], *, position: str, unsettled: str, source: str, now: datetime
) -> State:
    """Digests of these kinds and the feed's position, in one statement: all of it is of one moment."""
    place = f"coalesce(({position}), 0) AS position, ({unsettled}) AS unsettled"
    of_kind = [
        f"SELECT CAST('{each.kind}' AS text) AS kind, count(*) AS things, "  # noqa: S608 - as above
        f"coalesce(sum({_number_of(each)}), 0) AS digest, {place} FROM {each.source} WHERE {each.where}"
        for each in things
    ]
    none = f"SELECT CAST(NULL AS text) AS kind, 0 AS things, 0 AS digest, {place}"
    statement = " UNION ALL ".join([none, *of_kind])
    await session.execute(text(f"SET LOCAL statement_timeout = '{DIGEST_SECONDS}s'"))
    rows = (await session.execute(text(statement), _values(statement, {"source": source, "now": now}))).all()
    kinds = {row.kind: Digest(row.things, str(row.digest)) for row in rows if row.kind is not None}
    return State(int(rows[0].position), not rows[0].unsettled, kinds)
