"""The signature of a chain's head: by a key of the service alone, checked by anybody with its public half.

A signature is a detached JWS (RFC 7515, appendix F) by Ed25519. What is signed is the head as it is answered, without
its signature: JSON with sorted keys and without blanks. Its header names the key (`kid`, the thumbprint of RFC 7638)
and says that it is a head (`typ`), so that no other signature of the same key passes for one.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt import PyJWK
from jwt.api_jws import PyJWS
from jwt.exceptions import InvalidTokenError, PyJWKError

from service_kit.settings import key_bytes

ALGORITHM = "EdDSA"
HEAD = "kring-audit-head"
_jws = PyJWS(algorithms=[ALGORITHM])


class SignatureBroken(Exception):
    """A head is not signed by one of these keys; the sentence says why."""


@dataclass(frozen=True, slots=True)
class RecordKey:
    """The key of one service."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> dict[str, str]:
        """The public half as a JSON Web Key, with its id."""
        x = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        needed = {"crv": "Ed25519", "kty": "OKP", "x": base64.urlsafe_b64encode(x).rstrip(b"=").decode()}
        thumbprint = hashlib.sha256(_canonical(needed)).digest()
        kid = base64.urlsafe_b64encode(thumbprint).rstrip(b"=").decode()
        return {**needed, "kid": kid, "alg": ALGORITHM, "use": "sig"}

    def sign(self, head: Mapping[str, Any]) -> str:
        """The signature of a head: a JWS whose middle part, the head itself, is left out."""
        headers = {"kid": self.public["kid"], "typ": HEAD}
        whole = _jws.encode(_canonical(head), self.private, algorithm=ALGORITHM, headers=headers)
        first, _payload, last = whole.split(".")
        return f"{first}..{last}"


def record_key(secret: str | None) -> RecordKey | None:
    """The key that a secret stands for, as the setting `AUDIT_KEY` was checked; None without one."""
    return RecordKey(Ed25519PrivateKey.from_private_bytes(key_bytes(secret))) if secret else None


def check_signature(head: Mapping[str, Any], keys: Mapping[str, Any]) -> str:
    """The id of the key that signed this head, as answered; `SignatureBroken` where none of `keys` did."""
    first, _, last = str(head.get("signature") or "").partition("..")
    payload = base64.urlsafe_b64encode(_canonical({k: v for k, v in head.items() if k != "signature"})).rstrip(b"=")
    whole = f"{first}.{payload.decode()}.{last}"
    try:
        header = _jws.get_unverified_header(whole)
        known = next((key for key in keys["keys"] if key["kid"] == header.get("kid")), None)
        if known is None or header.get("typ") != HEAD:
            raise SignatureBroken("the head is signed by none of these keys")
        _jws.decode(whole, PyJWK(known), algorithms=[ALGORITHM])
    except (InvalidTokenError, PyJWKError, KeyError, TypeError) as fault:
        raise SignatureBroken("the signature does not fit the head") from fault
    return str(known["kid"])


def _canonical(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
