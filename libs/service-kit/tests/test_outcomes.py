"""Every fault is counted, and the first of them by place are kept."""

from collections import Counter
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st
from service_kit.web.outcomes import RowFaults


@dataclass(frozen=True)
class Fault:
    """A fault with the place it was added for, and its turn."""

    code: str
    place: int
    turn: int


FAULTS = st.lists(st.tuples(st.integers(1, 30), st.sampled_from(["A", "B", "C"])), max_size=60)


@given(FAULTS, st.integers(1, 20))
def test_the_first_by_place_are_kept_and_all_are_counted(found: list[tuple[int, str]], at_most: int) -> None:
    faults: RowFaults[Fault] = RowFaults(at_most)
    added = [Fault(code, place, turn) for turn, (place, code) in enumerate(found)]
    for fault in added:
        faults.add(fault.place, fault)
        assert len(faults.listed()) <= at_most
    assert faults.listed() == sorted(added, key=lambda fault: (fault.place, fault.turn))[:at_most]
    assert faults.total == len(added)
    assert faults.by_code == Counter(code for _place, code in found)
