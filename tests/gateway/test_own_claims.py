"""`make token CLAIMS=`: what an issuer of one's own would send is tried at the running stack, and explained."""

import json
import os
import subprocess
import sys
from typing import Any

import httpx
import jwt
import pytest

from infra.local import identity, process_definitions, tokens
from infra.local.settings import ROOT, SERVICES, Refused, Settings
from tests.conftest import RunningStack

ME = "/v1/me/sign-in"


def made(stack: RunningStack, claims: Any) -> subprocess.CompletedProcess[str]:
    """What `make -s token CLAIMS=...` prints."""
    environment = {**stack.environment, "CLAIMS": claims if isinstance(claims, str) else json.dumps(claims)}
    command = [sys.executable, "-m", "infra.local", "token", "employee"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_a_token_holds_what_is_asked_and_the_providers_own(stack: RunningStack) -> None:
    asked = {"sub": "x'y", "roles": ["legal"], "iss": "http://evil.example", "aud": "other", "exp": 1, "jti": "mine"}
    printed = made(stack, asked).stdout
    assert printed.count("\n") == 1
    claims = jwt.decode(printed.strip(), options={"verify_signature": False})
    assert (claims["sub"], claims["roles"], claims["iss"]) == ("x'y", ["legal"], f"{stack.origin}/idp")
    assert claims["aud"] == identity.AUDIENCE
    assert claims["exp"] - claims["iat"] == 3600
    assert claims["jti"] != "mine"


@pytest.mark.parametrize("wrong", ["{", "[]", "7", "null", json.dumps({"long": "x" * 70_000})])
def test_what_is_no_object_of_claims_is_refused(stack: RunningStack, wrong: str) -> None:
    with pytest.raises(Refused):
        tokens.token_with(wrong, stack.data)


@pytest.mark.parametrize(
    ("claims", "status", "said"),
    [
        ({"sub": "p", "client_id": "spa", "employee_number": ["100001"], "roles": ["employee", "GUID"]}, 200, "list"),
        ({"sub": "lms", "client_id": "lms", "scope": "people.read"}, 200, "subject-is-client"),
        ({"sub": "p", "client_id": "spa", "scope": "people.provision"}, 403, "PersonClaimMissing"),
        ({"sub": "p", "client_id": "spa", "employee_number": {"no": 1}}, 403, "object"),
    ],
)
@pytest.mark.parametrize("service", SERVICES)
def test_all_three_services_understand_it_alike(
    stack: RunningStack, gate: httpx.Client, service: str, claims: dict[str, Any], status: int, said: str
) -> None:
    token = tokens.token_with(json.dumps(claims), stack.data)
    answer = gate.get(f"/api/{service}{ME}", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == status, answer.text
    assert said in answer.text


@pytest.mark.parametrize("service", SERVICES)
def test_a_token_is_explained_at_the_command(stack: RunningStack, service: str) -> None:
    settings = Settings(port=stack.port, data=stack.data, seed="none")
    issuer = identity.issuer(settings, stack.state.ports["identity"])
    own = process_definitions.service_environment(settings, service, stack.state.ports, stack.state.databases, issuer)

    def explain(token: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "service_kit", "explain-token", f"{service}_api"]
        environment = {**os.environ, **own}
        return subprocess.run(
            command, input=token, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
        )

    good = explain(stack.token("employee"))
    assert good.returncode == 0, good.stderr
    assert "A person asks, by the client spa" in good.stdout
    assert "The directory knows them by their employee number." in good.stdout
    refused = explain(tokens.token_with('{"sub": "p", "client_id": "spa"}', stack.data))
    assert (refused.returncode, refused.stderr[:26]) == (1, "✗ 403 PersonClaimMissing: ")
