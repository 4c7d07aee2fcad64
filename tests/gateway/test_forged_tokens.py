"""No forged token passes: not at the gateway, and not at a service that is asked directly."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.conftest import RunningStack

Claims = dict[str, Any]
Key = tuple[str, Any]


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def signed(key: Key, claims: Claims) -> str:
    return jwt.encode(claims, key[1], algorithm="RS256", headers={"kid": key[0]})


def somebody_elses_key() -> Any:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def with_the_public_key_as_secret(key: Key, claims: Claims) -> str:
    pem = key[1].public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    text = f"{part({'alg': 'HS256', 'typ': 'JWT', 'kid': key[0]})}.{part(claims)}"
    digest = hmac.new(pem, text.encode(), hashlib.sha256).digest()
    return f"{text}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def tampered(key: Key, claims: Claims) -> str:
    head, _, signature = signed(key, claims).split(".")
    return f"{head}.{part({**claims, 'roles': ['employee', 'admin']})}.{signature}"


def without(claims: Claims, name: str) -> Claims:
    return {key: value for key, value in claims.items() if key != name}


FORGERIES: dict[str, Callable[[Key, Claims], str]] = {
    "garbage": lambda _key, _claims: "not.a.token",
    "unsigned": lambda _key, claims: f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}.",
    "signed with our public key as a secret": with_the_public_key_as_secret,
    "signed with another key under our key's id": lambda key, claims: signed((key[0], somebody_elses_key()), claims),
    "signed with a key nobody publishes": lambda _key, claims: signed(("unknown", somebody_elses_key()), claims),
    "changed after signing": tampered,
    "expired": lambda key, claims: signed(key, {**claims, "exp": int(time.time()) - 120}),
    "not valid yet": lambda key, claims: signed(key, {**claims, "nbf": int(time.time()) + 600}),
    "without an end": lambda key, claims: signed(key, without(claims, "exp")),
    "from another issuer": lambda key, claims: signed(key, {**claims, "iss": "http://elsewhere.example"}),
    "for another audience": lambda key, claims: signed(key, {**claims, "aud": "urn:another:api"}),
    "signed by another algorithm than its key says": lambda key, claims: jwt.encode(
        claims, key[1], algorithm="PS256", headers={"kid": key[0]}
    ),
    "an id token": lambda key, claims: signed(key, {**claims, "aud": "spa"}),
}
OTHER_KINDS: dict[str, Callable[[Key, Claims], str]] = {
    "a logout token": lambda key, claims: jwt.encode(
        claims, key[1], algorithm="RS256", headers={"kid": key[0], "typ": "logout+jwt"}
    ),
    "a token that says it is an id token": lambda key, claims: signed(key, {**claims, "typ": "ID"}),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_the_gateway_refuses_a_token_that_is(
    gate: httpx.Client, provider_key: Key, claims: Claims, forgery: str
) -> None:
    token = FORGERIES[forgery](provider_key, claims)
    answer = gate.get("/api/training/v1/people/me", headers={"authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "Unauthenticated")
    assert answer.json()["status"] == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("forgery", {**FORGERIES, **OTHER_KINDS})
@pytest.mark.parametrize("service", ["training", "advocacy", "governance"])
def test_a_service_asked_directly_refuses_a_token_that_is(
    stack: RunningStack, provider_key: Key, claims: Claims, service: str, forgery: str
) -> None:
    token = {**FORGERIES, **OTHER_KINDS}[forgery](provider_key, claims)
    address = f"http://127.0.0.1:{stack.state.ports[service]}/v1/people/me"
    answer = httpx.get(address, headers={"authorization": f"Bearer {token}"}, trust_env=False)
    assert (answer.status_code, answer.json()["code"]) == (401, "Unauthenticated")


def test_a_token_signed_like_the_forged_ones_but_right_passes_both(
    gate: httpx.Client, inside: httpx.Client, provider_key: Key, claims: Claims
) -> None:
    headers = {"authorization": f"Bearer {signed(provider_key, claims)}"}
    assert gate.get("/api/training/v1/people/me", headers=headers).json()["user_name"] == "emma.janssens"
    assert inside.get("/v1/people/me", headers=headers).json()["user_name"] == "emma.janssens"


@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_what_the_gateway_cannot_tell_from_an_access_token_a_service_refuses(
    gate: httpx.Client, provider_key: Key, claims: Claims, kind: str
) -> None:
    headers = {"authorization": f"Bearer {OTHER_KINDS[kind](provider_key, claims)}"}
    answer = gate.get("/api/training/v1/people/me", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "Unauthenticated")


def test_a_token_in_the_address_is_no_token(stack: RunningStack, gate: httpx.Client) -> None:
    answer = gate.get("/api/training/v1/people/me", params={"access_token": stack.token("employee")})
    assert (answer.status_code, answer.json()["code"]) == (401, "Unauthenticated")
