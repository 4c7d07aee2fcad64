"""Tokens of any OpenID Connect issuer: verified once, and read by claims that the settings name."""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import jwt
import structlog
from jwt import PyJWK, PyJWKClient
from jwt.exceptions import PyJWKClientError

from service_kit.identity.claims import PersonClaim, Sign, machine_sign, person_claim, refuse_other_tokens
from service_kit.identity.matching import LONGEST
from service_kit.settings import ServiceSettings
from service_kit.web.errors import Unauthenticated, Unavailable

ALGORITHMS = ["RS256", "ES256", "EdDSA"]
KEY_REFRESH_SECONDS = 60.0  # an unknown key id asks the issuer again at most this often
MOST_TOKENS = 10_000
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Token:
    """What a verified access token says.

    `person` holds the name by which the directory knows the person; `sign` is why a token without it is a machine's.
    A token with neither is nobody's.
    """

    claims: Mapping[str, Any]
    subject: str
    client_id: str | None
    person: PersonClaim
    sign: Sign | None
    roles: frozenset[str]
    scopes: frozenset[str]
    good_until: float


def claim(claims: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path; a claim whose name itself holds dots is found first."""
    if path in claims:
        return claims[path]
    value: Any = claims
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def words(claims: Mapping[str, Any], paths: Collection[str]) -> frozenset[str]:
    """Every word found at the paths; a string is split at blanks (`scope`), a list is taken as it is (`scp`)."""
    found: set[str] = set()
    for path in paths:
        value = claim(claims, path)
        if isinstance(value, str):
            found.update(value.split())
        elif isinstance(value, list | tuple):
            found.update(word for word in value if isinstance(word, str))
    return frozenset(found)


class Keys:
    """The issuer's public keys, fetched when first needed and again for an unknown key id."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._issuer = settings.oidc_issuer
        self._url = settings.oidc_jwks_url
        self._keys: dict[str | None, PyJWK] = {}
        self._asked_at = -KEY_REFRESH_SECONDS
        self._lock = asyncio.Lock()

    async def key_for(self, key_id: str | None) -> PyJWK:
        """The key with this id; 401 when the issuer does not publish it, 503 when the issuer is away."""
        if key_id not in self._keys:
            async with self._lock:
                if key_id not in self._keys and self._may_ask():
                    await self._fetch()
        found = self._keys.get(key_id)
        if found is None and key_id is None and len(self._keys) == 1:
            found = next(iter(self._keys.values()))
        if found is None:
            raise Unauthenticated("The token is signed with a key that the issuer does not publish.")
        return found

    def _may_ask(self) -> bool:
        return not self._keys or time.monotonic() - self._asked_at >= KEY_REFRESH_SECONDS

    async def _fetch(self) -> None:
        try:
            if self._url is None:
                async with httpx.AsyncClient() as asking:
                    self._url = await discover(asking, self._issuer, "jwks_uri")
            # PyJWKClient waits in a thread: it is synchronous and would hold up every other request.
            client = PyJWKClient(self._url, cache_jwk_set=False, timeout=3)
            keys = await asyncio.to_thread(client.get_signing_keys)
        except (PyJWKClientError, httpx.HTTPError, OSError) as error:
            log.warning("issuer_away", fault=type(error).__name__)
            raise Unavailable("The identity provider does not answer. Try again in a moment.") from error
        self._asked_at = time.monotonic()
        self._keys = {key.key_id: key for key in keys}


async def discover(client: httpx.AsyncClient, issuer: str, name: str) -> str:
    """An endpoint of the issuer by OpenID Connect discovery (OpenID.Discovery 1.0, section 4)."""
    answer = await client.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration", timeout=3)
    answer.raise_for_status()
    return str(answer.json()[name])


class Tokens:
    """Verifies tokens; one seen before is verified and read once, until it expires."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self.keys = Keys(settings)
        self._verified: OrderedDict[bytes, Token] = OrderedDict()

    async def read(self, text: str) -> Token:
        """What the token says; 401 for one that is not good."""
        digest = hashlib.sha256(text.encode()).digest()
        known = self._verified.get(digest)
        if known is not None and known.good_until > time.time():
            return known
        token = self._understood(await self._verify(text))
        self._verified[digest] = token
        if len(self._verified) > MOST_TOKENS:
            self._verified.popitem(last=False)
        return token

    async def _verify(self, text: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(text)
            if header.get("alg") not in ALGORITHMS:
                raise Unauthenticated("The token is signed in a way that is not accepted.")
            key = await self.keys.key_for(header.get("kid"))
            claims = dict(
                jwt.decode(
                    text,
                    key.key,
                    algorithms=ALGORITHMS,
                    audience=self._settings.oidc_audience,
                    issuer=self._settings.oidc_issuer,
                    leeway=self._settings.oidc_leeway_seconds,
                    options={"require": ["iss", "aud", "exp", "sub"]},
                )
            )
            refuse_other_tokens(header, claims, self._settings.spa_client_id)
            return claims
        except (jwt.PyJWTError, TypeError, ValueError) as error:
            raise Unauthenticated(f"The token is not accepted: {type(error).__name__}.") from error

    def _understood(self, claims: dict[str, Any]) -> Token:
        settings = self._settings
        clients = [str(claims[name]) for name in settings.client_claims if claims.get(name)]
        person = person_claim(claim(claims, settings.person_claim), LONGEST[settings.person_matches])
        is_absent = person == PersonClaim(None)
        return Token(
            claims=claims,
            subject=str(claims["sub"]),
            client_id=next(iter(clients), None),
            person=person,
            sign=self._sign(claims, clients) if is_absent else None,
            roles=frozenset(
                role.removeprefix(settings.role_prefix)
                for role in words(claims, settings.roles_claims)
                if role.startswith(settings.role_prefix)
            ),
            scopes=words(claims, settings.scopes_claims),
            good_until=claims["exp"] + settings.oidc_leeway_seconds,
        )

    def _sign(self, claims: dict[str, Any], clients: list[str]) -> Sign | None:
        settings = self._settings
        return machine_sign(
            claims,
            clients,
            signs=settings.machine_signs,
            machine_clients=settings.machine_clients,
            app=settings.spa_client_id,
        )
