"""Which rows of HR's file are good, and what is said of the others."""

import ast
import csv
import inspect
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from service_kit.identity.matching import MatchColumn
from service_kit.identity.people import COLUMNS
from service_kit.web.words import LANGUAGES, words_of
from training_api.directory.files import rules as files
from training_api.directory.imports import actions, rules
from training_api.directory.imports.rules import FileContent, Known, Row, plan, read, reconcile
from training_api.directory.people.rules import CARRIED
from training_api.directory.spreadsheets import rules as spreadsheets
from training_api.directory.spreadsheets.rules import Effect, UnreadableFile

GOOD = {
    "employee_number": "E1",
    "user_name": "anna",
    "given_name": "Anna",
    "family_name": "de Vries",
    "email": "anna@example.com",
    "locale": "nl-BE",
    "department": "Sales",
    "division": "",
    "job_profile": "account-manager",
    "manager_employee_number": "",
    "location": "Gent",
    "active": "true",
}


MATCHES: MatchColumn = "employee_number"


def person(**changes: str) -> dict[str, str]:
    number = changes.get("employee_number", "E1")
    return {**GOOD, "user_name": f"user-{number}", **changes}


def file_of(*people: dict[str, str], delimiter: str = ",", newline: str = "\r\n") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, CARRIED.headers, delimiter=delimiter, lineterminator=newline)
    writer.writeheader()
    writer.writerows(people)
    return text.getvalue().encode()


def values(number: str, **changes: Any) -> Any:
    named = {"given_name": "Anna", "family_name": "de Vries", "email": "a@b.nl", "locale": "nl", "active": True}
    nothing = dict.fromkeys(CARRIED.headers)
    return CARRIED.values(**nothing | named | {"employee_number": number, "user_name": f"user-{number}"} | changes)


def row(number: str, manager: str | None = None, user_name: str | None = None, **changes: Any) -> Row:
    return Row(2, values(number, user_name=user_name or f"user-{number}", manager_employee_number=manager, **changes))


def known_as(number: str, user_name: str, manager: str | None = None, **changes: Any) -> Known:
    return Known(f"id-{number}", values(number, user_name=user_name, manager_employee_number=manager, **changes))


def directory_of(*people: Known) -> dict[str, Known]:
    return {known.person.employee_number: known for known in people}


def codes(content: FileContent) -> list[tuple[int, str | None, str]]:
    return [(error.line, error.column, error.code) for error in content.errors]


def test_a_good_row_is_read_as_it_stands() -> None:
    content = read(file_of(person()))
    assert content.errors == []
    read_as = {"department": "Sales", "job_profile": "account-manager", "location": "Gent", "locale": "nl-BE"}
    assert content.rows == [Row(2, values("E1", email="anna@example.com", **read_as))]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_byte_order_mark_semicolons_and_either_line_end_are_accepted(mark: bytes, delimiter: str, newline: str) -> None:
    content = read(mark + file_of(person(department='Sales, "EMEA"; north'), delimiter=delimiter, newline=newline))
    assert content.rows[0].person.department == 'Sales, "EMEA"; north'


def test_columns_may_come_in_any_order() -> None:
    columns = list(reversed(CARRIED.headers))
    text = ",".join(columns) + "\n" + ",".join(person()[column] for column in columns)
    assert read(text.encode()).rows[0].person.employee_number == "E1"


def test_a_row_starts_on_the_line_it_starts_on_even_after_a_value_of_two_lines() -> None:
    content = read(file_of(person(location="Gent\nzuid"), person(employee_number="E2", email="nowhere")))
    assert codes(content) == [(4, "email", "InvalidEmail")]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("employee_number", " ", "MissingValue"),
        ("family_name", "", "MissingValue"),
        ("email", "", "MissingValue"),
        ("email", "anna at example", "InvalidEmail"),
        ("locale", "nl.BE", "InvalidLocale"),
        ("locale", "Dutch language", "InvalidLocale"),
        ("active", "maybe", "InvalidBoolean"),
        ("active", "affirmative", "InvalidBoolean"),
        ("department", "x" * 129, "TooLong"),
        ("given_name", "An\x00na", "InvalidCharacter"),
    ],
)
def test_a_wrong_value_is_named_by_line_column_and_code(column: str, value: str, code: str) -> None:
    content = read(file_of(person(employee_number="E0"), person(**{column: value}), person(employee_number="E2")))
    assert codes(content) == [(3, column, code)]
    assert [good.person.employee_number for good in content.rows] == ["E0", "E2"]
    assert content.total == 3


def test_the_second_row_with_a_number_or_a_user_name_is_in_error() -> None:
    content = read(file_of(person(), person(user_name="other"), person(employee_number="E2", user_name="user-E1")))
    assert codes(content) == [
        (3, "employee_number", "DuplicateEmployeeNumber"),
        (4, "user_name", "DuplicateUserName"),
    ]


def test_a_row_with_too_few_columns_is_in_error() -> None:
    assert codes(read(file_of(person()) + b"E2,anna\r\n")) == [(3, None, "WrongColumnCount")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "EmptyFile"),
        (file_of(person(given_name="Zoë")).decode().encode("cp1252"), "InvalidEncoding"),
        (file_of(person()) + b'"never closed', "MalformedCsv"),
        (b"employee_number,user_name\nE1,anna\n", "MissingColumn"),
        (file_of(person()).replace(b",active", b",active,birth_year", 1), "UnknownColumn"),
        (file_of(person()).replace(b",active", b",active,active", 1), "DuplicateColumn"),
    ],
)
def test_a_file_that_cannot_be_understood_is_refused_as_a_whole(content: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(content)
    assert code in {error.code for error in refused.value.errors}


@given(st.binary(max_size=300))
def test_no_bytes_whatever_break_the_reader(content: bytes) -> None:
    for attempt in (content, file_of() + content):
        try:
            found = read(attempt)
        except UnreadableFile:
            continue
        else:
            assert len(found.rows) + len({error.line for error in found.errors}) == found.total


VISIBLE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=20)
TEXT = VISIBLE.filter(lambda text: text not in rules.CELL_ERRORS and not rules.MANGLED.fullmatch(text))


@given(TEXT, TEXT, st.sampled_from([",", ";"]))
def test_what_is_written_is_what_is_read(given_name: str, department: str, delimiter: str) -> None:
    content = read(file_of(person(given_name=given_name, department=department), delimiter=delimiter))
    assert len(content.rows) == 1


# -- beside the directory

PEOPLE = st.sampled_from("ABCDEF")
ROWS = st.dictionaries(PEOPLE, st.tuples(st.none() | PEOPLE, st.sampled_from(["n1", "n2", "n3", "n4"])), max_size=6)


@given(ROWS, ROWS)
def test_what_is_kept_can_always_be_applied(
    file_rows: dict[str, tuple[str | None, str]], known_rows: dict[str, tuple[str | None, str]]
) -> None:
    directory: dict[str, Known] = {}
    for number, (manager, _) in known_rows.items():  # a directory holds no circle and no two equal names
        directory[number] = known_as(number, f"name-{number}", manager if manager in directory else None)
    rows = {name: row(number, manager, name) for number, (manager, name) in file_rows.items()}
    kept, errors = reconcile(rows.values(), directory, MATCHES)
    after = directory | {good.person.employee_number: Known("id", good.person) for good in kept}
    assert len({known.person.user_name for known in after.values()}) == len(after)
    for known in after.values():
        seen, above = set(), known.person.manager_employee_number
        while above is not None:
            assert above in after
            assert above not in seen
            seen.add(above)
            above = after[above].person.manager_employee_number
    assert len(kept) + sum(error.effect == Effect.ROW_LEFT_OUT for error in errors) == len(rows)


def test_a_manager_may_stand_in_the_directory_or_further_down_the_file() -> None:
    kept, errors = reconcile([row("A", "B"), row("B", "C")], directory_of(known_as("C", "c")), MATCHES)
    assert (len(kept), errors) == (2, [])


def managers(rows: list[Row]) -> dict[str, str | None]:
    return {one.person.employee_number: one.person.manager_employee_number for one in rows}


def test_an_unknown_manager_costs_that_value_alone() -> None:
    known = directory_of(known_as("M", "m"), known_as("B", "b", "M"))
    kept, errors = reconcile([row("A", "B"), row("B", "nobody"), row("C", "nobody")], known, MATCHES)
    assert managers(kept) == {"A": "B", "B": "M", "C": None}, "who is known keeps theirs, who is new has none"
    assert [(error.code, error.effect) for error in errors] == [("UnknownManager", Effect.VALUE_LEFT_OUT)] * 2


def test_what_follows_from_a_row_in_error_is_counted_at_it() -> None:
    lost = {"L": 7, "": 8}
    rows = [row("A", "L"), row("B", user_name="l"), row("C", "B"), row("D", "elsewhere")]
    kept, errors = reconcile(rows, directory_of(known_as("L2", "l")), MATCHES, lost | {"L2": 9})
    assert managers(kept) == {"A": None, "C": None, "D": None}
    assert {(error.code, error.caused_by, error.effect) for error in errors} == {
        ("UnknownManager", 7, Effect.VALUE_LEFT_OUT),
        ("DuplicateUserName", 9, Effect.ROW_LEFT_OUT),
        ("UnknownManager", 9, Effect.VALUE_LEFT_OUT),
        ("UnknownManager", None, Effect.VALUE_LEFT_OUT),
    }


def test_nobody_is_their_own_manager_and_that_is_said_once() -> None:
    kept, errors = reconcile(
        [row("A", "A"), row("B", "B")], directory_of(known_as("B", "b", "C"), known_as("C", "c")), MATCHES
    )
    assert managers(kept) == {"A": None, "B": "C"}
    assert [error.code for error in errors] == ["OwnManager", "OwnManager"]


def test_a_circle_is_found_through_people_who_are_not_in_the_file() -> None:
    known = directory_of(known_as("A", "a"), known_as("B", "b", "A"), known_as("C", "c", "B"))
    kept, errors = reconcile([row("A", "C"), row("B", "A", "b")], known, MATCHES)
    assert [(error.code, error.effect) for error in errors] == [("ManagerCycle", Effect.VALUE_LEFT_OUT)]
    assert errors[0].parameters == {"value": "C", "circle": "A > C > B > A"}
    assert managers(kept) == {"A": None, "B": "A"}, "who reports as before is not at fault"


def test_two_people_may_exchange_their_user_names() -> None:
    swapped = [row("A", user_name="b"), row("B", user_name="a")]
    assert reconcile(swapped, directory_of(known_as("A", "a"), known_as("B", "b")), MATCHES) == (swapped, [])


def test_a_user_name_of_somebody_outside_the_file_is_not_taken() -> None:
    _, errors = reconcile([row("A", user_name="b")], directory_of(known_as("B", "b")), MATCHES)
    assert [error.code for error in errors] == ["DuplicateUserName"]


def test_a_plan_names_who_is_new_who_changed_in_what_and_whose_reports_changed() -> None:
    known = directory_of(
        known_as("A", "user-A", "M"),
        known_as("B", "b"),
        known_as("C", "user-C"),
        known_as("M", "m"),
        known_as("N", "n"),
    )
    leaving = row("C", active=False)
    made = plan([row("A", "N"), row("B"), leaving, row("Y", "X"), row("X", "M")], known)
    assert [new.person.employee_number for new in made.new] == ["X", "Y"]
    assert made.changed == {"A": {"manager_id"}, "B": {"user_name"}, "C": {"active"}}
    assert made.deactivated == 1
    assert made.superiors == {"M", "N"}


@given(ROWS)
def test_what_is_applied_needs_no_plan_any_more(file_rows: dict[str, tuple[str | None, str]]) -> None:
    rows = [row(number, manager, name) for number, (manager, name) in file_rows.items()]
    kept, _ = reconcile({one.person.user_name: one for one in rows}.values(), {}, MATCHES)
    after = {one.person.employee_number: Known("id", one.person) for one in kept}
    assert plan(kept, after) == ([], {}, 0, set())


# -- what sign-ins are matched by

ADDRESSES = st.sampled_from(["a@b.nl", "A@B.nl", "c@d.nl"])
SIGNING_IN = st.dictionaries(st.sampled_from("ABCD"), st.tuples(ADDRESSES, st.booleans()), max_size=4)


@given(SIGNING_IN, SIGNING_IN)
def test_a_file_makes_no_two_who_are_here_answer_to_one_address(
    file_rows: dict[str, tuple[str, bool]], known_rows: dict[str, tuple[str, bool]]
) -> None:
    known = directory_of(
        *(known_as(number, number, email=email, active=here) for number, (email, here) in known_rows.items())
    )
    rows = [row(number, user_name=number, email=email, active=here) for number, (email, here) in file_rows.items()]
    kept, errors = reconcile(rows, known, "email")
    after = {number: (found.person.email.lower(), found.person.active) for number, found in known.items()}
    before = [email for email, here in after.values() if here]
    after |= {one.person.employee_number: (one.person.email.lower(), one.person.active) for one in kept}
    addresses = [email for email, here in after.values() if here]
    for address in set(addresses):
        assert addresses.count(address) <= max(1, before.count(address)), "shared before, or by nobody"
    assert {error.code for error in errors} <= {"DuplicateEmail"}
    assert len(kept) + len(errors) == len(rows)


def addressed(number: str, email: str, *, here: bool = True) -> Row:
    return row(number, email=email, active=here)


@pytest.mark.parametrize(
    ("rows", "refused"),
    [
        ([addressed("N", "ONE@x.org")], ["N"]),
        ([addressed("N", "one@x.org", here=False)], []),
        ([addressed("N", "gone@x.org")], []),
        ([addressed("N", "new@x.org"), addressed("M", "New@x.org")], ["M"]),
        ([addressed("A", "two@x.org"), addressed("B", "one@x.org")], []),
        ([addressed("A", "free@x.org"), addressed("N", "one@x.org")], []),
        ([addressed("A", "one@x.org", here=False), addressed("N", "one@x.org")], []),
        ([addressed("G", "one@x.org")], ["G"]),
        ([addressed("S", "shared@x.org"), addressed("T", "SHARED@x.org")], []),
        ([addressed("S", "alone@x.org")], []),
        ([addressed("B", "shared@x.org")], ["B"]),
    ],
)
def test_an_address_is_kept_exchanged_or_given_back_but_not_taken(rows: list[Row], refused: list[str]) -> None:
    known = {"A": "one@x.org", "B": "two@x.org", "G": "gone@x.org", "S": "shared@x.org", "T": "Shared@x.org"}
    directory = directory_of(
        *(known_as(number, f"user-{number}", email=email, active=number != "G") for number, email in known.items())
    )
    kept, errors = reconcile(rows, directory, "email")
    assert [one.person.employee_number for one in rows if one not in kept] == refused
    assert [(error.column, error.code) for error in errors] == [("email", "DuplicateEmail")] * len(refused)
    assert reconcile(rows, directory, "employee_number") == (rows, []), "another way to match is in use"


def test_numbers_and_user_names_that_differ_by_case_alone_are_the_same() -> None:
    _, errors = reconcile(
        [row("e1", user_name="x"), row("E2", user_name="ANNA")], directory_of(known_as("E1", "anna")), MATCHES
    )
    assert [(error.column, error.code) for error in errors] == [
        ("user_name", "DuplicateUserName"),
        ("employee_number", "DuplicateEmployeeNumber"),
    ]
    content = read(file_of(person(user_name="Anna"), person(employee_number="E2", user_name="aNNA")))
    assert codes(content) == [(3, "user_name", "DuplicateUserName")]


def test_every_code_of_a_row_has_its_sentence() -> None:
    """The codes are those that stand in the source: a RowError by name, and those that a declaration names."""
    words = words_of("training_api")
    tree = [ast.parse(inspect.getsource(module)) for module in (rules, files, spreadsheets, actions)]
    made = [node for one in tree for node in ast.walk(one) if isinstance(node, ast.Call)]
    named: set[str] = {
        str(node.args[2].value)
        for node in made
        if ast.unparse(node.func) == "RowError" and isinstance(node.args[2], ast.Constant)
    }
    named |= {
        node.args[1].value
        for node in made
        if ast.unparse(node.func) == "_without_manager" and isinstance(node.args[1], ast.Constant)
    }
    refused = [node for node in made if ast.unparse(node.func) == "_unreadable"]
    for node in refused:
        case = next((one.value for one in node.keywords if one.arg == "case"), None)
        named.add(".".join(part.value for part in (node.args[0], case) if isinstance(part, ast.Constant)))
    assert {"MissingColumn", "GaveUp", "ManagerCycle"} <= named
    cases = {"DuplicateEmployeeNumber.in-file", "DuplicateUserName.in-file", "DuplicateUserName.taken"}
    cases |= {f"{code}.at-sign-in" for code in rules.SHARED.values()} | {"InvalidEncoding.other"}
    unfit = {column.unfit for column in CARRIED.columns if column.unfit}
    for key in (named - {"DuplicateUserName"}) | cases | unfit:
        assert len(words.texts("rows", key)) == len(LANGUAGES), key


def test_the_declaration_carries_every_column_of_people() -> None:
    assert set(CARRIED.published) == set(COLUMNS)
