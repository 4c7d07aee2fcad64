"""What the directory keeps beside the kit's people: the roles each brought at sign-in, and the ways to find people."""

from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import instant_column
from service_kit.identity.people import Person
from sqlalchemy import Column, ForeignKey, Text, func, literal_column
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from training_api.database import Table

PEOPLE = Person.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__


class SignInRoles(Table, table=True):
    """The roles that a person's tokens hold, of all their applications together; a row appears at the first sign-in."""

    __tablename__ = "sign_in_roles"

    person_id: UUID = Field(sa_column=Column(ForeignKey(PEOPLE.c.id, ondelete="CASCADE"), primary_key=True))
    roles: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    seen_at: datetime = instant_column()


class SignInClient(Table, table=True):
    """The roles in a person's tokens of one application: issuers may map them differently for each."""

    __tablename__ = "sign_in_clients"

    person_id: UUID = Field(sa_column=Column(ForeignKey(PEOPLE.c.id, ondelete="CASCADE"), primary_key=True))
    client: str = Field(primary_key=True, max_length=200)
    roles: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    seen_at: datetime = instant_column()


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
