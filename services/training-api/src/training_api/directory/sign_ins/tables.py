"""The roles that people's tokens hold, of each of their applications and of all together."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import instant_column
from service_kit.identity.matching import PEOPLE
from sqlalchemy import Column, ForeignKey, Index, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from training_api.database import Table


class SignInRoles(Table, table=True):
    """The roles that a person's tokens hold, of all their applications together; a row appears at the first sign-in."""

    __tablename__ = "sign_in_roles"

    person_id: UUID = Field(sa_column=Column(ForeignKey(PEOPLE.c.id, ondelete="CASCADE"), primary_key=True))
    roles: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    seen_at: datetime = instant_column()


class SignInClient(Table, table=True):
    """The roles in a person's tokens of one application: issuers may map them differently for each.

    `roles` are those that the token names, `mapped` the role mappings that what else stands there has met.
    """

    __tablename__ = "sign_in_clients"
    __table_args__ = (Index("ix_sign_in_clients_mapped", "mapped", postgresql_using="gin"),)

    person_id: UUID = Field(sa_column=Column(ForeignKey(PEOPLE.c.id, ondelete="CASCADE"), primary_key=True))
    client: str = Field(primary_key=True, max_length=200)
    roles: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    mapped: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False, server_default=text("'{}'")))
    seen_at: datetime = instant_column()
