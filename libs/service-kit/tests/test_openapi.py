"""The names in a contract are the business's: moving a file renames nothing for a partner."""

from typing import Any

import pytest
from service_kit.web.openapi import with_names_of_the_business

PLACED = "sample_api__area__signed_papers__rules__State"


def contract(*names: str) -> dict[str, Any]:
    """A contract whose one path refers to each schema."""
    return {
        "paths": {"/v1/papers": {"get": {"refs": [{"$ref": f"#/components/schemas/{name}"} for name in names]}}},
        "components": {"schemas": {name: {"type": "string"} for name in names}},
    }


def test_a_schema_is_named_by_its_room_and_class_wherever_its_file_stands() -> None:
    for placed in (PLACED, PLACED.replace("__area__", "__another__area__")):
        renamed = with_names_of_the_business(contract(placed, "Page"))
        assert set(renamed["components"]["schemas"]) == {"SignedPaperState", "Page"}
        assert renamed["paths"]["/v1/papers"]["get"]["refs"][0] == {"$ref": "#/components/schemas/SignedPaperState"}


@pytest.mark.parametrize(
    ("made", "plain"),
    [
        ("Page_PaperOut_", "PagePaperOut"),
        ("Body_upload_file", "BodyUploadFile"),
        ("Expression-Input", "ExpressionInput"),
        ("PaperOut", "PaperOut"),
    ],
)
def test_a_schema_is_named_by_letters_and_digits_and_so_is_its_title(made: str, plain: str) -> None:
    renamed = with_names_of_the_business(contract(made))
    assert renamed["components"]["schemas"] == {plain: {"type": "string", "title": plain}}
    assert renamed["paths"]["/v1/papers"]["get"]["refs"] == [{"$ref": f"#/components/schemas/{plain}"}]


def test_two_schemas_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="SignedPaperState"):
        with_names_of_the_business(contract(PLACED, "SignedPaperState"))
