"""A list with its numbers: how many of the selection are in each state, beside the page.

BY_STATE = counting("state")

return await answer_summarised(LIST, BY_STATE, LineState, connection, actor, wanted, now=now, out=LineOut)
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from fastapi import Response
from pydantic import Field
from sqlalchemy import Integer, Select, cast, func, select

from service_kit.data.statements import Bound, Connected, pipeline, run
from service_kit.domain.collections import Collection, Wanted, answer, derived, keys_of, page_statement
from service_kit.identity.auth import Actor
from service_kit.web.pages import Item, Page, cut, position
from service_kit.web.schemas import BodyOut

Out = TypeVar("Out", bound=BodyOut)
Count = Callable[[Select[Any]], Select[Any]]


class Summarised(Page[Item], Generic[Item]):
    """A part of a list, and on its first page the numbers of the whole."""

    summary: dict[str, int] | None = Field(
        default=None,
        description="How many there are in each state, whatever `state` was asked for; on the first page only.",
    )


def counting(*columns: str) -> Count:
    """Counts a selection by these of its columns, each row with `number`; make it once, beside the list."""

    def make(selection: Select[Any]) -> Select[Any]:
        found = selection.subquery("found")
        by = [found.c[name] for name in columns]
        return select(*by, cast(func.count(), Integer).label("number")).group_by(*by)

    return make


def counted(
    collection: Collection,
    count: Count,
    actor: Actor,
    wanted: Wanted,
    *,
    now: datetime,
    values: Mapping[str, Any] | None = None,
) -> Bound[list[Any]]:
    """The numbers of what is wanted, as if no `state` had been asked for: the parts of a whole stay side by side."""
    others = {name: value for name, value in wanted.filters.items() if name != "state"}
    return derived(collection, actor, replace(wanted, filters=others), count, now=now, values=values)


def by_state(states: type[StrEnum], rows: Sequence[Any]) -> dict[str, int]:
    """Rows of `state` and `number` as one answer; a state that nothing is in has 0."""
    found = {row.state: row.number for row in rows}
    return {state.value: found.get(state.value, 0) for state in states}


async def answer_summarised(
    collection: Collection,
    count: Count,
    states: type[StrEnum],
    on: Connected,
    actor: Actor,
    wanted: Wanted,
    *,
    now: datetime,
    out: type[Out],
    show: Callable[[Any], Out] | None = None,
    values: Mapping[str, Any] | None = None,
) -> Page[Out] | Response:
    """As `collections.answer`, with the numbers on the first page: two statements, one trip.

    Declare the endpoint with `response_model=Summarised[Out]`.
    """
    if wanted.file is not None:
        return await answer(collection, on, actor, wanted, now=now, out=out, show=show, values=values)
    given, shown = values or {}, show or out.model_validate
    keys = keys_of(collection, actor, wanted.sort)
    reached = None if wanted.page.place is None else position(wanted.page, keys)
    listed = page_statement(collection, actor, wanted, now=now, values=given, reached=reached)
    summary = None
    if reached is None:
        rows, numbers = await pipeline(on, listed, counted(collection, count, actor, wanted, now=now, values=given))
        summary = by_state(states, numbers)
    else:
        rows = await run(on, listed)
    rows, cursor = cut(wanted.page, keys, rows)
    return Summarised(items=[shown(row) for row in rows], next_cursor=cursor, summary=summary)
