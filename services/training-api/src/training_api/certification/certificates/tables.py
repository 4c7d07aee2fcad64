"""Certificates: what was issued stays as it was; only its state changes."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import instant_column, new_id
from service_kit.domain.lifecycle import one_of
from service_kit.identity.people import Person
from sqlalchemy import CheckConstraint, Column, Connection, ForeignKey, Index, Text, event, text
from sqlmodel import Field

from training_api.certification.certificates.rules import State, StateCode
from training_api.database import Table


class Certificate(Table, table=True):
    """`is_current` marks the newest of a person and a scheme, whatever its state; older ones stay verifiable."""

    __tablename__ = "certificates"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state"),
        # However many transactions see the rule fulfilled at once, one certificate comes of it.
        Index("uq_certificates_current", "person_id", "scheme_id", unique=True, postgresql_where=text("is_current")),
        Index("uq_certificates_renews", "renews", unique=True, postgresql_where=text("renews IS NOT NULL")),
        Index("ix_certificates_ending", "valid_until", postgresql_where=text("state IN ('valid', 'suspended')")),
        Index("ix_certificates_person_id", "person_id", "id"),
        Index("ix_certificates_scheme_id", "scheme_id", "state", "id"),
        Index("ix_certificates_of_scheme", "scheme_id", "id"),
        Index("ix_certificates_in_state", "state", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(
        sa_column=Column(ForeignKey(Person.__table__.c.id), nullable=False),  # type: ignore[attr-defined]  # SQLModel hides __table__
    )
    scheme_id: UUID = Field(foreign_key="certification_schemes.id")
    renews: UUID | None = Field(default=None, foreign_key="certificates.id")
    issued_at: datetime = instant_column()
    valid_until: datetime | None = instant_column(nullable=True)
    counted_from: datetime | None = instant_column(nullable=True)
    """Learning before this moment did not count for this certificate; null for a first one."""
    renewable_from: datetime | None = instant_column(nullable=True)
    """Learning from this moment on counts for the next certificate; null when there is nothing to renew."""
    is_current: bool = Field(default=True)
    state: State = Field(default=State.VALID, sa_type=Text)
    state_reason: str | None = Field(default=None, sa_type=Text)
    state_code: StateCode | None = Field(default=None, sa_type=Text)
    state_changed_at: datetime | None = instant_column(nullable=True)
    state_changed_by: str | None = Field(default=None, sa_type=Text)
    version: int = Field(default=1)


KEEP_WHAT_WAS_ISSUED = """
CREATE OR REPLACE FUNCTION keep_what_was_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.id, NEW.person_id, NEW.scheme_id, NEW.issued_at)
            IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.scheme_id, OLD.issued_at)
        OR (NEW.valid_until, NEW.renews, NEW.counted_from)
            IS DISTINCT FROM (OLD.valid_until, OLD.renews, OLD.counted_from) THEN
        RAISE EXCEPTION 'a certificate stays as it was issued' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER keep_what_was_issued BEFORE UPDATE OR DELETE ON certificates
FOR EACH ROW EXECUTE FUNCTION keep_what_was_issued();
"""


@event.listens_for(Certificate.__table__, "after_create")  # type: ignore[attr-defined]  # SQLModel hides __table__
def _install_trigger(_target: object, connection: Connection, **_options: object) -> None:
    connection.exec_driver_sql(KEEP_WHAT_WAS_ISSUED)
