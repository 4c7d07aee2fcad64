"""Which keys of an issuer are used, and for which algorithms: by what a key itself is, before anything is verified."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

# RFC 7518, section 3.1, and RFC 8037: the type of key and the curve that an algorithm is for. A secret that both sides
# know is none of them: whoever may verify with it could sign with it.
CURVES: Mapping[str, tuple[str, str | None]] = {
    **{f"{family}{bits}": ("RSA", None) for family in ("RS", "PS") for bits in (256, 384, 512)},
    "ES256": ("EC", "P-256"),
    "ES384": ("EC", "P-384"),
    "ES512": ("EC", "P-521"),
    "EdDSA": ("OKP", "Ed25519"),
}
ALGORITHMS: tuple[str, ...] = tuple(CURVES)
SHORTEST_RSA = 2048  # bits; NIST SP 800-131A: shorter ones are no longer acceptable
PUBLIC = ("kty", "kid", "crv", "n", "e", "x", "y")
READERS: Mapping[str, Any] = {"RSA": RSAAlgorithm, "EC": ECAlgorithm, "OKP": OKPAlgorithm}


@dataclass(frozen=True, slots=True)
class Key:
    """A public key of the issuer: what it says of itself, and the algorithms that it may be used for here."""

    told: Mapping[str, Any]
    public: Any
    algorithms: tuple[str, ...]

    @property
    def id(self) -> str | None:
        """Its `kid`, None for a key without one."""
        return self.told.get("kid")

    def published(self) -> list[dict[str, Any]]:
        """The key as others shall use it: once for each of its algorithms, named, and without any secret part."""
        plain = {name: self.told[name] for name in PUBLIC if name in self.told}
        return [{**plain, "use": "sig", "alg": algorithm} for algorithm in self.algorithms]


def fitting(told: Mapping[str, Any], accepted: Collection[str]) -> tuple[str, ...]:
    """The accepted algorithms that a JWK is for, by its `kty`, `crv`, `alg`, `use` and `key_ops`."""
    if told.get("use", "sig") != "sig" or "verify" not in told.get("key_ops", ["verify"]):
        return ()
    named = told.get("alg")
    return tuple(
        algorithm
        for algorithm, (kind, curve) in CURVES.items()
        if algorithm in accepted
        and told.get("kty") == kind
        and curve in (None, told.get("crv"))
        and named in (None, algorithm)
    )


def loaded(jwks: Any, accepted: Collection[str]) -> list[Key]:
    """The keys of a JWK set that may be used; what cannot be read, is for something else or too short is left out."""
    given = jwks.get("keys") if isinstance(jwks, Mapping) else None
    found = [_load(told, accepted) for told in given if isinstance(told, Mapping)] if isinstance(given, list) else []
    return [key for key in found if key is not None]


def _load(told: Mapping[str, Any], accepted: Collection[str]) -> Key | None:
    try:
        algorithms = fitting(told, accepted)
        if not algorithms or not isinstance(told.get("kid"), str | None):
            return None
        public = READERS[told["kty"]].from_jwk({name: told[name] for name in PUBLIC if name in told})
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        return None
    if isinstance(public, rsa.RSAPublicKey) and public.key_size < SHORTEST_RSA:
        return None
    return Key(told, public, algorithms)


def chosen(keys: Sequence[Key], key_id: str | None, algorithm: str) -> Key | None:
    """The key that a token names, if the token's algorithm is one of its; without a name the only one that fits."""
    named = [key for key in keys if algorithm in key.algorithms and key_id in (None, key.id)]
    return named[0] if len(named) == 1 or (named and key_id is not None) else None
