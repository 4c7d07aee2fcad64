"""The two kinds of body, and the types they share."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetJsonSchemaHandler,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class BodyIn(BaseModel):
    """What a caller sends: unknown fields are refused, text is trimmed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ChangeIn(BodyIn):
    """What a caller changes: a field that is left out stays as it is, so its schema names no default."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core)
        for member in handler.resolve_ref_schema(schema).get("properties", {}).values():
            member.pop("default", None)
        return schema


class BodyOut(BaseModel):
    """What a caller gets; built from rows or from plain values."""

    model_config = ConfigDict(from_attributes=True)


def _only_text(value: Any) -> Any:
    if isinstance(value, str | datetime):
        return value
    raise ValueError("an RFC 3339 date-time with a zone is needed")


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("in UTC this lies outside the years 1 to 9999") from error


Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_only_text),
    AfterValidator(_in_utc),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A moment in RFC 3339 with a zone, kept in UTC; numbers are refused."""
