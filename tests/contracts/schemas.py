"""Judges a value by a JSON Schema, as far as our contracts use it; a word it does not know is an error."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

Schema = Mapping[str, Any]
# What says something about a value without judging it.
SILENT = {
    "title", "description", "default", "examples", "example", "deprecated", "discriminator", "contentMediaType",
    "$defs", "readOnly", "writeOnly",
}  # fmt: skip
TYPES: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}


def _with_zone(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("no zone")
    return moment


def _absolute(text: str) -> str:
    if "://" not in text:
        raise ValueError("no scheme")
    return text


FORMATS: Mapping[str, Callable[[str], Any]] = {
    "uuid": UUID,
    "date": date.fromisoformat,
    "date-time": lambda text: _with_zone(datetime.fromisoformat(text)),
    "uri": _absolute,
    "uri-reference": str,
    "binary": str,
}


class Unjudged(Exception):
    """The schema uses a word that this judge does not know."""


def faults(schema: Schema, value: Any, contract: Schema, at: str = "") -> Iterator[str]:
    """What the schema says against the value; nothing when it fits."""
    if "$ref" in schema:
        named = contract["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        yield from faults(named, value, contract, at)
    for word, wanted in schema.items():
        if word in SILENT or word == "$ref":
            continue
        if word in STRUCTURE:
            yield from STRUCTURE[word](schema, value, contract, at)
        elif word not in BOUNDS:
            raise Unjudged(f"{word} at {at or '/'}: teach tests/contracts/schemas.py this word")
        elif not BOUNDS[word](value, wanted):
            yield f"{at or '/'}: {value!r} is against {word} {wanted!r}"


def _format(value: Any, wanted: str) -> bool:
    if not isinstance(value, str):
        return True
    try:
        FORMATS[wanted](value)
    except KeyError as error:
        raise Unjudged(f"format {wanted}") from error
    except ValueError:
        return False
    return True


def _of(kind: type | tuple[type, ...], judge: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """A bound that judges values of this kind, and lets others be."""
    return lambda value, wanted: not isinstance(value, kind) or judge(value, wanted)


NUMBER = (int, float)
BOUNDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "type": lambda value, wanted: TYPES[wanted](value),
    "enum": lambda value, wanted: value in wanted,
    "const": lambda value, wanted: value == wanted,
    "format": _format,
    "pattern": _of(str, lambda value, wanted: re.search(wanted, value) is not None),
    "minLength": _of(str, lambda value, wanted: len(value) >= wanted),
    "maxLength": _of(str, lambda value, wanted: len(value) <= wanted),
    "minimum": _of(NUMBER, lambda value, wanted: value >= wanted),
    "maximum": _of(NUMBER, lambda value, wanted: value <= wanted),
    "exclusiveMinimum": _of(NUMBER, lambda value, wanted: value > wanted),
    "exclusiveMaximum": _of(NUMBER, lambda value, wanted: value < wanted),
    "minItems": _of(list, lambda value, wanted: len(value) >= wanted),
    "maxItems": _of(list, lambda value, wanted: len(value) <= wanted),
    "uniqueItems": _of(list, lambda value, wanted: not wanted or len({str(each) for each in value}) == len(value)),
    "minProperties": _of(dict, lambda value, wanted: len(value) >= wanted),
    "maxProperties": _of(dict, lambda value, wanted: len(value) <= wanted),
    "required": _of(dict, lambda value, wanted: set(wanted) <= value.keys()),
}


def _choices(schema: Schema, value: Any, contract: Schema, at: str) -> Iterator[str]:
    for word in ("anyOf", "oneOf"):
        if word in schema and all(any(True for _ in faults(one, value, contract, at)) for one in schema[word]):
            yield f"{at or '/'}: {value!r} fits none of {word}"


def _all(schema: Schema, value: Any, contract: Schema, at: str) -> Iterator[str]:
    for one in schema["allOf"]:
        yield from faults(one, value, contract, at)


def _items(schema: Schema, value: Any, contract: Schema, at: str) -> Iterator[str]:
    for number, each in enumerate(value if isinstance(value, list) else ()):
        yield from faults(schema["items"], each, contract, f"{at}/{number}")


def _members(schema: Schema, value: Any, contract: Schema, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    for name, each in value.items():
        if name in known:
            yield from faults(known[name], each, contract, f"{at}/{name}")
        elif others is False:
            yield f"{at}/{name}: not a member"
        elif isinstance(others, dict):
            yield from faults(others, each, contract, f"{at}/{name}")


def _names(schema: Schema, value: Any, contract: Schema, at: str) -> Iterator[str]:
    for name in value if isinstance(value, dict) else ():
        yield from faults(schema["propertyNames"], name, contract, f"{at}/{name}")


STRUCTURE: Mapping[str, Callable[[Schema, Any, Schema, str], Iterator[str]]] = {
    "anyOf": _choices,
    "oneOf": _choices,
    "allOf": _all,
    "items": _items,
    "properties": _members,
    "additionalProperties": _members,
    "propertyNames": _names,
}


def claims(contract: Any, at: str = "") -> Iterator[tuple[str, Schema, Any]]:
    """Every default and every example of the contract: where it stands, the schema it stands in, and the value."""
    if isinstance(contract, list):
        for number, each in enumerate(contract):
            yield from claims(each, f"{at}/{number}")
    if not isinstance(contract, dict):
        return
    if not at.endswith("/properties"):  # a property may well be called `default`
        if "default" in contract:
            yield f"{at}/default", contract, contract["default"]
        shown = contract.get("examples", [])
        for number, example in enumerate(shown if isinstance(shown, list) else []):
            yield f"{at}/examples/{number}", contract, example
        schema = contract.get("schema", contract)
        if "example" in contract:
            yield f"{at}/example", schema, contract["example"]
        for name, example in shown.items() if isinstance(shown, dict) else ():
            yield f"{at}/examples/{name}", schema, example["value"]
    for name, each in contract.items():
        if name not in {"default", "examples", "example"} or at.endswith("/properties"):
            yield from claims(each, f"{at}/{name}")
