"""Who is meant: one name, one person, and nobody chosen between two."""

from dataclasses import dataclass
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from service_kit.identity.auth import Actor
from service_kit.identity.lookups import (
    IdentifierNeeded,
    PersonNames,
    PersonUnknown,
    one_or_why,
    only_name,
    reader_of,
    the_one,
)
from service_kit.identity.matching import PersonAmbiguous
from service_kit.identity.people import READ_WHOLE, PersonRef


@dataclass(frozen=True)
class Somebody:
    """Whoever a name leads to."""

    number: int
    active: bool


@given(st.lists(st.booleans(), max_size=4))
def test_the_only_one_who_is_here_is_meant_else_the_only_one_who_left(here: list[bool]) -> None:
    found = [Somebody(number, active) for number, active in enumerate(here)]
    candidates = [one for one in found if one.active] or found
    if len(candidates) == 1:
        assert the_one(found) is candidates[0]
    else:
        with pytest.raises(PersonAmbiguous if found else PersonUnknown):
            the_one(found)


@given(st.dictionaries(st.sampled_from(["employee_number", "user_name", "email"]), st.none() | st.just("x")))
def test_exactly_one_name_is_taken(names: dict[str, str | None]) -> None:
    named = [way for way, name in names.items() if name is not None]
    if len(named) == 1:
        assert only_name(names) == (named[0], "x")
    else:
        with pytest.raises(IdentifierNeeded):
            only_name(names)


def test_an_item_of_many_says_why_it_means_nobody() -> None:
    anna = Somebody(1, active=True)
    named = PersonNames(email="anna@example.org")
    assert one_or_why(named, [anna]) is anna
    for item, found in ((PersonNames(), [anna]), (PersonNames(email="a", user_name="b"), [anna])):
        assert isinstance(one_or_why(item, found), IdentifierNeeded)
    assert isinstance(one_or_why(named, []), PersonUnknown)
    assert isinstance(one_or_why(named, [anna, Somebody(2, active=True)]), PersonAmbiguous)


def test_a_person_finds_those_whom_they_see_whole() -> None:
    person = PersonRef(uuid4(), "E1", "anna", "Anna", "en", None, None, None, None, None, (), True)
    nothing = frozenset[str]()
    assert reader_of(Actor("person", "s", "spa", nothing, nothing, nothing, person)) == person.id
    assert reader_of(Actor("person", "s", "spa", nothing, nothing, frozenset([READ_WHOLE]), person)) is None
    assert reader_of(Actor("service", "s", "lms", nothing, nothing, nothing)) is None
