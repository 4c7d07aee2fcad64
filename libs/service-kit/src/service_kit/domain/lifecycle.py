"""The life of a thing: one table of moves, and from it the next state, who may, the refusals, the record, the routes.

A room declares `LIFE = Lifecycle("content", State, {(State.DRAFT, Move.PUBLISH): Step(State.PUBLISHED, ...), ...})` in
its `rules.py`. Its action locks the row, calls `LIFE.move(...)`, checks what is its own, and ends with `carry_out`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.events.feed import EventBody, publish
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.record.audit import Acting
from service_kit.web.errors import Forbidden, Malformed, Refusal

State = TypeVar("State", bound=StrEnum)
Move = TypeVar("Move", bound=StrEnum)
Whose = UUID | str | Collection[UUID | str]
"""Whom a thing is of: a person's id, an actor's id as it is recorded, or several of them."""


class MoveNotAllowed(Refusal):
    """This state does not know this move; `state`, `move` and `allowed` (this caller's moves now) travel along."""

    title = "Not possible in this state"


class SecondPersonNeeded(Forbidden):
    title = "A second person is needed"


class ReasonMissing(Malformed):
    title = "A reason is needed"
    pointer = "/reason"


class Living(Protocol):
    """A row that carries its state and its version; `id` names it in the audit record."""

    @property
    def id(self) -> UUID | str: ...

    state: Any
    version: int


@dataclass(frozen=True, slots=True)
class Step(Generic[State]):
    """One line of a table of moves.

    `permission` is who may try; None is a move that no button makes: the clock's, or one that follows from elsewhere.
    `word` names it in the audit record (`published`), by default the state it leads to. `event` is what has to be
    published with it. `check` is a condition of the room beyond the table: it takes the facts that the action gives to
    `move` and raises the room's own refusal. `stamp` is the column that keeps the moment.
    """

    to: State
    permission: str | None
    _: KW_ONLY
    reason: bool = False
    second_person: bool = False
    own: bool = False
    word: str = ""
    event: type[EventBody] | None = None
    check: Callable[[Any], None] | None = None
    stamp: str | None = None


@dataclass(frozen=True, slots=True)
class Moved(Generic[State, Move]):
    """A move that was found possible and is still to be carried out."""

    thing: str
    move: Move
    before: State
    step: Step[State]
    reason: str | None

    @property
    def to(self) -> State:
        """The state it leads to."""
        return self.step.to


@dataclass(frozen=True)
class Lifecycle(Generic[State, Move]):
    """The moves of one kind of thing. `thing` is its name in the audit record, such as `content`."""

    thing: str
    states: type[State]
    moves: Mapping[tuple[State, Move], Step[State]]
    shortest_reason: int = 1

    def move(
        self,
        state: State | str,
        move: Move,
        actor: Acting,
        *,
        reason: str | None = None,
        first: Whose | None = None,
        facts: Any = None,
    ) -> Moved[State, Move]:
        """The move, or the refusal that says why not; the caller has locked the row that `state` was read from.

        `first` is whom the thing is of: who wrote it, asked for it or holds it. A step with `second_person` is refused
        to them, one that is their `own` to everybody else; with either it must be given. Raises MoveNotAllowed (409),
        Forbidden and SecondPersonNeeded (403), ReasonMissing (422), and what `check` raises.
        """
        present = self.states(state)
        step = self.moves.get((present, move))
        if step is None:
            raise MoveNotAllowed(
                self._sentence(present, move),
                state=present.value,
                move=move.value,
                allowed=self.allowed(present, actor, first=first),
            )
        _refuse_unless_theirs(step, move, actor, first)
        if step.reason and len((reason or "").strip()) < self.shortest_reason:
            raise ReasonMissing(_reason_needed(move, self.shortest_reason))
        if step.check is not None:
            step.check(facts)
        return Moved(self.thing, move, present, step, reason)

    def allowed(self, state: State | str, actor: Acting, *, first: Whose | None = None) -> list[str]:
        """The moves that this caller may make from this state now; the app's buttons come from it alone."""
        present = self.states(state)
        return [
            move.value
            for (before, move), step in self.moves.items()
            if before is present and _may(step, actor) and _is_theirs(step, actor, first)
        ]

    def before(self, move: Move) -> list[State]:
        """The states that know this move, for set-based moves: `.where(state.in_(LIFE.before(Move.EXPIRE)))`."""
        return [state for (state, known) in self.moves if known is move]

    def to(self, move: Move) -> State:
        """Where a move leads, for set-based moves; it must lead to one state only."""
        reached = {step.to for (_, known), step in self.moves.items() if known is move}
        if len(reached) != 1:
            raise ValueError(f"{move.value} leads to {len(reached)} states")
        return reached.pop()

    def pressed(self) -> dict[Move, list[Step[State]]]:
        """The moves that somebody makes by a button, each with its lines of the table."""
        found: dict[Move, list[Step[State]]] = {}
        for (_, move), step in self.moves.items():
            if step.permission is not None:
                found.setdefault(move, []).append(step)
        return found

    def _sentence(self, state: State, move: Move) -> str:
        """What would make the move possible."""
        knowing = self.before(move)
        if state in {self.moves[before, move].to for before in knowing}:
            return f"It is {state.value} already."
        wanted = " or ".join(before.value for before in knowing) or "in no state at all"
        way = ", then ".join(self._way(state, knowing))
        then = f" First {way}." if way else " It does not get there any more."
        return f"'{move.value}' is possible when it is {wanted}; it is {state.value}.{then}"

    def _way(self, state: State, goals: Collection[State]) -> list[str]:
        """The fewest steps from a state to one of the goals, in words; empty when there is no way."""
        ways: dict[State, list[str]] = {state: []}
        waiting = [state]
        while waiting:
            present = waiting.pop(0)
            if present in goals:
                return ways[present]
            for (before, move), step in self.moves.items():
                if before is present and step.to not in ways:
                    words = f"'{move.value}'" if step.permission is not None else f"it becomes {step.to.value}"
                    ways[step.to] = [*ways[present], words]
                    waiting.append(step.to)
        return []


def _may(step: Step[Any], actor: Acting) -> bool:
    return step.permission is not None and isinstance(actor, Actor) and actor.may(step.permission)


def _is_first(actor: Acting, first: Whose | None) -> bool:
    if first is None:
        raise TypeError("this step asks whose the thing is: give `first`")
    several = [first] if isinstance(first, UUID | str) else first
    return not {actor.id, actor.id.removeprefix("person:")}.isdisjoint(map(str, several))


def _is_theirs(step: Step[Any], actor: Acting, first: Whose | None) -> bool:
    if not (step.second_person or step.own):
        return True
    return _is_first(actor, first) is step.own


def _refuse_unless_theirs(step: Step[Any], move: StrEnum, actor: Acting, first: Whose | None) -> None:
    if isinstance(actor, Actor) and step.permission is not None and not actor.may(step.permission):
        raise Forbidden(f"This needs the permission {step.permission!s}.", permission=str(step.permission))
    if _is_theirs(step, actor, first):
        return
    if step.second_person:
        raise SecondPersonNeeded(f"Ask somebody else to {move.value}: a second person decides here.", move=move.value)
    raise Forbidden(f"Only the person whom it concerns can {move.value}.", move=move.value)


def _reason_needed(move: StrEnum, shortest: int) -> str:
    length = f" in at least {shortest} characters" if shortest > 1 else ""
    return f"Say why, in `reason`{length}, to {move.value}."


def carry_out(
    session: AsyncSession,
    row: Living,
    moved: Moved[Any, Any],
    actor: Acting,
    *,
    now: datetime,
    details: Mapping[str, Any] | None = None,
    event: EventBody | None = None,
    subject: UUID | str | None = None,
) -> None:
    """Set the state, the version and the moment; write the audit entry; publish the event that the table names.

    `event` must be of the type that the step names, and none where it names none. `subject` is what the event is about,
    by default the row.
    """
    step = moved.step
    if type(event) is not (step.event or type(None)):
        raise TypeError(f"{moved.thing}: '{moved.move}' publishes {step.event}, not {type(event)}")
    row.state, row.version = step.to.value, row.version + 1
    if step.stamp is not None:
        setattr(row, step.stamp, now)
    typed = {"reason": moved.reason} if moved.reason else None
    audit.record(session, actor, f"{moved.thing}.{step.word or step.to.value}", row.id, details, texts=typed)
    if event is not None:
        publish(session, event, subject or row.id)


def one_of(column: str, states: type[StrEnum]) -> str:
    """The text of a CHECK constraint that a column holds one of the states."""
    return f"{column} IN ({', '.join(repr(state.value) for state in states)})"
