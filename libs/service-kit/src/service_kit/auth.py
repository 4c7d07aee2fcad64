"""Who is asking, and whether that role may try: tokens become actors, permissions guard routes."""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

import httpx
import jwt
import structlog
from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from jwt import PyJWK, PyJWKClient
from jwt.exceptions import PyJWKClientError

from service_kit import people
from service_kit.database import Database
from service_kit.errors import Forbidden, PersonRequired, Unauthenticated, Unavailable
from service_kit.people import MOST_ROLES, PersonRef, SignIn
from service_kit.settings import ServiceSettings

ALGORITHMS = ["RS256", "ES256", "EdDSA"]
EVERYONE = "*"
KEY_REFRESH_SECONDS = 60.0  # an unknown key id asks the issuer again at most this often
MAX_CACHED = 10_000
TOLD_SECONDS = 600.0  # two clients may map one person's roles differently: each is told of at most this often
log = structlog.get_logger(__name__)


class PersonInactive(Forbidden):
    title = "This person has left"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person with roles, or a machine with scopes."""

    kind: Literal["person", "service"]
    subject: str
    client_id: str | None
    roles: frozenset[str]
    scopes: frozenset[str]
    permissions: frozenset[str]
    person: PersonRef | None = None

    @property
    def person_id(self) -> UUID:
        """The acting person's id; a machine is refused, 403."""
        if self.person is None:
            raise PersonRequired("A system cannot do this; sign in as a person.")
        return self.person.id

    @property
    def id(self) -> str:
        """Who to name in a record: `person:<id>` or `service:<client>`."""
        return f"person:{self.person.id}" if self.person else f"service:{self.client_id or self.subject}"

    def may(self, permission: str) -> bool:
        """Whether the roles or scopes of this actor hold the permission."""
        return permission in self.permissions


@dataclass(frozen=True)
class Grants:
    """Which roles and which scopes hold each permission; `EVERYONE` is any signed-in person."""

    roles: Mapping[str, Collection[str]]
    scopes: Mapping[str, Collection[str]] = field(default_factory=dict)

    def of_person(self, roles: Collection[str]) -> frozenset[str]:
        """What a person with these roles may try."""
        return frozenset(
            str(permission)
            for permission, holders in self.roles.items()
            if EVERYONE in holders or not holders_apart(holders, roles)
        )

    def of_service(self, scopes: Collection[str]) -> frozenset[str]:
        """What a machine with these scopes may try; no scope, no permission."""
        return frozenset(
            str(permission) for permission, needed in self.scopes.items() if not holders_apart(needed, scopes)
        )

    def joined(self, other: "Grants") -> "Grants":
        """Both together; where both speak of a permission, this one is right."""
        return Grants(roles={**other.roles, **self.roles}, scopes={**other.scopes, **self.scopes})


def holders_apart(holders: Collection[str], held: Collection[str]) -> bool:
    """Whether none of the holders is held."""
    return set(holders).isdisjoint(held)


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
                self._url = await discover(self._issuer, "jwks_uri")
            # PyJWKClient waits in a thread: it is synchronous and would hold up every other request.
            client = PyJWKClient(self._url, cache_jwk_set=False, timeout=3)
            keys = await asyncio.to_thread(client.get_signing_keys)
        except (PyJWKClientError, httpx.HTTPError, OSError) as error:
            log.warning("issuer_away", error=type(error).__name__)
            raise Unavailable("The identity provider does not answer. Try again in a moment.") from error
        self._asked_at = time.monotonic()
        self._keys = {key.key_id: key for key in keys}


async def discover(issuer: str, name: str) -> str:
    """An endpoint of the issuer by OpenID Connect discovery (OpenID.Discovery 1.0, section 4)."""
    async with httpx.AsyncClient(timeout=3) as client:
        answer = await client.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        answer.raise_for_status()
        return str(answer.json()[name])


class Authenticator:
    """Turns a bearer token into an Actor; verified claims and people are remembered for a while."""

    def __init__(self, settings: ServiceSettings, grants: Grants, database: Database, just_in_time: Any) -> None:
        self._settings = settings
        self._grants = grants
        self._database = database
        self._just_in_time = just_in_time
        self.keys = Keys(settings)
        self._verified: OrderedDict[bytes, dict[str, Any]] = OrderedDict()
        self._people: OrderedDict[str, tuple[float, PersonRef]] = OrderedDict()
        self._told: OrderedDict[tuple[str, str], tuple[float, frozenset[str]]] = OrderedDict()

    async def actor(self, request: Request) -> Actor:
        """The actor of this request, asked once; 401 without a good token."""
        known: Actor | None = getattr(request.state, "actor", None)
        if known is not None:
            return known
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("Sign in first: a bearer token is needed.")
        actor = await self._actor_of(request, await self.claims(token.strip()))
        request.state.actor = actor
        return actor

    async def claims(self, token: str) -> dict[str, Any]:
        """The verified claims; a token seen before is verified once until it expires."""
        digest = hashlib.sha256(token.encode()).digest()
        known = self._verified.get(digest)
        if known is not None and known["exp"] + self._settings.oidc_leeway_seconds > time.time():
            return known
        claims = await self._verify(token)
        self._verified[digest] = claims
        if len(self._verified) > MAX_CACHED:
            self._verified.popitem(last=False)
        return claims

    async def _verify(self, token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in ALGORITHMS:
                raise Unauthenticated("The token is signed in a way that is not accepted.")
            key = await self.keys.key_for(header.get("kid"))
            return dict(
                jwt.decode(
                    token,
                    key.key,
                    algorithms=ALGORITHMS,
                    audience=self._settings.oidc_audience,
                    issuer=self._settings.oidc_issuer,
                    leeway=self._settings.oidc_leeway_seconds,
                    options={"require": ["iss", "aud", "exp", "sub"]},
                )
            )
        except (jwt.PyJWTError, TypeError, ValueError) as error:
            raise Unauthenticated(f"The token is not accepted: {type(error).__name__}.") from error

    async def _actor_of(self, request: Request, claims: dict[str, Any]) -> Actor:
        settings = self._settings
        client_id = next((str(claims[name]) for name in settings.client_claims if claims.get(name)), None)
        key = claim(claims, settings.person_claim)
        if not isinstance(key, str) or not key:
            scopes = words(claims, settings.scopes_claims)
            permissions = self._grants.of_service(scopes)
            return Actor("service", str(claims["sub"]), client_id, frozenset(), scopes, permissions)
        roles = frozenset(
            role.removeprefix(settings.role_prefix)
            for role in words(claims, settings.roles_claims)
            if role.startswith(settings.role_prefix)
        )
        told = frozenset(sorted(roles)[:MOST_ROLES])  # an issuer's groups can be hundreds; permissions count them all
        person = await self._person(request, key, claims, told, client_id or "")
        return Actor("person", str(claims["sub"]), client_id, roles, frozenset(), self._grants.of_person(roles), person)

    async def _person(
        self, request: Request, key: str, claims: dict[str, Any], roles: frozenset[str], client: str
    ) -> PersonRef:
        cached = self._people.get(key)
        if (
            cached
            and time.monotonic() - cached[0] < self._settings.person_cache_seconds
            and not people.roles_to_tell(cached[1].roles, roles, self._recently_told(key, client))
        ):
            return cached[1]
        person = await self._look_up(key)
        if person is None or people.roles_to_tell(person.roles, roles, self._recently_told(key, client)):
            await self._tell(request, self._sign_in(key, claims, roles, client), person)
            self._remember(self._told, (key, client), (time.monotonic(), roles))
            person = await self._look_up(key)
        if person is None:
            raise Forbidden("You are signed in, but the directory does not know you.")
        if not person.active:
            raise PersonInactive("The directory says that you have left.")
        self._remember(self._people, key, (time.monotonic(), person))
        return person

    async def _tell(self, request: Request, sign_in: SignIn, known: PersonRef | None) -> None:
        try:
            await self._just_in_time(request.app, sign_in)
        except Unavailable:
            # Roles that went can wait for the directory to come back; who is new, or has gained one, cannot.
            if known is None or not set(sign_in.roles) <= set(known.roles):
                raise
            log.warning("roles_not_told", person=str(known.id))

    def _recently_told(self, key: str, client: str) -> frozenset[str] | None:
        told = self._told.get((key, client))
        return told[1] if told and time.monotonic() - told[0] < TOLD_SECONDS else None

    @staticmethod
    def _remember(memory: OrderedDict[Any, Any], key: Any, value: Any) -> None:
        memory[key] = value
        if len(memory) > MAX_CACHED:
            memory.popitem(last=False)

    async def _look_up(self, key: str) -> PersonRef | None:
        async with self._database.identity() as connection:
            return await people.find_ref(connection, self._settings.person_matches, key)

    def forget_people(self) -> None:
        """Read every person anew at the next request."""
        self._people.clear()
        self._told.clear()

    def _sign_in(self, key: str, claims: dict[str, Any], roles: frozenset[str], client: str) -> SignIn:
        given, _, family = str(claims.get("name") or key).partition(" ")
        user_name = str(claims.get("preferred_username") or claims.get("user_name") or claims.get("upn") or key)
        locale = str(claims.get("locale") or "en")
        return SignIn(
            employee_number=str(claims.get("employee_number") or key)[:64],
            user_name=user_name[:128],
            given_name=str(claims.get("given_name") or given)[:128],
            family_name=str(claims.get("family_name") or family)[:128],
            email=str(claims.get("email") or "")[:254],
            locale=locale[:35],
            roles=sorted(roles),
            client=client[:200],
        )


class Guard(HTTPBearer):
    """A dependency that lets through only who holds the permission; None means any signed-in actor."""

    def __init__(self, permission: str | None) -> None:
        super().__init__(
            scheme_name="HTTPBearer", description="An access token of the configured OpenID Connect issuer."
        )
        self.permission = permission

    async def __call__(self, request: Request) -> Actor:  # type: ignore[override]  # more than the token's text
        """The actor, or 401 and 403."""
        authenticator: Authenticator = request.app.state.authenticator
        actor = await authenticator.actor(request)
        if self.permission is not None and not actor.may(self.permission):
            raise Forbidden(f"This needs the permission {self.permission!s}.", permission=str(self.permission))
        return actor


def Needs(permission: str | None = None) -> Any:  # noqa: N802 - reads as a type beside Annotated
    """`Annotated[Actor, Needs(Permission.SUSPEND)]`: the actor, guarded. Without a permission: signed in is enough."""
    return Depends(Guard(permission))
