"""What the directory keeps beside the kit's people: the roles each brought at sign-in, and the ways to find people."""

from typing import Any

from service_kit.identity.people import Person
from sqlalchemy import Text, func, literal_column

PEOPLE = Person.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__

# Small letters by code point: folding every name would make an import of everybody three times as long.
FAMILY_NAME = func.lower(PEOPLE.c.family_name, type_=Text).collate("C")
"""What people are listed by; `ix_people_listed` and `ix_people_listed_by_department` have them in this order."""


def _words_of(*columns: Any) -> Any:
    text = columns[0]
    for column in columns[1:]:
        text = text + literal_column("' '") + column
    parted = func.translate(text, literal_column("'@._-/'"), literal_column("'     '"))
    return func.to_tsvector(literal_column("'simple'::regconfig"), parted)


# Words, each searchable by its beginning; dots and signs part words here. The indexes on both are made in this
# service's migrations: the table is the kit's, and replicas are not searched.
NAMES = _words_of(PEOPLE.c.given_name, PEOPLE.c.family_name)
"""What anybody who may list people searches."""
SEARCHED = _words_of(
    PEOPLE.c.given_name, PEOPLE.c.family_name, PEOPLE.c.email, PEOPLE.c.user_name, PEOPLE.c.employee_number
)
"""What those search who see a person whole."""
