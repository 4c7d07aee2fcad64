"""What is told of somebody who was looked up."""

from enum import StrEnum


class State(StrEnum):
    """`newcomer`: they signed in, and HR has not said yet who they are. HR gives everybody a number."""

    NEWCOMER = "newcomer"
    CONFIRMED = "confirmed"


def state_of(employee_number: str | None) -> State:
    """How far HR knows somebody with this number."""
    return State.NEWCOMER if employee_number is None else State.CONFIRMED


def is_former(way: str, name: str, employee_number: str | None) -> bool:
    """Whether somebody was found by a number that they have no more."""
    return way == "employee_number" and name != employee_number
