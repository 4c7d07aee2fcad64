"""One move for many things: each in a transaction of its own, each with its outcome; a refusal stops no other."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import AsyncExitStack
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from service_kit.data.database import AsyncSession, database_of
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import Match
from service_kit.web.errors import Malformed, Missing, answer_of
from service_kit.web.schemas import BodyIn, BodyOut
from service_kit.work.clock import Now
from service_kit.work.turns import Turns

MOST = 200
# Each of them holds one connection and asks for a second: more of them could fill a pool and wait for each other.
AT_ONCE = 2
WAIT_SECONDS, MOST_WAITING = 10.0, 20
LONGEST_REASON = 2000
Said = tuple[type[BodyIn], str]
"""The body of a single move, and its field that `reason` of many is: it has the bounds of the single move."""
Act = Callable[..., Awaitable[Any]]
"""`act(session, actor, thing_id, match, move, reason, now=...)`: the action that a single move calls, too."""
Each = Callable[[AsyncSession, UUID], Awaitable[tuple[int, str]]]
"""What is done for one of many, in a transaction of its own: the status that a single request has, and the state."""


class UnknownMove(Malformed):
    """Nobody makes a move of this name here; `known` lists those there are."""

    title = "There is no such move"
    pointer = "/move"


def _each_once(ids: list[UUID]) -> list[UUID]:
    if len(set(ids)) != len(ids):
        raise PydanticCustomError("named_twice", "Name each of them once.")
    return ids


class MoveMany(BodyIn):
    """One move for up to 200 things, each by itself."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "move": "approve",
                    "ids": ["01976f3e-5d3a-7c51-9c3e-0a4f6a1b2c3d", "01976f3e-5d3a-7c51-9c3e-0a4f6a1b2c3e"],
                    "reason": "The fair is over.",
                }
            ]
        }
    )

    move: str = Field(max_length=40, description="Its name, as in the address of the single move.")
    ids: Annotated[list[UUID], AfterValidator(_each_once)] = Field(min_length=1, max_length=MOST)
    reason: str | None = Field(default=None, max_length=LONGEST_REASON, description="Some moves need it.")


class MoveOutcome(BodyOut):
    """What became of one thing: what its own request would have been answered with."""

    id: UUID
    status: int = Field(description="Of its own request: 200 or 201 when it was done, else that of the refusal.")
    state: str | None = Field(default=None, description="The state it is in now, when it was moved.")
    code: str | None = Field(default=None, description="The name of the refusal.")
    detail: str | None = Field(default=None, description="The refusal in a sentence, in the asked language.")


class MovesOut(BodyOut):
    """The outcomes, in the order in which the things were named."""

    done: int
    refused: int
    items: list[MoveOutcome]


def turns() -> Turns:
    """The bulk requests that one process answers at a time."""
    return Turns(AT_ONCE, seconds=WAIT_SECONDS, most=MOST_WAITING)


async def _take_turn(request: Request) -> AsyncIterator[None]:
    """A turn, and an Idempotency-Key held in a transaction of its own, which keeps the answer at the end."""
    async with AsyncExitStack() as held:
        await held.enter_async_context(request.app.state.bulk_turns.one())
        if (reservation := getattr(request.state, "reservation", None)) is not None:
            await reservation.take(await held.enter_async_context(database_of(request).write()))
        yield


Turn = Annotated[None, Depends(_take_turn, scope="function")]
"""For an endpoint that answers `each_by_itself`."""


def declare_bulk(
    router: APIRouter, path: str, thing: str, moves: Iterable[StrEnum], guard: Any, act: Act, said: Said
) -> None:
    """Declare `POST <path>/moves` for these moves of a thing, with what is `said` by a single one."""
    known: Mapping[str, Any] = {move.value: move for move in moves}
    words = ", ".join(known)

    async def move_many(
        body: MoveMany, actor: Annotated[Actor, guard], request: Request, _turn: Turn, now: Now
    ) -> MovesOut:
        move = move_named(body, known)
        _refuse_unless_fit(body.reason, said)

        async def one(session: AsyncSession, thing_id: UUID) -> tuple[int, str]:
            row = await act(session, actor, thing_id, Match(None), move, body.reason, now=now)
            await session.flush()
            return 200, str(row.state)

        return await each_by_itself(request, body.ids, one)

    router.post(
        f"{path}/moves",
        name=f"move_many_{thing}s".replace("-", "_"),
        description=f"For up to {MOST} at once one of {words}; each by itself: a refusal stops no other.",
        response_model=MovesOut,
    )(move_many)


def refuse_bulk(router: APIRouter, path: str) -> None:
    """`POST <path>/moves` is 404: each of these things is read before it is decided on. No part of the contract."""

    async def refuse_move_of_many(_actor: Annotated[Actor, Needs()]) -> None:
        raise Missing("Each of these is read before it is decided on; there is no move for many of them.")

    router.post(f"{path}/moves", include_in_schema=False)(refuse_move_of_many)


def move_named(body: MoveMany, known: Mapping[str, Any]) -> Any:
    """The move that is asked for; 422 `UnknownMove` where there is none of this name."""
    if body.move not in known:
        raise UnknownMove(f"The moves here are {', '.join(known)}.", known=list(known))
    return known[body.move]


async def each_by_itself(request: Request, ids: Iterable[UUID], one: Each) -> MovesOut:
    """What became of each, in the order of `ids`; for an endpoint that also asks for a `Turn`."""
    items = [outcome async for outcome in _outcomes(request, ids, one)]
    done = sum(item.code is None for item in items)
    return MovesOut(done=done, refused=len(items) - done, items=items)


def _refuse_unless_fit(reason: str | None, said: Said) -> None:
    if reason is None:  # that it is missing is for each thing to say: not every move needs it
        return
    kind, field = said
    try:
        kind.model_validate({field: reason})
    except ValidationError as unfit:
        raise RequestValidationError([{**error, "loc": ("body", "reason")} for error in unfit.errors()]) from unfit


async def _outcomes(request: Request, ids: Iterable[UUID], one: Each) -> AsyncIterator[MoveOutcome]:
    away: dict[str, Any] | None = None
    for thing_id in ids:
        if away is not None:  # the database does not answer: the others are not tried, and each is told so
            yield MoveOutcome(id=thing_id, **away)
            continue
        try:
            async with database_of(request).write() as session:
                status, state = await one(session, thing_id)
        except Exception as fault:  # noqa: BLE001 - whatever a single request would be answered with is its outcome
            refused = _refused(request, fault)
            away = refused if refused["status"] == 503 else None
            yield MoveOutcome(id=thing_id, **refused)
        else:
            yield MoveOutcome(id=thing_id, status=status, state=state)


def _refused(request: Request, fault: Exception) -> dict[str, Any]:
    problem = json.loads(bytes(answer_of(request, fault).body))
    return {name: problem[name] for name in ("status", "code", "detail")}
