"""What has to be read before it is decided on has no move for many."""

import json
from pathlib import Path

import pytest
from service_kit.testing.plugin import People

BODY = {"move": "approve", "ids": ["0194fdc2-fa2f-7cc0-81d3-ff12045b73c8"], "reason": "All of them."}


@pytest.mark.parametrize("path", ["/v1/signoffs/moves", "/v1/acknowledgements/moves"])
async def test_there_is_no_such_address_whoever_asks(http: People, path: str) -> None:
    for role in ("legal", "admin", "employee"):
        for body in (BODY, None):
            answer = await (await http.as_(role)).post(path, json=body)
            said = (answer.status_code, answer.headers["content-type"], answer.json()["code"])
            assert said == (404, "application/problem+json", "Missing"), role
    assert "read before it is decided" in answer.json()["detail"]
    assert (await http.anonymous.post(path, json=BODY)).status_code == 401


def test_the_contract_does_not_speak_of_it() -> None:
    contract = json.loads((Path(__file__).parents[1] / "openapi.json").read_text())
    assert not [path for path in contract["paths"] if path.endswith("/moves")]
