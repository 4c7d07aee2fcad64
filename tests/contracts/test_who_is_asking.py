"""No route of any service takes a person's token for a machine's, whatever scopes it holds."""

import re
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from service_kit.identity.auth import EVERYONE
from service_kit.identity.people import DERIVED_ROLES, ROLES
from service_kit.service import Service, load
from service_kit.testing.doubles import Issuer
from service_kit.testing.plugin import settings_for
from service_kit.web.app import KIT_GRANTS, build_app

from tests.contracts.test_contracts import METHODS, PACKAGES, committed

# Nobody's token: a person's whose claim is not set up or does not fit, in the shapes of three issuers.
NOBODY: dict[str, dict[str, Any]] = {
    "Keycloak": {"azp": "spa", "sub": "0b7c", "preferred_username": "anna", "typ": "Bearer"},
    "Entra ID": {"azp": "spa", "sub": "pairwise", "oid": "8d2c", "idtyp": "user"},
    "Entra ID, a guest": {"appid": "spa", "sub": "p2", "upn": "anna_partner.example#EXT#@home.onmicrosoft.com"},
    "Okta": {"cid": "spa", "uid": "00u1", "sub": "anna@example.org"},
    "Okta, a contractor of another app": {"cid": "0oa7", "uid": "00u2", "sub": "c.smith@agency.example"},
    "two numbers": {"cid": "0oa7", "sub": "0oa7", "employee_number": ["E1", "E2"]},
    "an empty number": {"cid": "0oa7", "sub": "0oa7", "employee_number": ""},
}


@pytest.fixture(scope="module", params=sorted(PACKAGES))
def service(request: pytest.FixtureRequest) -> Service:
    """Each service in turn."""
    return load(PACKAGES[request.param])


@pytest.fixture
def guarded(service: Service, issuer: Issuer) -> FastAPI:
    """The service's app with no database behind it: who asks is known before anything is read."""
    app = build_app(service, settings_for(service, "postgresql://nobody@127.0.0.1:1/none"))
    app.state.authenticator.tokens.keys.take(issuer.jwks)
    return app


def every_scope(service: Service) -> list[str]:
    """All that any machine may ever hold here."""
    grants = service.grants.joined(KIT_GRANTS)
    return sorted({scope for scopes in grants.scopes.values() for scope in scopes})


def guarded_operations(name: str) -> list[tuple[str, str]]:
    """Each method and path that needs a token, its parameters filled in."""
    an_id = "0190f3a0-0000-7000-8000-000000000001"
    return [
        (method.upper(), re.sub(r"\{[^}]+\}", an_id, path))
        for path, item in committed(name)["paths"].items()
        for method in sorted(METHODS & item.keys())
        if item[method]["security"]
    ]


def test_the_roles_are_those_that_some_permission_names() -> None:
    grants = [load(package).grants.joined(KIT_GRANTS) for package in PACKAGES.values()]
    named = {role for each in grants for roles in each.roles.values() for role in roles} - {EVERYONE}
    assert named | DERIVED_ROLES == ROLES


@pytest.mark.parametrize("kind", NOBODY)
async def test_every_route_refuses_a_person_without_a_name(
    kind: str, service: Service, guarded: FastAPI, issuer: Issuer
) -> None:
    scopes = every_scope(service)
    token = issuer.token(**NOBODY[kind], scope=" ".join(scopes), scp=scopes, roles=["admin", "hr"])
    transport = httpx.ASGITransport(app=guarded, raise_app_exceptions=False)
    operations = guarded_operations(service.name)
    assert len(operations) > 20
    async with httpx.AsyncClient(transport=transport, base_url="http://kring.test") as client:
        for method, path in operations:
            answer = await client.request(method, path, headers={"Authorization": f"Bearer {token}"})
            said = (answer.status_code, answer.headers["content-type"], answer.json().get("code"))
            assert said == (403, "application/problem+json", "PersonClaimMissing"), (method, path, answer.text)
            assert answer.json()["claim"] == "employee_number"
