"""The life of an ask, pair by pair, against a drawing made from the contract; who is current, and what an answer is."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from governance_api.acknowledgements.acknowledgements.rules import LIFE, Move, State, given, is_current, true_state
from service_kit.domain.twins import walk

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DRAWN = """
    open accept accepted own
    open decline declined own
    accepted decline declined own
    declined accept accepted own
    open supersede superseded nobody
"""


def test_every_pair_leads_where_it_is_drawn_or_is_refused() -> None:
    assert walk(LIFE, DRAWN) == len(State) * len(Move)


def test_an_answer_that_a_newer_ask_replaced_is_closed() -> None:
    assert true_state("accepted", is_latest=False) is State.SUPERSEDED
    assert true_state("declined", is_latest=True) is State.DECLINED


@pytest.mark.parametrize(
    ("state", "held", "days", "current"),
    [
        ("accepted", False, -1, True),
        ("declined", True, 1, False),
        ("open", False, 1, False),
        ("open", True, 1, True),
        ("open", True, 0, False),
        (None, True, 1, False),
    ],
)
def test_who_is_current(state: str | None, held: bool, days: int, current: bool) -> None:
    due = NOW + timedelta(days=days)
    assert is_current(state, due_at=due, held_before=held, now=NOW) is current


def test_an_answer_replaces_the_receipt_it_names_and_no_other() -> None:
    first, other = UUID(int=1), UUID(int=2)
    table = {
        (True, None, None, None): "first",
        (True, first, None, None): "unseen",
        (True, None, True, first): "repeated",
        (True, other, True, first): "repeated",
        (False, None, True, first): "unseen",
        (False, other, True, first): "unseen",
        (False, first, True, first): "change",
    }
    for (accepted, replaces, present, present_id), expected in table.items():
        found = given(accepted=accepted, replaces=replaces, present=present, present_id=present_id)
        assert found == expected, (accepted, replaces, present)
