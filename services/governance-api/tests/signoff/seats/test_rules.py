"""Whose seats there are and when a quorum is reached, without a database."""

from typing import Any
from uuid import UUID

from governance_api.signoff.seats import rules
from governance_api.signoff.seats.rules import Seat
from hypothesis import given
from hypothesis import strategies as st

VERDICTS = st.sampled_from([None, "approve", "approve-if", "request-changes", "reject"])


@given(st.integers(1, 8), st.data())
def test_a_quorum_is_reached_by_approvals_alone(reviewers: int, data: Any) -> None:
    quorum = data.draw(st.one_of(st.sampled_from(["all", "any"]), st.integers(1, reviewers)))
    needed = rules.seats_needed(quorum, reviewers)
    assert 1 <= needed <= reviewers
    verdicts = data.draw(st.lists(VERDICTS, min_size=reviewers, max_size=reviewers))
    seats = [Seat(UUID(int=n), "legal", None, verdict) for n, verdict in enumerate(verdicts, 1)]
    approvals = sum(verdict in ("approve", "approve-if") for verdict in verdicts)
    assert rules.quorum_reached(seats, needed) == (approvals >= needed)


@given(st.lists(st.tuples(st.integers(0, 6), VERDICTS), min_size=1, max_size=6), st.sets(st.integers(1, 6)))
def test_a_quorum_is_out_of_reach_when_too_few_could_still_approve(
    places: list[tuple[int, str | None]], gone: set[int]
) -> None:
    seats = [
        Seat(UUID(int=n), None if person else "legal", UUID(int=person) if person else None, verdict)
        for n, (person, verdict) in enumerate(places, 1)
    ]
    able = [verdict in ("approve", "approve-if") or person not in gone for person, verdict in places]
    unable = {UUID(int=person) for person in gone}
    for needed in range(1, len(seats) + 1):
        assert rules.out_of_reach(seats, needed, unable) == (sum(able) < needed)


def test_the_nearest_head_who_has_no_say_yet_stands_in() -> None:
    near, far = UUID(int=1), UUID(int=2)
    assert rules.stand_in([near, far], set()) == near
    assert rules.stand_in([near, far], {near}) == far
    assert rules.stand_in([near], {near}) is None


def test_a_person_has_one_seat_in_a_stage_their_own_before_their_roles() -> None:
    anna = UUID(int=7)
    by_role, by_name = Seat(UUID(int=1), "legal", None), Seat(UUID(int=2), None, anna)
    assert rules.seat_for([by_role, by_name], anna, {"legal"}) == by_name
    decided = Seat(UUID(int=2), None, anna, "approve", anna)
    assert rules.seat_for([by_role, decided], anna, {"legal"}) is None
    assert rules.seat_for([by_role], UUID(int=8), {"hr"}) is None


def test_a_seat_is_theirs_by_name_by_role_or_because_they_filled_it() -> None:
    me, other = UUID(int=1), UUID(int=2)
    by_role = Seat(UUID(int=3), "legal", None, "approve", other)
    assert rules.could_decide_in([by_role], me, {"legal"})
    assert rules.could_decide_in([by_role], other, set())
    assert rules.could_decide_in([Seat(UUID(int=4), None, me)], me, set())
    assert not rules.could_decide_in([by_role], me, {"hr"})
    assert not rules.could_decide_in([], me, {"hr"})
