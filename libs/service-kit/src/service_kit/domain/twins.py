"""One rule in two forms: the harness that gives both the same rows and compares what they answer, and in which order.

A rule that exists in Python and in SQL stands once in a table of examples and goes through `compare`. The examples say
what is right; the generated rows only say that both forms agree.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from service_kit.domain.lifecycle import Lifecycle, MoveNotAllowed, ReasonMissing, SecondPersonNeeded
from service_kit.identity.auth import Actor
from service_kit.web.errors import Forbidden, Refusal

Case = TypeVar("Case")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Example(Generic[Case, Answer]):
    """What is right for one case, and the name under which a failure speaks of it."""

    name: str
    case: Case
    answer: Answer


async def compare(
    one: Callable[[Case], Answer],
    other: Callable[[Sequence[Case]], Awaitable[Sequence[Answer]]],
    *,
    examples: Iterable[Example[Case, Answer]],
    generated: Iterable[Case] = (),
) -> int:
    """Both forms against the examples, and against each other on the generated cases; answers how many were compared.

    `one` answers a case at a time, `other` many at once (one statement), in the order given. An answer is whatever the
    rule says: a truth, a state, a sequence of reasons whose order counts. Raises AssertionError that names each case.
    Refuses to run without an example of two different answers: such a harness would pass with any rule.
    """
    known = list(examples)
    if len({repr(example.answer) for example in known}) < 2:
        raise ValueError("examples with two different answers are needed")
    cases = [example.case for example in known] + list(generated)
    theirs = list(await other(cases))
    if len(theirs) != len(cases):
        raise AssertionError(f"{len(cases)} cases, {len(theirs)} answers")
    faults = [
        f"{example.name}: right is {example.answer!r}, one form says {one(example.case)!r}, the other {answer!r}"
        for example, answer in zip(known, theirs, strict=False)
        if not example.answer == one(example.case) == answer
    ]
    faults += [
        f"{case!r}: one form says {one(case)!r}, the other {answer!r}"
        for case, answer in list(zip(cases, theirs, strict=True))[len(known) :]
        if one(case) != answer
    ]
    if faults:
        raise AssertionError(f"{len(faults)} of {len(cases)} cases differ:\n" + "\n".join(faults[:10]))
    return len(cases)


def walk(life: Lifecycle[Any, Any], drawn: str, *, facts: Mapping[tuple[str, str], Any] | None = None) -> int:
    """Try every pair of a table of moves against a drawing of it made by hand; answers how many pairs there are.

    `drawn` has a line per move: `draft publish published`, followed by the words that hold: `reason`, `second`, `own`,
    `nobody` (no button makes it). `facts` are what a step's `check` needs to pass, by state and move.
    """
    wanted = {(line[0], line[1]): line[2:] for line in map(str.split, drawn.strip().splitlines())}
    moves: type[StrEnum] = type(next(move for _, move in life.moves))
    pairs = [(state, move) for state in life.states for move in moves]
    if unknown := set(wanted) - {(state.value, move.value) for state, move in pairs}:
        raise AssertionError(f"drawn, and no state or move of {life.thing}: {sorted(unknown)}")
    for state, move in pairs:
        given = (facts or {}).get((state.value, move.value))
        _try_pair(life, state, move, wanted.get((state.value, move.value)), given)
    return len(pairs)


def _holder(life: Lifecycle[Any, Any], name: str, *, all_permissions: bool) -> Actor:
    permissions = {step.permission for step in life.moves.values() if step.permission and all_permissions}
    return Actor("service", name, name, frozenset(), frozenset(), frozenset(map(str, permissions)))


def _try_pair(life: Lifecycle[Any, Any], state: Any, move: Any, drawn: Sequence[str] | None, facts: Any) -> None:
    first, second = (_holder(life, name, all_permissions=True) for name in ("first", "second"))
    stranger = _holder(life, "stranger", all_permissions=False)
    at, reason = f"{life.thing}: {state.value} {move.value}", "r" * max(life.shortest_reason, 1)

    def outcome(actor: Actor, why: str | None = reason) -> str:
        try:
            return str(life.move(state, move, actor, reason=why, first=first.id, facts=facts).to.value)
        except Refusal as refusal:
            return refusal.code

    if drawn is None:
        _expect(at, outcome(second), MoveNotAllowed.__name__)
        return
    to, holds = drawn[0], set(drawn[1:])
    right, wrong = (first, second) if "own" in holds else (second, first)
    _expect(at, outcome(right), to)
    _expect(f"{at} without a reason", outcome(right, None), ReasonMissing.__name__ if "reason" in holds else to)
    _expect(f"{at} without the permission", outcome(stranger), to if "nobody" in holds else Forbidden.__name__)
    refused = SecondPersonNeeded.__name__ if "second" in holds else Forbidden.__name__ if "own" in holds else to
    _expect(f"{at} by the wrong one of the two", outcome(wrong), refused)
    pressed = "nobody" not in holds
    for actor, offered in ((right, pressed), (stranger, False), (wrong, pressed and refused == to)):
        _expect(f"{at} offered", move.value in life.allowed(state, actor, first=first.id), offered)


def _expect(at: str, found: Any, right: Any) -> None:
    if found != right:
        raise AssertionError(f"{at}: {found}, not {right}")
