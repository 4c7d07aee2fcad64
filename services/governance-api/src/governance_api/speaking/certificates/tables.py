"""Rows of what training told about schemes and certificates."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import instant_column
from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from governance_api.database import Table


class Scheme(Table, table=True):
    """A published certification scheme and the guideline it asks for, if any."""

    __tablename__ = "schemes"

    code: str = Field(primary_key=True, max_length=64)
    guideline_code: str | None = Field(default=None, max_length=64, index=True)
    published: bool = Field(default=False)


class CertificateFact(Table, table=True):
    """A certificate as training last spoke of it."""

    __tablename__ = "certificate_facts"
    __table_args__ = (
        CheckConstraint("state IN ('valid', 'suspended', 'expired', 'revoked')", name="state"),
        Index(
            "ix_certificate_facts_held", "person_id", "scheme_code", text("issued_at DESC"), text("certificate_id DESC")
        ),
        Index("ix_certificate_facts_ending", "valid_until", postgresql_where=text("state = 'valid'")),
    )

    certificate_id: UUID = Field(primary_key=True)
    person_id: UUID
    scheme_code: str = Field(max_length=64)
    state: str = Field(default="valid", max_length=20)
    issued_at: datetime = instant_column()
    valid_until: datetime | None = instant_column(nullable=True)
    # The moment of the event that said so: an older one never overwrites a newer one.
    told_at: datetime = instant_column()
