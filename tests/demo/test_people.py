"""The people of the demo organisation are believable, and always the same."""

from collections import Counter

from service_kit.identity.people import ROLES
from service_kit.identity.role_mappings import GUID, as_issued, is_own_role

from infra.demo.people import as_csv, colleagues, plain
from infra.demo.reading import content
from infra.local.people import COLUMNS, PERSONAS


def test_a_thousand_people_work_in_twelve_departments_and_three_divisions() -> None:
    people = colleagues()
    assert len(people) == 1000
    assert len({person.department for person in people}) == 12
    assert len({person.division for person in people}) == 3
    assert all(
        len({one.division for one in people if one.department == name}) == 1 for name in {p.department for p in people}
    )


def test_numbers_user_names_and_addresses_are_unique_and_plain() -> None:
    people = colleagues()
    assert len({person.employee_number for person in people}) == 1000
    assert len({person.user_name for person in people}) == 1000
    assert len({person.email for person in people}) == 1000
    assert all(person.user_name.isascii() and person.email.endswith("@example.org") for person in people)


def test_everyone_reaches_the_one_root_without_a_cycle() -> None:
    above = {person.employee_number: person.manager_employee_number for person in colleagues()}
    assert [number for number, manager in above.items() if not manager] == ["100003"]
    for start in above:
        number, seen = start, set[str]()
        while number:
            assert number not in seen
            seen.add(number)
            number = above[number]


def test_nobody_leads_more_people_than_one_can_know() -> None:
    spans = Counter(person.manager_employee_number for person in colleagues() if person.manager_employee_number)
    assert max(spans.values()) <= 16
    assert 6 <= sum(spans.values()) / len(spans) <= 9


def test_the_three_locales_and_at_least_fifteen_job_profiles_are_there() -> None:
    people = colleagues()
    locales = Counter(person.locale for person in people)
    assert set(locales) == {"nl", "fr", "en"}
    assert min(locales.values()) >= 50
    profiles = Counter(person.job_profile for person in people)
    assert len(profiles) >= 15
    wanted = {"Account Manager", "Store Manager", "Webcare Agent", "Recruiter", "Engineer", "Director"}
    assert wanted <= set(profiles)
    assert any(not person.family_name.isascii() for person in people)


def test_the_demo_people_are_among_them_as_the_sign_in_page_knows_them() -> None:
    rows = {person.employee_number: person for person in colleagues()}
    numbers = {person["persona"]: person["employee_number"] for person in PERSONAS}
    for person in PERSONAS:
        row = rows[person["employee_number"]]
        assert (row.user_name, row.email, row.department) == (
            person["user_name"],
            person["email"],
            person["department"],
        )
        assert row.manager_employee_number == numbers.get(person["manager"], "")
    assert rows[numbers["employee"]].manager_employee_number == numbers["manager"]


def test_the_file_has_the_header_that_hr_delivers_and_does_not_change() -> None:
    text = as_csv()
    assert text.splitlines()[0] == ",".join(COLUMNS)
    colleagues.cache_clear()
    assert as_csv() == text


def test_names_become_addresses_without_their_marks() -> None:
    assert plain("Van den Bossche") == "vandenbossche"
    assert plain("D’Hondt") == "dhondt"
    assert plain("Zoë") == "zoe"


def test_groups_give_roles_in_each_of_the_forms_that_issuers_send() -> None:
    groups = content("groups")
    assert len(groups) == 12
    assert len({(as_issued(group["value"]), group["role"]) for group in groups}) == len(groups)
    assert all(group["role"] in ROLES or is_own_role(group["role"]) for group in groups)
    assert {"/" in group["value"] for group in groups} == {True, False}
    assert sum(GUID.fullmatch(group["value"]) is not None for group in groups) == 4
