"""How an import answers: where it stands, and what was wrong with which row."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator
from service_kit.web.schemas import BodyIn, BodyOut, Instant
from service_kit.web.words import unfit

from training_api.directory.imports.rules import Status
from training_api.directory.spreadsheets.rules import Effect

COMPUTED = frozenset({"progress", "errors", "error_codes"})
Say = Callable[[str, Mapping[str, Any]], str | None]
"""The sentence of a row's error, by its key and parameters."""


CarriedField = Literal[
    "employee_number",
    "user_name",
    "given_name",
    "family_name",
    "email",
    "locale",
    "department",
    "division",
    "job_profile",
    "manager_employee_number",
    "location",
    "active",
]


class ColumnOrigin(BodyIn):
    """Where a field of a person comes from: a column of the file, or one value for everybody."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"column": "Personeelsnummer"}, {"constant": "nl"}]})

    column: str | None = Field(default=None, min_length=1, max_length=200)
    constant: str | None = Field(default=None, min_length=1, max_length=254)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.column is None) == (self.constant is None):
            raise unfit("origin_unclear")
        return self


class ProgressOut(BodyOut):
    """How many rows are done, of how many."""

    done: int
    total: int


class RowErrorOut(BodyOut):
    """What is wrong with a row; `line` is where it starts in the file.

    `effect` is what it costs: the row, or the one value, where a new person comes without it and a known one keeps
    theirs; empty when the file as a whole cannot be read. What follows from it is counted in `consequences`, and is
    listed by `caused_by` with its line.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "line": 17,
                    "column": "email",
                    "code": "InvalidEmail",
                    "detail": "'anna@' is no e-mail address.",
                    "effect": "row-left-out",
                    "value": "anna@",
                    "params": {"value": "anna@"},
                    "caused_by": None,
                    "consequences": 30,
                }
            ]
        }
    )

    line: int
    column: str | None
    code: str
    detail: str
    effect: Effect | None = None
    value: str | None = Field(default=None, description="What stands there, at most its first 128 characters.")
    params: dict[str, Any] = Field(default_factory=dict, description="What the sentence of this code is made of.")
    caused_by: int | None = Field(default=None, description="The line of the error that this one follows from.")
    consequences: int = Field(default=0, description="So many errors follow from this one.")

    @classmethod
    def said(cls, error: Mapping[str, Any], say: Say) -> Self:
        """A kept error with its sentence in the reader's language; an older release kept the sentence itself."""
        parameters = error.get("parameters") or {}
        key = ".".join(filter(None, [error["code"], parameters.get("case")]))
        detail = error.get("detail") or say(key, parameters) or error["code"]
        shown = {name: value for name, value in parameters.items() if name != "case"}
        rest = {name: error[name] for name in ("effect", "caused_by", "consequences") if name in error}
        named = {name: error[name] for name in ("line", "column", "code")}
        return cls(**named, detail=detail, value=shown.get("value"), params=shown, **rest)


class PeopleImportSummaryOut(BodyOut):
    """A file of people, where it stands and what came of it. A dry run counts the same and changes nothing."""

    id: UUID
    file_name: str
    size: int
    dry_run: bool
    status: Status
    progress: ProgressOut
    created: int
    updated: int
    unchanged: int
    deactivated: int
    rows_left_out: int
    values_left_out: int = Field(description="Where a row counts without one of its values, such as its manager.")
    error_count: int = Field(description="Errors that follow from no other.")
    consequence_count: int = Field(description="Errors that follow from another.")
    ignored_columns: list[str] = Field(description="Columns that nothing was read from; nothing of them is kept.")
    errors_listed: int = Field(description="So many of the errors are listed, the first of the file; all are counted.")
    requested_by: str
    requested_at: Instant
    started_at: Instant | None
    finished_at: Instant | None

    @model_validator(mode="before")
    @classmethod
    def _with_progress(cls, row: Any) -> Any:
        columns = {name: getattr(row, name) for name in cls.model_fields if name not in COMPUTED}
        if "error_codes" in cls.model_fields:
            columns["errors"] = []
            counted = sorted(row.error_codes.items())
            columns["error_codes"] = [{"code": code, "count": count} for code, count in counted]
        return {**columns, "progress": {"done": row.done, "total": row.total}}


class ErrorCodeOut(BodyOut):
    """How many errors of one kind."""

    code: str
    count: int


class PeopleImportOut(PeopleImportSummaryOut):
    """An import with its first hundred errors; `error_count` is how many there are.

    `/errors` pages through those that are listed.
    """

    errors: list[RowErrorOut]
    error_codes: list[ErrorCodeOut] = Field(
        default_factory=list, description="How many errors of each kind, listed or not."
    )

    @classmethod
    def said(cls, found: Any, say: Say) -> Self:
        """An import whose errors are told in the reader's language."""
        told = cls.model_validate(found)
        told.errors = [RowErrorOut.said(error, say) for error in found.errors]
        return told
