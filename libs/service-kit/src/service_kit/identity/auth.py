"""Who is asking, and whether that role may try: tokens become actors, permissions guard routes."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, Protocol
from uuid import UUID

import structlog
from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from service_kit.data.database import Database
from service_kit.data.localized import language_tag
from service_kit.identity import matching, people
from service_kit.identity.claims import names_in, nobody_named, person_claim
from service_kit.identity.matching import LONGEST
from service_kit.identity.people import DERIVED_ROLES, MOST_ROLES, ROLES, PersonRef, SignIn
from service_kit.identity.role_mappings import HeldRoles, RoleMappings
from service_kit.identity.tokens import Token, Tokens
from service_kit.settings import ServiceSettings
from service_kit.web.errors import Forbidden, PersonRequired, Unauthenticated, Unavailable

EVERYONE = "*"
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


class Reader(Protocol):
    """What a condition may ask of whoever reads: an `Actor`, with values, or `ReaderParameters`, with their names."""

    @property
    def person(self) -> Any:
        """The person with `id`, `department`, `division`, `location`, `job_profile`, `roles`; None for a machine."""
        ...

    @property
    def person_id(self) -> Any:
        """The person's id; a machine is refused, 403."""
        ...

    @property
    def roles(self) -> Any:
        """The roles that the token names or that mappings give, and those that the directory derives."""
        ...

    @property
    def id(self) -> Any:
        """As an actor is named in records."""
        ...

    def may(self, permission: str) -> bool:
        """Whether the reader holds the permission."""
        ...


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

    def scopes_with(self, permission: str) -> list[str]:
        """The scopes under which a machine holds the permission; none where only people do."""
        return sorted(self.scopes.get(permission, ()))

    def joined(self, other: "Grants") -> "Grants":
        """Both together; where both speak of a permission, this one is right."""
        return Grants(roles={**other.roles, **self.roles}, scopes={**other.scopes, **self.scopes})


def holders_apart(holders: Collection[str], held: Collection[str]) -> bool:
    """Whether none of the holders is held."""
    return set(holders).isdisjoint(held)


class Authenticator:
    """Turns a bearer token into an Actor; verified claims and people are remembered for a while."""

    def __init__(self, settings: ServiceSettings, grants: Grants, database: Database, just_in_time: Any) -> None:
        self._settings = settings
        self._database = database
        self._just_in_time = just_in_time
        self.tokens = Tokens(settings)
        self.role_mappings = role_mappings_of(database, grants, settings)
        self._of_person = lru_cache(MAX_CACHED)(grants.of_person)
        self._of_service = lru_cache(MAX_CACHED)(grants.of_service)
        self._people: OrderedDict[str, tuple[float, PersonRef]] = OrderedDict()
        self._told: OrderedDict[tuple[str, str], tuple[float, HeldRoles]] = OrderedDict()

    async def actor(self, request: Request) -> Actor:
        """The actor of this request, asked once; 401 without a good token."""
        known: Actor | None = request.scope.setdefault("state", {}).get("actor")
        if known is not None:
            return known
        actor = await self._actor_of(request, await self.token(request))
        request.state.actor = actor
        return actor

    async def token(self, request: Request) -> Token:
        """The token of this request, verified; 401 without a good one."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("Sign in first: a bearer token is needed.")
        return await self.tokens.read(token.strip())

    async def _actor_of(self, request: Request, token: Token) -> Actor:
        if token.sign is not None:
            return Actor(
                "service", token.subject, token.client_id, frozenset(), token.scopes, self._of_service(token.scopes)
            )
        if token.person.name is None:
            settings = self._settings
            raise nobody_named(
                token.person, path=settings.person_claim, issuer=settings.oidc_issuer, claims=token.claims
            )
        held = await self.role_mappings.held(token.words)
        person = await self._person(request, token.person.name, held, token)
        roles = held.roles | DERIVED_ROLES.intersection(person.roles)
        return Actor("person", token.subject, token.client_id, roles, frozenset(), self._of_person(roles), person)

    async def _person(self, request: Request, key: str, held: HeldRoles, token: Token) -> PersonRef:
        client = token.client_id or ""
        cached = self._people.get(key)
        if (
            cached
            and time.monotonic() - cached[0] < self._settings.person_cache_seconds
            and not self._has_news(cached[1], key, client, held)
        ):
            return cached[1]
        person = await self._look_up(key)
        if person is None or self._has_news(person, key, client, held):
            sign_in = _sign_in(key, self._settings, token.claims, held, client)
            await self._tell(request, sign_in, held, person)
            self._remember(self._told, (key, client), (time.monotonic(), held))
            person = await self._look_up(key)
        if person is None:
            raise Forbidden("You are signed in, but the directory does not know you.")
        if not person.active:
            raise PersonInactive("The directory says that you have left.")
        self._remember(self._people, key, (time.monotonic(), person))
        return person

    async def _tell(self, request: Request, sign_in: SignIn, held: HeldRoles, known: PersonRef | None) -> None:
        try:
            await self._just_in_time(request.app, sign_in)
        except Unavailable:
            # Roles that went can wait for the directory to come back; who is new, or has gained one, cannot.
            if known is None or not held.roles <= set(known.roles):
                raise
            log.warning("roles_not_told", person=str(known.id))

    def _has_news(self, person: PersonRef, key: str, client: str, held: HeldRoles) -> bool:
        """Whether the directory must hear of a token: of its roles, or of what else gives them."""
        told = self._told.get((key, client))
        lately = told[1] if told and time.monotonic() - told[0] < TOLD_SECONDS else None
        if lately is not None and lately.mappings != held.mappings:
            return True
        return people.roles_to_tell(person.roles, held.roles, None if lately is None else lately.roles)

    @staticmethod
    def _remember(memory: OrderedDict[Any, Any], key: Any, value: Any) -> None:
        memory[key] = value
        if len(memory) > MAX_CACHED:
            memory.popitem(last=False)

    async def _look_up(self, key: str) -> PersonRef | None:
        async with self._database.identity() as connection:
            return await matching.find_ref(connection, self._settings.person_matches, key)

    def forget_people(self) -> None:
        """Read every person and every role mapping again at the next request."""
        self.role_mappings.forget()
        self._people.clear()
        self._told.clear()


def role_mappings_of(database: Database, grants: Grants, settings: ServiceSettings) -> RoleMappings:
    """What words of tokens come to in a service with these grants."""
    known = ROLES.union(*grants.roles.values()) - {EVERYONE}
    return RoleMappings(database, known, prefix=settings.role_prefix, seconds=settings.person_cache_seconds)


def _sign_in(key: str, settings: ServiceSettings, claims: Mapping[str, Any], held: HeldRoles, client: str) -> SignIn:
    matches = settings.person_matches
    user_name = str(claims.get("preferred_username") or claims.get("user_name") or claims.get("upn") or key)
    given, family = names_in(claims, user_name)
    told = {
        "employee_number": _number(claims.get("employee_number"), key),
        "user_name": user_name[: LONGEST["user_name"]],
        "email": str(claims.get("email") or "")[: LONGEST["email"]],
        matches: key,  # whoever is new must be found by this from now on
    }
    return SignIn(
        **told,
        given_name=given[:128],
        family_name=family[:128],
        locale=language_tag(str(claims.get("locale") or "")[:35]) or settings.default_locale,
        roles=sorted(held.named)[:MOST_ROLES],
        mappings=list(held.mappings[:MOST_ROLES]),
        client=client[:200],
        matches=matches,
        key=key,
    )


def _number(value: Any, key: str) -> str:
    """The employee number of someone new; a key too long for one stands there shortened and still by itself."""
    longest = LONGEST["employee_number"]
    if number := person_claim(value, longest).name:
        return number
    return key if len(key) <= longest else f"{key[: longest - 17]}~{hashlib.sha256(key.encode()).hexdigest()[:16]}"


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
