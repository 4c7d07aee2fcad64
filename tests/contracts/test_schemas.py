"""The judge of defaults and examples judges: each word of a schema refuses what is against it."""

from typing import Any

import pytest

from tests.contracts import schemas

CONTRACT = {"components": {"schemas": {"Short": {"type": "string", "maxLength": 2}}}}


@pytest.mark.parametrize(
    ("schema", "fits", "unfit"),
    [
        ({"type": "integer"}, 1, True),
        ({"type": "number"}, 1.5, "1"),
        ({"type": "null"}, None, 0),
        ({"minLength": 1}, "a", ""),
        ({"maxLength": 1}, "a", "ab"),
        ({"pattern": "^a$"}, "a", "b"),
        ({"minimum": 1, "maximum": 3}, 3, 4),
        ({"exclusiveMinimum": 1}, 2, 1),
        ({"exclusiveMaximum": 1}, 0, 1),
        ({"minItems": 1}, [1], []),
        ({"maxItems": 1}, [1], [1, 2]),
        ({"uniqueItems": True}, [1, 2], [1, 1]),
        ({"minProperties": 1}, {"a": 1}, {}),
        ({"maxProperties": 0}, {}, {"a": 1}),
        ({"enum": ["a"]}, "a", "b"),
        ({"const": "a"}, "a", "b"),
        ({"format": "uuid"}, "0194fdc2-fa2f-7cc0-81d3-ff12045b73c8", "x"),
        ({"format": "date"}, "2026-11-29", "29-11-2026"),
        ({"format": "date-time"}, "2026-11-29T08:00:00Z", "2026-11-29T08:00:00"),
        ({"format": "uri"}, "https://example.org/a", "/a"),
        ({"required": ["a"]}, {"a": 1}, {"b": 1}),
        ({"properties": {"a": {"type": "string"}}}, {"a": "x"}, {"a": 1}),
        ({"properties": {}, "additionalProperties": False}, {}, {"a": 1}),
        ({"additionalProperties": {"type": "string"}}, {"a": "x"}, {"a": 1}),
        ({"propertyNames": {"maxLength": 1}}, {"a": 1}, {"ab": 1}),
        ({"items": {"$ref": "#/components/schemas/Short"}}, ["ab"], ["abc"]),
        ({"anyOf": [{"type": "null"}, {"type": "string"}]}, None, 1),
        ({"oneOf": [{"type": "null"}, {"type": "string"}]}, "a", 1),
        ({"allOf": [{"type": "string"}, {"minLength": 2}]}, "ab", "a"),
    ],
)
def test_a_word_of_a_schema_refuses_what_is_against_it(schema: Any, fits: Any, unfit: Any) -> None:
    assert list(schemas.faults(schema, fits, CONTRACT)) == []
    assert list(schemas.faults(schema, unfit, CONTRACT)) != []


@pytest.mark.parametrize("schema", [{"not": {}}, {"format": "colour"}])
def test_a_word_it_does_not_know_is_an_error(schema: Any) -> None:
    with pytest.raises(schemas.Unjudged):
        list(schemas.faults(schema, "x", CONTRACT))


def test_it_finds_every_default_and_example() -> None:
    contract = {
        "a": {"type": "string", "default": 1, "examples": ["x"]},
        "properties": {"default": {"type": "integer", "default": 2}},
        "content": {"schema": {"type": "null"}, "example": 3, "examples": {"first": {"value": 4}}},
    }
    assert [value for _, _, value in schemas.claims(contract)] == [1, "x", 2, 3, 4]
