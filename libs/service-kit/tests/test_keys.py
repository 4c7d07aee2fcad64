"""Which keys are used and for what: by a table of what a key says of itself, and by real tokens of every algorithm."""

from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm
from pydantic import ValidationError
from service_kit.identity.keys import ALGORITHMS, chosen, fitting, loaded
from service_kit.testing.doubles import AUDIENCE, ISSUER
from service_kit.testing.plugin import settings_for

RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SHORT = rsa.generate_private_key(public_exponent=65537, key_size=1024)
EDWARDS = ed25519.Ed25519PrivateKey.generate()
CURVED = {
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "ES384": ec.generate_private_key(ec.SECP384R1()),
    "ES512": ec.generate_private_key(ec.SECP521R1()),
}
SIGNERS: dict[str, Any] = {name: CURVED.get(name, EDWARDS if name == "EdDSA" else RSA_KEY) for name in ALGORITHMS}


def jwk(key: Any, **said: Any) -> dict[str, Any]:
    reader = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else (
        ECAlgorithm if isinstance(key, ec.EllipticCurvePrivateKey) else OKPAlgorithm
    )  # fmt: skip
    return {**reader.to_jwk(key.public_key(), as_dict=True), "kid": "k", **said}


RSA = tuple(f"{family}{bits}" for family in ("RS", "PS") for bits in (256, 384, 512))


@pytest.mark.parametrize(
    ("told", "algorithms"),
    [
        ({"kty": "RSA"}, RSA),
        ({"kty": "RSA", "use": "sig"}, RSA),
        ({"kty": "RSA", "alg": "PS256"}, ("PS256",)),
        ({"kty": "RSA", "alg": "RS256", "key_ops": ["verify"]}, ("RS256",)),
        ({"kty": "EC", "crv": "P-256"}, ("ES256",)),
        ({"kty": "EC", "crv": "P-384"}, ("ES384",)),
        ({"kty": "EC", "crv": "P-521"}, ("ES512",)),
        ({"kty": "OKP", "crv": "Ed25519"}, ("EdDSA",)),
        ({"kty": "RSA", "use": "enc"}, ()),
        ({"kty": "RSA", "key_ops": ["encrypt"]}, ()),
        ({"kty": "RSA", "alg": "RSA-OAEP"}, ()),
        ({"kty": "RSA", "alg": "ES256"}, ()),
        ({"kty": "EC", "crv": "P-256", "alg": "ES384"}, ()),
        ({"kty": "EC", "crv": "secp256k1"}, ()),
        ({"kty": "OKP", "crv": "X25519"}, ()),
        ({"kty": "OKP", "crv": "Ed448"}, ()),
        ({"kty": "oct", "alg": "HS256"}, ()),
        ({}, ()),
    ],
)
def test_a_key_is_for_what_it_says(told: dict[str, Any], algorithms: tuple[str, ...]) -> None:
    assert fitting(told, ALGORITHMS) == algorithms


def test_only_what_is_accepted_and_sound_is_loaded() -> None:
    assert [key.algorithms for key in loaded({"keys": [jwk(RSA_KEY)]}, ["RS256", "ES256"])] == [("RS256",)]
    assert loaded({"keys": [jwk(RSA_KEY)]}, ["ES256"]) == []
    broken = [
        jwk(SHORT), {"kty": "oct", "k": "c2VjcmV0", "alg": "HS256"}, {"kty": "RSA", "n": "?", "e": 3}, {"kty": "RSA"},
        jwk(ed448.Ed448PrivateKey.generate()), jwk(CURVED["ES256"], crv="P-384"), jwk(RSA_KEY, kid=7), "x", None,
    ]  # fmt: skip
    assert loaded({"keys": broken}, ALGORITHMS) == []
    for nonsense in ({}, {"keys": None}, {"keys": {}}, [], None, "x"):
        assert loaded(nonsense, ALGORITHMS) == []


def test_what_is_published_names_its_algorithm_and_holds_no_secret() -> None:
    whole = {**RSAAlgorithm.to_jwk(RSA_KEY, as_dict=True), "kid": "k", "key_ops": ["sign", "verify"]}
    assert "d" in whole
    [key] = loaded({"keys": [whole]}, ["RS256", "PS512"])
    published = key.published()
    assert [one["alg"] for one in published] == ["RS256", "PS512"]
    assert all(set(one) == {"kty", "kid", "n", "e", "use", "alg"} for one in published)
    assert not isinstance(key.public, rsa.RSAPrivateKey), "what verifies could not sign"


def test_a_token_names_its_key_or_leaves_one_alone() -> None:
    keys = loaded({"keys": [jwk(RSA_KEY, kid="r"), jwk(CURVED["ES256"], kid="e")]}, ALGORITHMS)
    assert (chosen(keys, "r", "RS256"), chosen(keys, "e", "ES256")) == (keys[0], keys[1])
    assert chosen(keys, "e", "PS256") is None, "PS256 with an EC key"
    assert chosen(keys, None, "ES256") == keys[1]
    assert chosen(keys, "x", "RS256") is None
    assert chosen([*keys, *keys], None, "ES256") is None


@pytest.mark.parametrize("algorithm", ALGORITHMS)
async def test_a_token_of_each_algorithm_is_taken_and_of_no_other_that_its_key_says(
    http: Any, app: Any, issuer: Any, algorithm: str
) -> None:
    keys = app.state.authenticator.tokens.keys
    claims = jwt.decode(
        issuer.token(sub="lms", client_id="lms", scope="notes"), options={"verify_signature": False}, audience=AUDIENCE
    )
    assert claims["iss"] == ISSUER
    token = jwt.encode(claims, SIGNERS[algorithm], algorithm, headers={"kid": "k"})
    keys.take({"keys": [jwk(SIGNERS[algorithm])]})
    assert (await http.with_token(token).get("/v1/notes")).status_code == 200
    others = [name for name in ALGORITHMS if name != algorithm]
    for said in ({"use": "enc"}, *({"alg": other} for other in others)):
        app.state.authenticator.tokens._verified.clear()
        keys.take({"keys": [jwk(SIGNERS[algorithm], **said)]})
        assert (await http.with_token(token).get("/v1/notes")).status_code == 401, said


async def test_a_short_key_signs_nobody_in(http: Any, app: Any, issuer: Any) -> None:
    app.state.authenticator.tokens.keys.take({"keys": [jwk(SHORT)]})
    claims = jwt.decode(issuer.token(sub="lms", client_id="lms", scope="notes"), options={"verify_signature": False})
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        token = jwt.encode(claims, SHORT, "RS256", headers={"kid": "k"})
    assert (await http.with_token(token).get("/v1/notes")).status_code == 401


@pytest.mark.parametrize("wrong", [["HS256"], ["RS256", "none"], ["RS256", "HS512"], ["dir"], ["rs256"], []])
def test_settings_that_accept_a_shared_secret_or_none_do_not_start(service: Any, wrong: list[str]) -> None:
    with pytest.raises(ValidationError):
        settings_for(service, "postgresql://x/y", oidc_algorithms=wrong)


def test_all_are_accepted_unless_told_otherwise(service: Any) -> None:
    assert settings_for(service, "postgresql://x/y").oidc_algorithms == [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
    ]  # fmt: skip
