"""Every SELECT that shows the audit record: its list, its seals, and its head."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, array

from service_kit.data.statements import Bound, Connected, Statement, run
from service_kit.domain.collections import By, Collection, Wanted, derived
from service_kit.domain.filters import Filter, Words, equals, selects
from service_kit.domain.readers import Asking
from service_kit.identity.auth import Actor
from service_kit.record.audit import entries, pending, seals

# Before texts stood beside the record, a reason was a detail like any other.
EARLIER_TEXTS = ("reason",)
Word = Annotated[str, Field(max_length=200)]


def _is_or_begins(action: Any) -> ColumnElement[bool]:
    """An action by its whole name, or all of a kind: `certificate.*`."""
    family = func.left(action, func.length(action) - 1)
    return or_(
        entries.c.action == action,
        and_(func.right(action, 2) == literal_column("'.*'", Text), func.starts_with(entries.c.action, family)),
    )


def _holds(words: Words, _asking: Asking) -> ColumnElement[bool]:
    """The words as they were typed, anywhere in an entry: ids and codes are looked for, and no sentence."""
    codes = entries.c.details.op("-")(cast(array(EARLIER_TEXTS), ARRAY(Text)))
    whole = func.concat_ws(" ", entries.c.actor, entries.c.action, entries.c.subject, cast(codes, Text))
    return func.strpos(func.lower(whole), func.lower(words.typed)) > literal_column("0")


LIST = Collection(
    "audit",
    select(*entries.c),
    key=entries.c.id,
    sorts={"at": (By(entries.c.id),)},
    default="-at",
    filters={
        "actor": equals(entries.c.actor, Word, "As recorded: `person:<id>`, `service:<client>`, `system:<name>`."),
        "action": selects(_is_or_begins, Word, "`certificate.suspended`, or all of a kind: `certificate.*`."),
        "subject": equals(entries.c.subject, Word),
        "from": Filter(datetime, lambda moment, _asking: entries.c.at >= moment, "This moment or later."),
        "until": Filter(datetime, lambda moment, _asking: entries.c.at < moment, "Before this moment."),
    },
    searched=_holds,
    personal=True,
)
_HEAD = Statement(
    select(
        seals.c.number,
        seals.c.hash,
        seals.c.sealed_at,
        select(func.coalesce(func.sum(func.cardinality(seals.alias("all_seals").c.entry_ids)), 0))
        .scalar_subquery()
        .label("entries"),
    )
    .order_by(seals.c.number.desc())
    .limit(1)
)
_BY_ID = Statement(select(*entries.c).where(entries.c.id == any_(bindparam("ids", type_=ARRAY(BigInteger)))))


def _their_seals(selection: Select[Any]) -> Select[Any]:
    """The seals of what is selected; each is verified with all of its entries, so it comes whole.

    A seal is looked for among those whose first and last id lie around an entry's: mostly one, by its index.
    """
    chosen = selection.with_only_columns(entries.c.id).order_by(None).subquery()
    covering = seals.alias("covering")
    around = func.seal_span(covering.c.entry_ids).op("@>", is_comparison=True)(chosen.c.id)
    numbers = select(covering.c.number).distinct().join(chosen, and_(around, chosen.c.id == any_(covering.c.entry_ids)))
    return select(*seals.c).where(seals.c.number.in_(numbers)).order_by(seals.c.number)


def _not_sealed(selection: Select[Any]) -> Select[Any]:
    return selection.where(entries.c.id.in_(select(pending.c.entry_id))).order_by(entries.c.id)


_EVERY_SEAL = Statement(select(*seals.c).order_by(seals.c.number))


def seals_of(actor: Actor, wanted: Wanted, *, now: datetime) -> Bound[list[Any]]:
    """The seals of what is wanted, in their order: all of them without filters."""
    if not wanted.filters and wanted.q is None:
        return _EVERY_SEAL.rows()
    return derived(LIST, actor, wanted, _their_seals, now=now)


def waiting(actor: Actor, wanted: Wanted, *, now: datetime) -> Bound[list[Any]]:
    """What is wanted and not sealed yet."""
    return derived(LIST, actor, wanted, _not_sealed, now=now)


def by_id(ids: list[int]) -> Bound[list[Any]]:
    """These entries, in no order."""
    return _BY_ID.rows(ids=ids)


async def head(on: Connected) -> Any | None:
    """The last seal with the number of entries that the chain covers; None before the first."""
    return await run(on, _HEAD.first())
