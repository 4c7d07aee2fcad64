"""What a sign-in comes to, and why: one answer for whoever asks about themselves and for a token at the command."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from service_kit.identity.claims import Sign, held_in
from service_kit.identity.matching import MatchColumn
from service_kit.identity.people import DERIVED_ROLES, PersonRef
from service_kit.identity.role_mappings import HeldRoles
from service_kit.identity.tokens import Token, claim
from service_kit.settings import ServiceSettings
from service_kit.web.schemas import BodyOut

MatchedBy = Literal["number", "user_name", "email", "link"]
MATCHED: Mapping[MatchColumn, MatchedBy] = {"employee_number": "number", "user_name": "user_name", "email": "email"}


class ClaimSeenOut(BodyOut):
    """The claim that names a person, and what it held; never its value."""

    name: str
    found: Literal["text", "number", "list"] | None = Field(description="What the claim held; null where it is absent.")


class RolesSeenOut(BodyOut):
    """Where the caller's roles come from."""

    token: list[str]
    groups: list[str] = Field(description="From groups of the issuer, by mapping.")
    derived: list[str] = Field(description="By the directory itself: who leads people is `manager`.")


class SignInOut(BodyOut):
    """How a token was understood."""

    kind: Literal["person", "machine"]
    sign: Sign | None = Field(description="What shows that a machine asks.")
    issuer: str
    client_id: str | None
    person_claim: ClaimSeenOut
    matched_by: MatchedBy | None
    roles: RolesSeenOut
    unmapped: int = Field(description="How many words where roles stand are no role here, and grant nothing.")
    unmapped_values: list[str] | None = Field(description="These words, for `admin` alone.")
    overage: bool = Field(description="Whether the issuer says that it left groups out of the token.")
    scopes: list[str]


def has_overage(claims: Mapping[str, Any]) -> bool:
    """Whether the token says that groups were left out: Entra ID does from 200 on, in three forms."""
    names = claims.get("_claim_names")
    named = isinstance(names, Mapping) and "groups" in names
    return named or claims.get("hasgroups") in (True, "true") or "groups:src1" in claims


def seen(token: Token, held: HeldRoles, person: PersonRef | None, settings: ServiceSettings) -> SignInOut:
    """How a verified token was understood; `held` is what its words come to, `person` who the directory found."""
    told = claim(token.claims, settings.person_claim)
    return SignInOut(
        kind="person" if token.sign is None else "machine",
        sign=token.sign,
        issuer=settings.oidc_issuer,
        client_id=token.client_id,
        person_claim=ClaimSeenOut(name=settings.person_claim, found=held_in(told)),
        matched_by=MATCHED[settings.person_matches] if person else None,
        roles=RolesSeenOut(
            token=sorted(held.named),
            groups=sorted(held.mapped),
            derived=sorted(DERIVED_ROLES & set(person.roles)) if person else [],
        ),
        unmapped=len(held.unmapped),
        unmapped_values=list(held.unmapped) if "admin" in held.roles else None,
        overage=has_overage(token.claims),
        scopes=sorted(token.scopes),
    )


def in_words(found: SignInOut) -> list[str]:
    """The same in plain sentences, without anything that is somebody's own."""
    client = f"the client {found.client_id}" if found.client_id else "a client that it does not name"
    if found.kind == "machine":
        scopes = ", ".join(found.scopes) or "none, so it may do nothing"
        return [f"A machine asks: {client}, shown by {found.sign}.", f"Its scopes: {scopes}."]
    told = found.person_claim
    lines = [f"A person asks, by {client}: the claim {told.name!r} names them ({told.found})."]
    lines.append(
        f"The directory knows them by {HOW[found.matched_by]}."
        if found.matched_by
        else "The directory does not know them yet: their first request makes them known."
    )
    lines.append(f"Their roles by the token: {', '.join(found.roles.token) or 'none'}.")
    if found.roles.groups:
        lines.append(f"By what is mapped to roles: {', '.join(found.roles.groups)}.")
    if found.roles.derived:
        lines.append(f"By the directory: {', '.join(found.roles.derived)}.")
    if found.unmapped:
        lines.append(f"Words where roles stand that are no role here, and grant nothing: {found.unmapped}.")
    if found.overage:
        lines.append("The issuer says that it left groups out of this token: roles may be missing.")
    return lines


HOW: Mapping[MatchedBy | None, str] = {
    "number": "their employee number",
    "user_name": "their user name",
    "email": "their address",
    "link": "an earlier sign-in",
}
