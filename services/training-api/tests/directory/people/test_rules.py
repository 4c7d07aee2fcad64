"""Who may report to whom."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from training_api.directory.people import rules
from training_api.directory.people.rules import CARRIED
from training_api.directory.people.schemas import AddPerson
from training_api.directory.people.tables import PEOPLE

NUMBERS = st.integers(0, 30)
MANAGERS = st.dictionaries(NUMBERS, st.none() | NUMBERS, max_size=30)


def leads_back(managers: dict[int, int | None], person: int) -> bool:
    above: int | None = managers.get(person)
    for _ in range(len(managers) + 1):
        if above == person:
            return True
        above = managers.get(above) if above is not None else None
    return False


@given(MANAGERS)
def test_a_circle_holds_exactly_the_people_who_are_above_themselves(managers: dict[int, int | None]) -> None:
    found = rules.cycles(managers)
    members = [member for circle in found for member in circle]
    assert len(members) == len(set(members))
    assert set(members) == {person for person in managers if leads_back(managers, person)}


@given(MANAGERS)
def test_each_member_of_a_circle_reports_to_the_next(managers: dict[int, int | None]) -> None:
    for circle in rules.cycles(managers):
        assert [managers[member] for member in circle] == [*circle[1:], circle[0]]


@given(MANAGERS)
def test_everyone_comes_after_their_manager(managers: dict[int, int | None]) -> None:
    for circle in rules.cycles(managers):
        managers[circle[0]] = None
    order = rules.managers_first(managers)
    assert sorted(order) == sorted(managers)
    place = {person: index for index, person in enumerate(order)}
    for person, manager in managers.items():
        assert manager not in place or place[manager] < place[person]


def test_a_chain_of_a_hundred_thousand_is_walked_without_recursion() -> None:
    managers: dict[int, int | None] = {number: number + 1 for number in range(100_000)}
    assert rules.cycles(managers) == []
    assert rules.managers_first(managers)[0] == 99_999


def test_e_mail_addresses_are_told_from_other_text() -> None:
    assert rules.is_email("anna.de.vries+kring@example.co.uk")
    assert rules.is_email("zoë@voorbeeld.nl")
    for text in ("anna", "anna@", "@example.com", "a b@example.com", "a@b@c.nl", "a@example..com", "a@example.com,"):
        assert not rules.is_email(text), text


def test_a_value_may_be_as_long_by_hand_by_file_and_in_the_table() -> None:
    by_hand = AddPerson.model_json_schema()["properties"]
    for column in CARRIED.columns:
        kept: Any = PEOPLE.c[column.name].type
        if column.longest is None or column.of_a_person:
            continue
        typed = by_hand[column.name]
        longest = typed.get("maxLength") or next(one["maxLength"] for one in typed["anyOf"] if "maxLength" in one)
        assert column.longest == kept.length == longest, column.name
        assert column.required == (not PEOPLE.c[column.name].nullable), column.name
