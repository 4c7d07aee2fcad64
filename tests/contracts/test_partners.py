"""What the contracts promise to those who generate clients from them."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contracts.test_contracts import PACKAGES, committed, operations, schema_of

AT = "#/components/schemas/"


@pytest.fixture(scope="module", params=sorted(PACKAGES))
def contract(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Each contract in turn."""
    return committed(request.param)


def parts(contract: Any) -> Iterator[dict[str, Any]]:
    """Every object of the contract."""
    if isinstance(contract, dict):
        yield contract
    for each in contract.values() if isinstance(contract, dict) else contract if isinstance(contract, list) else ():
        yield from parts(each)


def test_every_reference_and_every_discriminator_leads_to_a_schema(contract: dict[str, Any]) -> None:
    named = [part["$ref"] for part in parts(contract) if isinstance(part.get("$ref"), str)]
    kinds = [part["discriminator"] for part in parts(contract) if "propertyName" in part.get("discriminator", {})]
    named += [named for kind in kinds for named in kind.get("mapping", {}).values()]
    assert len(named) > 200
    known = {f"{AT}{name}" for name in contract["components"]["schemas"]}
    assert sorted(set(named) - known) == []


def test_every_schema_has_a_plain_name_and_a_title_of_its_own(contract: dict[str, Any]) -> None:
    found = contract["components"]["schemas"]
    assert [name for name in found if not re.fullmatch("[A-Za-z0-9]+", name)] == []
    titles = Counter(body.get("title") for body in found.values())
    assert {title: count for title, count in titles.items() if count > 1 or not title} == {}


def test_what_a_patch_leaves_out_stays_as_it_is(contract: dict[str, Any]) -> None:
    patched = {path: operation for path, operation in operations(contract).items() if path.startswith("patch ")}
    assert patched
    for path, operation in patched.items():
        for content in operation["requestBody"]["content"].values():
            body = schema_of(contract, content["schema"])
            assert body.get("required", []) == [], path
            assert [name for name, member in body["properties"].items() if "default" in member] == [], path


def test_every_operation_is_described(contract: dict[str, Any]) -> None:
    assert [path for path, operation in operations(contract).items() if not operation.get("description")] == []
