"""The routes of a table of moves: `POST /<things>/{id}/<move>` for each move that somebody makes by a button."""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import ConfigDict, Field

from service_kit.data.database import AsyncSession, WriteSession
from service_kit.domain.bulk_moves import LONGEST_REASON, Act, Said, declare_bulk
from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfSeen, tag
from service_kit.web.schemas import BodyIn, BodyOut
from service_kit.work.clock import Now

Show = Callable[[AsyncSession, Actor, Any, datetime], Awaitable[BodyOut]]
"""`show(session, actor, row, now)`: the row as this reader may see it, with its `version`."""


class MakeMove(BodyIn):
    """Why the move is made; some moves need it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "The figures in it were wrong."}]})

    reason: str | None = Field(default=None, max_length=LONGEST_REASON)


def declare_moves(
    router: APIRouter,
    path: str,
    life: Lifecycle[Any, Any],
    *,
    act: Act,
    show: Show,
    out: type[BodyOut],
    texts: Mapping[Any, str],
    said: Said = (MakeMove, "reason"),
    key: Any = UUID,
    many: str | None = None,
) -> None:
    """Declare a route for each pressed move. `path` holds one parameter of type `key`; `texts` describe the moves.

    The operation is named `<move>_<thing>`. A move that asks one permission in every state is guarded by it; of one
    that asks different ones the table decides. A move without a text is not declared: the room has a route of its own.
    A room whose contract names what is `said` with a move otherwise gives its own body and its field. `many` is the
    path of the things, where a move may be made for many at once: `POST <many>/moves`.
    """
    parameter = re.findall(r"{(\w+)}", path)[0]
    for move, steps in life.pressed().items():
        if move in texts:
            endpoint = _endpoint(Annotated[key, Path(alias=parameter)], move, _guard(steps), act, show, said)
            name = f"{move.value}_{life.thing}".replace("-", "_")
            router.post(f"{path}/{move.value}", name=name, description=texts[move], response_model=out)(endpoint)
    if many is not None:
        pressed = {move: steps for move, steps in life.pressed().items() if move in texts}
        guard = _guard([step for steps in pressed.values() for step in steps])
        declare_bulk(router, many, life.thing, pressed, guard, act, said)


def _guard(steps: list[Step[Any]]) -> Any:
    permissions = {step.permission for step in steps if step.permission is not None}
    return Needs(permissions.pop() if len(permissions) == 1 else None)


def _endpoint(key: Any, move: Any, guard: Any, act: Act, show: Show, said: Said) -> Callable[..., Awaitable[BodyOut]]:
    kind, words = said

    async def make_move(
        thing_id: key,
        match: IfSeen,
        actor: Annotated[Actor, guard],
        session: WriteSession,
        now: Now,
        response: Response,
        body: kind | None = None,  # type: ignore[valid-type]  # read when the route is declared
    ) -> BodyOut:
        row = await act(session, actor, thing_id, match, move, getattr(body, words) if body else None, now=now)
        await session.flush()
        shown = await show(session, actor, row, now)
        tag(response, row.version)
        return shown

    return make_move
