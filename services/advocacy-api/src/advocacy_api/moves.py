"""A thing with a life moves only as its table of allowed moves says."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from service_kit.web.errors import Refusal

State = TypeVar("State", bound=StrEnum)
Move = TypeVar("Move", bound=StrEnum)


class MoveNotAllowed(Refusal):
    """Asked for a move that this state does not know."""

    status = 409
    title = "Not possible in this state"


def next_state(moves: Mapping[tuple[State, Move], State], state: State, move: Move) -> State:
    """Where the move leads, or a refusal that says which moves are open now."""
    if (state, move) in moves:
        return moves[state, move]
    allowed = [open_move.value for from_state, open_move in moves if from_state is state]
    raise MoveNotAllowed(
        f"'{move.value}' is not possible while it is {state.value}.",
        state=state.value,
        move=move.value,
        allowed=allowed,
    )
