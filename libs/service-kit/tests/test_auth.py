"""Tokens of every shape that is accepted, and of every shape that is not."""

import asyncio
import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from service_kit.identity.tokens import Tokens, claim, words
from service_kit.testing.plugin import KEY_ID, People, settings_for
from service_kit.web.app import build_app
from service_kit.web.errors import Unauthenticated

KEYCLOAK = {
    "typ": "Bearer", "azp": "spa", "preferred_username": "anna", "employee_number": "E-anna",
    "realm_access": {"roles": ["employee", "writer", "offline_access"]}, "scope": "openid profile email",
}  # fmt: skip
ENTRA = {
    "appid": "0f1e", "employee_number": "E-anna", "preferred_username": "anna", "roles": ["employee", "writer"],
    "scp": "access_as_user", "oid": "8d2c", "ver": "2.0", "sub": "pairwise-1",
}  # fmt: skip
MACHINE = {"sub": "lms", "client_id": "lms", "scope": "notes"}
OKTA = {
    "cid": "0oa1", "employee_number": "E-anna", "groups": ["Everyone", "kring-employee", "kring-writer"],
    "scp": ["openid", "profile"], "sub": "anna@example.org",
}  # fmt: skip


@pytest.mark.parametrize(
    ("claims", "settings"),
    [
        (KEYCLOAK, {"roles_claims": ["realm_access.roles"]}),
        ({**KEYCLOAK, "realm_access": {}, "resource_access": {"kring-api": {"roles": ["writer"]}}},
         {"roles_claims": ["resource_access.kring-api.roles"]}),
        (ENTRA, {}),
        ({**ENTRA, "aud": ["urn:other", "urn:kring:api"]}, {}),
        (OKTA, {"roles_claims": ["groups"], "role_prefix": "kring-"}),
        ({**OKTA, "https://kring.example/roles": ["writer"]}, {"roles_claims": ["https://kring.example/roles"]}),
    ],
)  # fmt: skip
async def test_roles_are_found_where_the_issuer_keeps_them(
    claims: dict[str, Any], settings: dict[str, Any], service: Any, database: Any, issuer: Any, siblings: Any
) -> None:
    app = build_app(service, settings_for(service, database.url, **settings), database)
    app.state.authenticator.tokens.keys.take(issuer.jwks)
    people = People(app, database, issuer)
    await people.add("anna", "writer", "offline_access")
    caller = people.with_token(issuer.token(**claims))
    assert (await caller.post("/v1/notes", json={"code": "A", "text": "a"})).status_code == 201


@pytest.mark.parametrize(
    "claims",
    [
        {"scope": "openid notes"},
        {"scp": "notes"},
        {"scp": ["notes", "profile"]},
    ],
)
async def test_a_machine_acts_under_its_scopes_alone(claims: dict[str, Any], http: Any, issuer: Any) -> None:
    machine = http.with_token(issuer.token(sub="lms", client_id="lms", roles=["writer"], **claims))
    assert (await machine.get("/v1/notes")).status_code == 200
    assert (await machine.post("/v1/notes", json={"code": "A", "text": "a"})).status_code == 403


def _forged(issuer: Any) -> dict[str, str]:
    moment = int(time.time())
    good = {"iss": "https://issuer.test/idp", "aud": "urn:kring:api", "exp": moment + 600, **MACHINE}
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = issuer.private_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head, body, signature = issuer.token(**MACHINE).split(".")
    other_body = jwt.encode({**good, "scope": "notes admin"}, "k" * 32, algorithm="HS256").split(".")[1]

    def signed(claims: dict[str, Any], key: Any = None, algorithm: str = "RS256", **headers: Any) -> str:
        return jwt.encode(claims, key or issuer.private_key, algorithm, headers={"kid": KEY_ID, **headers})

    without = {name: {key: value for key, value in good.items() if key != name} for name in good}
    confused = jwt.PyJWS()
    confused._algorithms["HS256"].prepare_key = lambda key: (
        key
    )  # PyJWT refuses to sign with a public key; an attacker does not
    return {
        "expired": signed({**good, "exp": moment - 120}),
        "not yet": signed({**good, "nbf": moment + 600}),
        "no expiry": signed(without["exp"]),
        "no subject": signed(without["sub"]),
        "another audience": signed({**good, "aud": "urn:other"}),
        "another issuer": signed({**good, "iss": "https://evil.test"}),
        "another key": signed(good, stranger),
        "unknown key id": signed(good, kid="nobody"),
        "no signature": jwt.encode(good, None, "none"),
        "our public key as a secret": confused.encode(
            jwt.utils.force_bytes(json.dumps(good)), public, "HS256", headers={"kid": KEY_ID}
        ),
        "another body": f"{head}.{other_body}.{signature}",
        "no token at all": "garbage",
        "cut off": f"{head}.{body}",
        "another curve": signed(good, ec.generate_private_key(ec.SECP256R1()), "ES256"),
        "edwards": signed(good, ed25519.Ed25519PrivateKey.generate(), "EdDSA"),
    }


async def test_no_forged_token_is_taken(http: Any, issuer: Any) -> None:
    assert (await http.with_token(issuer.token(**MACHINE)).get("/v1/notes")).status_code == 200
    for kind, token in _forged(issuer).items():
        answer = await http.with_token(token).get("/v1/notes")
        assert (kind, answer.status_code) == (kind, 401)
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_token_is_taken_from_the_header_only(http: Any, issuer: Any) -> None:
    token = issuer.token(**MACHINE)
    assert (await http.anonymous.get("/v1/notes", params={"access_token": token})).status_code == 401
    basic = {"Authorization": f"Basic {token}"}
    assert (await http.anonymous.get("/v1/notes", headers=basic)).status_code == 401


async def test_who_has_left_is_refused(http: Any) -> None:
    leaver = await http.as_("employee", name="leaver", active=False)
    answer = await leaver.get("/v1/notes")
    assert (answer.status_code, answer.json()["code"]) == (403, "PersonInactive")


async def test_a_token_is_verified_once_until_it_expires(service: Any, issuer: Any) -> None:
    tokens = Tokens(settings_for(service, "postgresql://x/y"))
    tokens.keys.take(issuer.jwks)
    text = issuer.token(roles=["writer"])
    assert (await tokens.read(text)).words == {"writer"}
    assert await tokens.read(text) is await tokens.read(text)
    assert await tokens.read(issuer.token(exp=int(time.time()) - 5)), "within the leeway"
    gone = issuer.token(exp=int(time.time()) - 29)
    assert await tokens.read(gone), "within the leeway, and remembered"
    await asyncio.sleep(2)
    with pytest.raises(Unauthenticated):
        await tokens.read(gone)


def test_claims_are_found_by_path() -> None:
    assert claim({"a": {"b": [1]}}, "a.b") == [1]
    assert claim({"a.b": 2, "a": {"b": 1}}, "a.b") == 2
    assert claim({"a": "text"}, "a.b") is None
    assert words({"scope": "a b", "scp": ["c", 3]}, ["scope", "scp", "none"]) == {"a", "b", "c"}
