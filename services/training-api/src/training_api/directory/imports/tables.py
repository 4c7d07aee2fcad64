"""The files that HR sent, and what came of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import instant_column, json_column, new_id
from service_kit.domain.lifecycle import one_of
from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from training_api.database import Table
from training_api.directory.imports.rules import Status


class PeopleImport(Table, table=True):
    """One file, from the moment it arrived; `errors` are its first ones, for whoever looks at the import itself."""

    __tablename__ = "people_imports"
    __table_args__ = (CheckConstraint(one_of("status", Status), name="status"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    file_name: str = Field(max_length=255)
    size: int
    dry_run: bool
    status: str = Field(default=Status.QUEUED.value, max_length=16)
    attempts: int = 0
    done: int = 0
    total: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    deactivated: int = 0
    rows_left_out: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    values_left_out: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    errors: list[dict[str, Any]] = json_column()
    # Errors that are causes; what follows from them is counted by itself.
    error_count: int = 0
    consequence_count: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    ignored_columns: list[str] = Field(
        default_factory=list, sa_column=Column(JSONB, nullable=False, server_default="[]")
    )
    # Of those so many are kept with their line; by kind all of them are counted.
    errors_listed: int = 0
    error_codes: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
    requested_by: str = Field(max_length=200)
    requested_at: datetime = instant_column()
    started_at: datetime | None = instant_column(nullable=True)
    finished_at: datetime | None = instant_column(nullable=True)


class PeopleImportError(Table, table=True):
    """What was wrong with a row of a file, in its order; `detail` is a sentence that an older release kept."""

    __tablename__ = "people_import_errors"

    import_id: UUID = Field(sa_column=Column(ForeignKey("people_imports.id", ondelete="CASCADE"), primary_key=True))
    place: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    line: int
    column: str | None = Field(default=None, sa_type=Text)
    code: str = Field(sa_type=Text)
    parameters: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default="{}")
    )
    detail: str | None = Field(default=None, sa_type=Text)
    effect: str | None = Field(default=None, max_length=16)
    caused_by: int | None = None
    consequences: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class PeopleImportFile(Table, table=True):
    """The file itself, kept only until it has been applied."""

    __tablename__ = "people_import_files"

    import_id: UUID = Field(sa_column=Column(ForeignKey("people_imports.id", ondelete="CASCADE"), primary_key=True))
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
