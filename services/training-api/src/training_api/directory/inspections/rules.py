"""What the columns of HR's file are, told by their headings in Dutch, English, French and German."""

import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from training_api.directory.files.rules import Encoding, Format, Header, column_name, header_of, heading, open_file
from training_api.directory.people.rules import CARRIED
from training_api.directory.spreadsheets.rules import MIB, RowError, UnreadableFile

SAMPLES = 3
ROWS_LOOKED_AT = 200
LONGEST_SAMPLE = 60


class Why(StrEnum):
    EXACT = "exact"
    SYNONYM = "synonym"
    NONE = "none"


SYNONYMS: Mapping[str, str] = {
    "employee_number": "personeelsnummer, persnr, pers nr, personeelsnr, stamnummer, medewerkernummer, "
    "werknemersnummer, employee number, employee no, employee id, emp no, staff number, staff id, personnel number, "
    "personnel no, "
    "matricule, numero de matricule, no matricule, numero d employe, numero de personnel, personalnummer, personalnr",
    "user_name": "gebruikersnaam, inlognaam, login, loginnaam, user name, username, user id, account, "
    "nom d utilisateur, identifiant, compte, benutzername, upn, user principal name",
    "given_name": "voornaam, roepnaam, first name, firstname, given name, forename, prenom, vorname, rufname",
    "family_name": "achternaam, familienaam, naam, last name, lastname, surname, family name, nom, nom de famille, "
    "nachname, familienname",
    "email": "e mail, email, mail, mailadres, e mailadres, emailadres, email address, e mail address, mail address, "
    "work email, zakelijk e mailadres, courriel, adresse e mail, adresse email, adresse mail, adresse courriel, "
    "adresse electronique, e mail adresse",
    "locale": "taal, taalcode, voertaal, language, locale, langue, code langue, sprache",
    "department": "afdeling, dienst, team, department, dept, departement, service, abteilung",
    "division": "divisie, directie, division, business unit, bu, direction, sector, bereich, geschaeftsbereich",
    "job_profile": "functie, functieprofiel, functienaam, functietitel, job, job title, job profile, position, title, "
    "role, fonction, poste, intitule du poste, emploi, stelle, position, funktion",
    "manager_employee_number": "leidinggevende, manager, personeelsnummer leidinggevende, personeelsnummer manager, "
    "persnr leidinggevende, nr leidinggevende, manager id, manager number, manager employee number, supervisor, "
    "supervisor id, reports to, responsable, matricule responsable, matricule du responsable, manager matricule, "
    "superieur, vorgesetzter, personalnummer vorgesetzter",
    "location": "locatie, vestiging, standplaats, werkplek, plaats, location, site, office, work location, lieu, "
    "lieu de travail, implantation, standort, ort",
    "active": "actief, in dienst, active, is active, enabled, status, actif, en service, aktiv",
}


def folded(name: str) -> str:
    """A heading by its letters and figures: "E-mail adres" and "e mail adres" are one."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("ä", "ae").replace("ß", "ss"))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain if not _is_mark(letter)).split())


def _is_mark(letter: str) -> bool:
    return unicodedata.combining(letter) > 0


FIELD_OF = {folded(word): field for field, words in SYNONYMS.items() for word in words.split(",")}


class FoundColumn(NamedTuple):
    """A column of the file, and which field of a person it seems to be."""

    place: int
    name: str
    filled: int
    samples: list[str]
    field: str | None
    why: Why


class Inspection(NamedTuple):
    """What a file is, as far as it can be told; nothing of it is applied."""

    format: Format = Format.CSV
    encoding: str | None = None
    separator: str | None = None
    header_line: int = 1
    columns: Sequence[FoundColumn] = ()
    missing: Sequence[str] = ()
    errors: Sequence[RowError] = ()


def inspect(content: bytes, encoding: Encoding, unpacked_at_most: int = 512 * MIB) -> Inspection:
    """The columns of a file with what they seem to be; when it cannot be read, what it needs."""
    try:
        opened = open_file(content, encoding, _is_known, unpacked_at_most)
        header = header_of(opened.header, opened.header_line)
        rows = [record.cells for record in islice(opened.records, ROWS_LOOKED_AT)]
    except UnreadableFile as unreadable:
        return Inspection(errors=unreadable.errors)
    columns = _columns(header, opened.header, rows)
    found = {column.field for column in columns}
    missing = [name for name in CARRIED.headers if name not in found]
    return Inspection(opened.format, opened.encoding, opened.separator, opened.header_line, columns, missing)


def _is_known(name: str) -> bool:
    return heading(name) in CARRIED.headers or folded(name) in FIELD_OF


def _columns(header: Header, written: Sequence[str], rows: Sequence[Sequence[str]]) -> list[FoundColumn]:
    """Each heading once; a column without name or value does not exist. An exact name goes before a word for it."""
    guesses = [(Why.EXACT, name) if name in CARRIED.headers else _synonym(name) for name in header.names]
    taken: set[str] = set()
    given: dict[int, tuple[Why, str]] = {}
    for wanted in (Why.EXACT, Why.SYNONYM):
        for place, (why, field) in enumerate(guesses):
            if why is wanted and field not in taken:
                taken.add(field)
                given[place] = (why, field)
    columns = []
    for place, named in enumerate(written):
        cells = [row[place].strip() for row in rows if len(row) > place and row[place].strip()]
        if not named.strip() and not cells:
            continue
        why, field = given.get(place, (Why.NONE, ""))
        samples = [cell[:LONGEST_SAMPLE] for cell in dict.fromkeys(cells)][:SAMPLES]
        name = named.strip()[:200] or column_name(place)
        columns.append(FoundColumn(place, name, len(cells), samples, field or None, why))
    return columns


def _synonym(name: str) -> tuple[Why, str]:
    field = FIELD_OF.get(folded(name))
    return (Why.SYNONYM, field) if field else (Why.NONE, "")
