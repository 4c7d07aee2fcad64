"""HR's file as it is: its columns are recognised by name, shown, and read as HR said."""

import json
from typing import Any, get_args

import httpx
import pytest
from service_kit.testing.plugin import People, RolledBackDatabase
from training_api.directory.files.rules import Encoding
from training_api.directory.imports.jobs import run_import
from training_api.directory.imports.schemas import CarriedField
from training_api.directory.inspections import rules
from training_api.directory.people.rules import CARRIED

DUTCH = "Personeelsnummer;Achternaam;Voornaam;E-mail;Afdeling\r\nM-1;Çelik;Zoë;zoe@example.org;Zorg\r\n"
MAPPING: dict[str, dict[str, str]] = {
    "employee_number": {"column": "Personeelsnummer"},
    "user_name": {"column": "E-mail"},
    "given_name": {"column": "voornaam"},
    "family_name": {"column": "Achternaam"},
    "email": {"column": "E-mail"},
    "department": {"column": "Afdeling"},
    "locale": {"constant": "nl"},
    "active": {"constant": "ja"},
}


def named(content: bytes, encoding: Encoding = Encoding.UTF_8) -> dict[str, str | None]:
    return {column.name: column.field for column in rules.inspect(content, encoding).columns}


@pytest.mark.parametrize(
    "header",
    [
        "Personeelsnummer;Gebruikersnaam;Voornaam;Achternaam;E-mailadres;Taal;"
        "Afdeling;Divisie;Functie;Leidinggevende;Locatie;Actief",
        "Matricule;Identifiant;Prénom;Nom;Adresse e-mail;Langue;"
        "Département;Direction;Fonction;Responsable;Lieu de travail;Actif",
        "Employee ID;Username;First name;Last name;E-mail address;Language;"
        "Department;Division;Job title;Manager;Office;Active",
        "Personalnummer;Benutzername;Vorname;Nachname;E-Mail-Adresse;Sprache;"
        "Abteilung;Geschäftsbereich;Stelle;Vorgesetzter;Standort;Aktiv",
    ],
    ids=["nl", "fr", "en", "de"],
)
def test_the_headings_of_four_languages_are_recognised(header: str) -> None:
    found = list(named(header.encode()).values())
    assert found == [name for name in CARRIED.headers if name in found]
    assert set(found) == set(CARRIED.headers)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "marked"])
def test_a_file_is_read_whatever_separates_its_columns(separator: str, mark: bytes) -> None:
    found = rules.inspect(mark + DUTCH.replace(";", separator).encode(), Encoding.UTF_8)
    assert (found.separator, found.encoding, len(found.columns)) == (separator, Encoding.UTF_8, 5)
    assert [column.samples for column in found.columns] == [["M-1"], ["Çelik"], ["Zoë"], ["zoe@example.org"], ["Zorg"]]
    assert list(found.missing) == [
        "user_name", "locale", "division", "job_profile", "manager_employee_number", "location", "active"
    ]  # fmt: skip


def test_letters_of_windows_are_asked_and_not_guessed() -> None:
    content = DUTCH.encode("windows-1252")
    refused = rules.inspect(content, Encoding.UTF_8)
    assert (refused.encoding, [error.code for error in refused.errors]) == (None, ["InvalidEncoding"])
    told = rules.inspect(content, Encoding.WINDOWS_1252)
    assert [column.samples[0] for column in told.columns[1:3]] == ["Çelik", "Zoë"]


def test_a_column_without_name_or_value_does_not_exist_and_a_field_is_given_once() -> None:
    found = rules.inspect(b"E-mail;;Mail;Notes\r\na@example.org;;b@example.org;x\r\n", Encoding.UTF_8)
    assert [(column.place, column.field, str(column.why)) for column in found.columns] == [
        (0, "email", "synonym"), (2, None, "none"), (3, None, "none")
    ]  # fmt: skip


def test_the_contract_names_every_field() -> None:
    assert set(get_args(CarriedField)) == set(CARRIED.headers)
    assert set(rules.SYNONYMS) == set(CARRIED.headers)


async def inspect(client: httpx.AsyncClient, content: bytes, **query: str) -> Any:
    file = {"file": ("hr.csv", content, "text/csv")}
    return await client.post("/v1/people/imports/inspect", params=query, files=file)


async def bring_in(
    hr: httpx.AsyncClient, database: RolledBackDatabase, content: bytes, mapping: Any, **query: str
) -> dict[str, Any]:
    file = {"file": ("hr.csv", content, "text/csv")}
    data = {"mapping": json.dumps(mapping)}
    sent = await hr.post("/v1/people/imports", params=query, files=file, data=data)
    assert sent.status_code == 202, sent.text
    origins = mapping or None
    await run_import(database, import_id=sent.json()["id"], mapping=origins, **query)
    answer: dict[str, Any] = (await hr.get(sent.headers["location"])).json()
    return answer


async def test_hr_alone_inspects_and_nothing_is_kept(http: People) -> None:
    hr, employee = await http.as_("hr"), await http.as_("employee")
    answer = await inspect(hr, DUTCH.encode())
    assert answer.status_code == 200, answer.text
    first = answer.json()["columns"][0]
    assert first == {
        "index": 0, "name": "Personeelsnummer", "filled": 1, "samples": ["M-1"], "field": "employee_number",
        "why": "synonym",
    }  # fmt: skip
    assert (await inspect(employee, DUTCH.encode())).status_code == 403
    assert (await hr.get("/v1/people/imports")).json()["items"] == []
    broken = await hr.post(
        "/v1/people/imports/inspect",
        files={"file": ("hr.csv", b'a;"b', "text/csv")},
        headers={"Accept-Language": "nl"},
    )
    assert broken.json()["errors"][0]["detail"] == "Een aanhalingsteken dat hier opent, sluit nergens."
    assert (await inspect(hr, DUTCH.encode("windows-1252"))).json()["encoding"] is None
    assert (await inspect(hr, b"")).status_code == 422


async def test_a_dutch_file_is_imported_as_it_was_confirmed(http: People, database: RolledBackDatabase) -> None:
    hr = await http.as_("hr")
    content = DUTCH.encode("windows-1252")
    done = await bring_in(hr, database, content, MAPPING, encoding="windows-1252")
    assert (done["status"], done["created"], done["error_count"]) == ("succeeded", 1, 0)
    assert done["ignored_columns"] == []
    [zoe] = (await hr.get("/v1/people", params={"q": "Çelik"})).json()["items"]
    assert (zoe["given_name"], zoe["department"], zoe["user_name"]) == ("Zoë", "Zorg", "zoe@example.org")


async def test_what_a_file_says_nothing_of_stays_as_it_is(http: People, database: RolledBackDatabase) -> None:
    hr = await http.as_("hr")
    await bring_in(hr, database, DUTCH.encode(), MAPPING | {"location": {"constant": "Gent"}})
    again = await bring_in(hr, database, DUTCH.replace("Zorg", "Keuken").encode(), MAPPING)
    assert (again["updated"], again["unchanged"]) == (1, 0)
    [zoe] = (await hr.get("/v1/people", params={"q": "Çelik"})).json()["items"]
    assert (zoe["department"], zoe["location"]) == ("Keuken", "Gent")


async def test_a_mapping_that_does_not_fit_the_file_says_so(http: People, database: RolledBackDatabase) -> None:
    hr = await http.as_("hr")
    missing = {name: origin for name, origin in MAPPING.items() if name != "email"}
    failed = await bring_in(hr, database, DUTCH.encode(), missing | {"division": {"column": "Divisie"}})
    assert failed["status"] == "failed"
    assert {(error["code"], error["column"]) for error in failed["errors"]} == {
        ("MissingColumn", "email"),
        ("MissingColumn", "division"),
    }
    file = {"file": ("hr.csv", DUTCH.encode(), "text/csv")}
    for wrong in ({"email": {}}, {"email": {"column": "a", "constant": "b"}}, {"shoe_size": {"column": "a"}}):
        refused = await hr.post("/v1/people/imports", files=file, data={"mapping": json.dumps(wrong)})
        assert refused.status_code == 422, wrong


async def test_columns_that_nothing_is_read_from_are_named(http: People, database: RolledBackDatabase) -> None:
    hr = await http.as_("hr")
    content = b"Bank;" + DUTCH.replace("\r\n", ";\r\n", 1).replace("\r\nM-1", "\r\nBE12;M-1").encode()
    content = content.replace(b"Zorg\r\n", b"Zorg;secret\r\n")
    done = await bring_in(hr, database, content, MAPPING)
    assert (done["created"], done["ignored_columns"]) == (1, ["Bank", "column 7"])
