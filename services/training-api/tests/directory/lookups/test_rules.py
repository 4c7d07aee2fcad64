"""What is told of somebody who was looked up."""

from training_api.directory.lookups.rules import State, is_former, state_of


def test_whom_hr_gave_a_number_is_confirmed() -> None:
    assert (state_of("E1"), state_of(None)) == (State.CONFIRMED, State.NEWCOMER)


def test_only_a_number_can_be_former() -> None:
    assert is_former("employee_number", "E1", "E2")
    assert is_former("employee_number", "E1", None)
    assert not is_former("employee_number", "E1", "E1")
    assert not is_former("email", "anna@example.org", "E1")
