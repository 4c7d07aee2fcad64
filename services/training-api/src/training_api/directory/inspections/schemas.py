"""How an inspection of HR's file answers."""

from typing import Any, Literal, Self

from pydantic import ConfigDict, Field
from service_kit.web.schemas import BodyOut

from training_api.directory.files.rules import Format
from training_api.directory.imports.schemas import CarriedField, RowErrorOut, Say
from training_api.directory.inspections.rules import FoundColumn, Inspection, Why


class FoundColumnOut(BodyOut):
    """A column with its first values, and which field of a person it seems to be."""

    index: int
    name: str
    filled: int = Field(description="In how many of the rows that were looked at it has a value.")
    samples: list[str]
    field: CarriedField | None
    why: Why


def _rest(column: FoundColumn) -> dict[str, Any]:
    return {name: value for name, value in column._asdict().items() if name != "place"}


class InspectionOut(BodyOut):
    """What a file is. A CSV without `encoding` cannot be read as was said: ask which it is, and inspect it again."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "format": "csv",
                    "encoding": "utf-8",
                    "separator": ";",
                    "header_line": 1,
                    "columns": [
                        {
                            "index": 0,
                            "name": "Personeelsnummer",
                            "filled": 200,
                            "samples": ["10017"],
                            "field": "employee_number",
                            "why": "synonym",
                        }
                    ],
                    "missing": ["user_name"],
                    "errors": [],
                }
            ]
        }
    )

    format: Format = Format.CSV
    encoding: Literal["utf-8", "utf-16", "windows-1252", "iso-8859-15"] | None
    separator: str | None
    header_line: int
    columns: list[FoundColumnOut]
    missing: list[CarriedField] = Field(description="The fields for which there seems to be no column.")
    errors: list[RowErrorOut] = Field(description="Why it cannot be read.")

    @classmethod
    def told(cls, found: Inspection, say: Say) -> Self:
        """With errors in the reader's language."""
        errors = [RowErrorOut.said(error.as_json(), say) for error in found.errors]
        columns = [FoundColumnOut(index=column.place, **_rest(column)) for column in found.columns]
        return cls.model_validate({**found._asdict(), "columns": columns, "errors": errors})
