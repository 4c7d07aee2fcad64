"""`explain-token`: what a token from standard input comes to here, in words; exit 1 where it would be refused."""

import sys

import jwt
import psycopg

from service_kit.commands import CommandRefused, run_command, say
from service_kit.data.database import Database
from service_kit.identity import matching
from service_kit.identity.auth import PersonInactive, role_mappings_of
from service_kit.identity.claims import nobody_named
from service_kit.identity.explained import in_words, seen
from service_kit.identity.people import PersonRef
from service_kit.identity.role_mappings import HeldRoles
from service_kit.identity.tokens import Token, Tokens
from service_kit.service import Service
from service_kit.settings import ServiceSettings
from service_kit.web.errors import Refusal


def run(service: Service) -> None:
    """Read a token, and say what this service makes of it. No value that is somebody's own is said."""
    run_command(explain(service, service.settings(), sys.stdin.read()))


async def explain(service: Service, settings: ServiceSettings, given: str) -> None:
    """The command itself. CommandRefused says why the token would be refused."""
    text = given.strip().removeprefix("Bearer ").strip()
    try:
        token = await Tokens(settings).read(text)
        header = jwt.get_unverified_header(text)
        say(f"An access token of {settings.oidc_issuer}, signed by {header['alg']} with the key {header.get('kid')}.")
        held, person = await _found(service, token, settings)
    except Refusal as refused:
        missing = f" (it holds: {found})" if (found := refused.members.get("found")) else ""
        present = refused.members.get("claims_present")
        names = f" The token has the claims {', '.join(present)}." if present else ""
        raise CommandRefused(f"{refused.status} {refused.code}: {refused.detail}{missing}{names}") from refused
    except (psycopg.Error, OSError) as fault:
        raise CommandRefused(f"503: the directory cannot be asked ({type(fault).__name__}).") from fault
    for line in in_words(seen(token, held, person, settings)):
        say(line)


async def _found(service: Service, token: Token, settings: ServiceSettings) -> tuple[HeldRoles, PersonRef | None]:
    if token.sign is not None:
        return HeldRoles(), None
    if token.person.name is None:
        raise nobody_named(token.person, path=settings.person_claim, issuer=settings.oidc_issuer, claims=token.claims)
    database = Database(settings)
    await database.open()
    try:
        async with database.identity() as connection:
            person = await matching.find_ref(connection, settings.person_matches, token.person.name)
        held = await role_mappings_of(database, service.grants, settings).held(token.words)
    finally:
        await database.close()
    if person is not None and not person.active:
        raise PersonInactive("The directory says that they have left.")
    return held, person
