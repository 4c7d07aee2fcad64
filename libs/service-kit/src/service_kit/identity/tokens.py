"""Tokens of any OpenID Connect issuer: verified once, and read by claims that the settings name."""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

import httpx
import jwt
import structlog

from service_kit.identity.claims import PersonClaim, Sign, machine_sign, person_claim, refuse_other_tokens
from service_kit.identity.keys import Key, chosen, loaded
from service_kit.identity.matching import LONGEST
from service_kit.outward import is_untrusted, outward_client
from service_kit.settings import ServiceSettings
from service_kit.web.errors import Unauthenticated, Unavailable

KEY_REFRESH_SECONDS = 60.0  # an unknown key id asks the issuer again at most this often
PUBLISHED_SECONDS = 30.0  # keys that others are given are no older; a key that was withdrawn goes within this time
AGAIN_SECONDS = 1.0  # an issuer that did not answer is left alone so long, whoever asks
NEVER = float("-inf")
IssuerState = Literal["ok", "NotAsked", "Away", "CertificateNotTrusted"]
AWAY: Mapping[str, str] = {
    "Away": "The identity provider does not answer. Try again in a moment.",
    "CertificateNotTrusted": "The certificate of the identity provider is not trusted here. Whoever keeps this service "
    "can add its authority (SSL_CERT_FILE).",
}
MOST_TOKENS = 10_000
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Token:
    """What a verified access token says.

    `person` holds the name by which the directory knows the person; `sign` is why a token without it is a machine's.
    A token with neither is nobody's. `words` are what stands where roles stand: `RoleMappings` says what they come to.
    """

    claims: Mapping[str, Any]
    subject: str
    client_id: str | None
    person: PersonClaim
    sign: Sign | None
    words: frozenset[str]
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
    """The issuer's public keys: fetched when first needed, again for an unknown key id, and for who asks for all.

    While the issuer is away, or its certificate is of nobody we trust, those that are known go on being used.
    """

    def __init__(self, settings: ServiceSettings) -> None:
        self._issuer = settings.oidc_issuer
        self._url = settings.oidc_jwks_url
        self._accepted = tuple(settings.oidc_algorithms)
        self._keys: list[Key] = []
        self._asked_at = self._failed_at = NEVER
        self._lock = asyncio.Lock()
        self.state: IssuerState = "NotAsked"

    def take(self, jwks: Any) -> None:
        """Use the keys of this set from now on, and no others."""
        self._keys = loaded(jwks, self._accepted)
        self._asked_at, self.state = time.monotonic(), "ok"

    async def key_for(self, key_id: str | None, algorithm: str) -> Key:
        """The key that a token names; 401 when the issuer has no such key for it, 503 when the issuer is away."""
        if not self._knows(key_id):
            async with self._lock:
                if not self._knows(key_id) and self._is_older(KEY_REFRESH_SECONDS):
                    await self._fetch()
        found = chosen(self._keys, key_id, algorithm)
        if found is None:
            raise Unauthenticated("The token is signed with a key that the issuer does not publish for that.")
        return found

    async def published(self) -> list[dict[str, Any]]:
        """All keys as others shall use them, no older than moments while the issuer answers; 503 with none at all."""
        async with self._lock:
            if self._is_older(PUBLISHED_SECONDS):
                try:
                    await self._fetch()
                except Unavailable:
                    if self._asked_at == NEVER:
                        raise
        return [one for key in self._keys for one in key.published()]

    async def look(self) -> None:
        """Ask once, so that readiness knows how the issuer is."""
        with suppress(Unavailable):
            await self.published()

    def _knows(self, key_id: str | None) -> bool:
        return any(key_id in (None, key.id) for key in self._keys)

    def _is_older(self, seconds: float) -> bool:
        return time.monotonic() - self._asked_at >= seconds

    async def _fetch(self) -> None:
        if time.monotonic() - self._failed_at < AGAIN_SECONDS:
            raise Unavailable(AWAY[self.state])
        try:
            async with outward_client(timeout=3) as client:
                if self._url is None:
                    self._url = await discover(client, self._issuer, "jwks_uri")
                answer = await client.get(self._url)
                answer.raise_for_status()
                jwks = answer.json()
            if not loaded(jwks, self._accepted):
                raise ValueError("no key that could be used")  # an answer in error, not the end of all keys
            self.take(jwks)
        except (httpx.HTTPError, httpx.InvalidURL, KeyError, ValueError, OSError) as error:
            self._failed_at = time.monotonic()
            self.state = "CertificateNotTrusted" if is_untrusted(error) else "Away"
            log.warning("issuer_away", fault=self.state if is_untrusted(error) else type(error).__name__)
            raise Unavailable(AWAY[self.state]) from error


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
            algorithm = header.get("alg")
            if algorithm not in self._settings.oidc_algorithms:
                raise Unauthenticated("The token is signed in a way that is not accepted.")
            key = await self.keys.key_for(header.get("kid"), algorithm)
            claims = dict(
                jwt.decode(
                    text,
                    key.public,
                    algorithms=[algorithm],
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
            words=words(claims, settings.roles_claims),
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
