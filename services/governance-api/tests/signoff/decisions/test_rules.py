"""Which decision is meant, what it does, and the chain of its record, without a database."""

from uuid import UUID

import pytest
from governance_api.signoff.decisions import rules
from governance_api.signoff.decisions.rules import Meant, Seen
from governance_api.signoff.seats.rules import Seat, Verdict
from governance_api.signoff.signoffs.rules import Move
from hypothesis import given
from hypothesis import strategies as st


@given(st.lists(st.sampled_from(Verdict), min_size=1, max_size=5), st.booleans())
def test_only_an_approval_on_the_last_stage_approves(verdicts: list[Verdict], last: bool) -> None:
    seats = [Seat(UUID(int=n), "legal", None, verdict) for n, verdict in enumerate(verdicts, 1)]
    move = rules.move_of(verdicts[-1], seats, len(seats), last_stage=last)
    if verdicts[-1] == "reject":
        assert move == Move.REJECT
    elif verdicts[-1] == "request-changes":
        assert move == Move.REQUEST_CHANGES
    else:
        everyone = all(verdict in ("approve", "approve-if") for verdict in verdicts)
        assert move == (Move.APPROVE if last and everyone else Move.DECIDE)


def test_a_changed_entry_breaks_the_chain() -> None:
    first = rules.first_hash(UUID(int=1), "abc")
    one = rules.entry_hash(first, {"decision": "approve"})
    assert rules.entry_hash(first, {"decision": "reject"}) != one
    assert rules.entry_hash(one, {"decision": "approve"}) != one


@pytest.mark.parametrize(
    ("seen", "had_earlier_say", "expected"),
    [
        (Seen(), False, Meant.THIS),
        (Seen(), True, Meant.UNSAID),
        (Seen(stage=1), True, Meant.THIS),
        (Seen(stage=0), False, Meant.ANOTHER),
        (Seen(stage=2), False, Meant.ANOTHER),
        (Seen(versions=frozenset({5})), True, Meant.THIS),
        (Seen(versions=frozenset({4})), True, Meant.CHANGED),
        (Seen(versions=frozenset({2})), True, Meant.ANOTHER),
        (Seen(versions=frozenset()), True, Meant.CHANGED),
        (Seen(stage=0, versions=frozenset({5})), True, Meant.ANOTHER),
        (Seen(stage=1, versions=frozenset({2})), True, Meant.ANOTHER),
    ],
)
def test_a_decision_is_for_the_stage_that_was_seen(seen: Seen, had_earlier_say: bool, expected: Meant) -> None:
    """Stage 1 is on since version 3, and the sign-off is at version 5."""
    said = rules.meant(seen, stage=1, version=5, opened_version=3, had_earlier_say=had_earlier_say)
    assert said is expected
