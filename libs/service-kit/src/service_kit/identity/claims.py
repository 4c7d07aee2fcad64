"""What a token's claims say: whether a person or a machine asks, and by which name the directory knows the person."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from service_kit.web.errors import Forbidden, Unauthenticated

_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
Sign = Literal["subject-is-client", "idtyp-app", "service-account", "listed-client"]
SIGNS: tuple[Sign, ...] = ("subject-is-client", "idtyp-app", "service-account")
Found = Literal["list", "empty", "object", "unfit"]
Held = Literal["text", "number", "list"]
ACCESS_TOKEN_TYPES = frozenset({"jwt", "at+jwt", "application/at+jwt"})  # RFC 9068; Keycloak, Entra ID and Okta say JWT
OTHER_TOKEN_TYPES = frozenset({"id", "refresh", "offline", "logout"})  # Keycloak names a token's kind in its claims


class PersonClaimMissing(Forbidden):
    """The token is neither a machine's nor does it name a person."""

    title = "Your sign-in does not say who you are"


@dataclass(frozen=True, slots=True)
class PersonClaim:
    """The name that a claim holds, or what it holds instead; both are None when the claim is not there."""

    name: str | None
    found: Found | None = None


def person_claim(value: Any, longest: int) -> PersonClaim:
    """A text, a whole number, or a list of one such; at most `longest` characters, as the directory's column."""
    if value is None:
        return PersonClaim(None)
    if isinstance(value, list | tuple):
        if len(value) > 1 or (value and isinstance(value[0], list | tuple)):
            return PersonClaim(None, "list")
        value = value[0] if value else ""
    if isinstance(value, Mapping):
        return PersonClaim(None, "object")
    if isinstance(value, bool) or not isinstance(value, str | int):
        return PersonClaim(None, "unfit")
    name = unicodedata.normalize("NFC", str(value)).strip()
    if not name:
        return PersonClaim(None, "empty")
    return PersonClaim(name) if len(name) <= longest and name.isprintable() else PersonClaim(None, "unfit")


def names_in(claims: Mapping[str, Any], otherwise: str) -> tuple[str, str]:
    """The given and the family name that a token tells; of `otherwise`, a user name, what stands before an `@`.

    Directories write `Janssens,` and `Emma (Brussels)`, or both as `name`. An address is nobody's name.
    """
    given, family = _name(claims.get("given_name")), _name(claims.get("family_name"))
    if given or family:
        return given, family
    last, comma, first = str(claims.get("name") or "").partition(",")
    if comma and _name(first):
        return _name(first), _name(last)
    given, _, family = _name(claims.get("name")).partition(" ")
    return (given, family) if given else (otherwise.partition("@")[0] or otherwise, "")


def _name(told: Any) -> str:
    written = unicodedata.normalize("NFC", told if isinstance(told, str) else "")
    visible = "".join(_seen(character) for character in written)
    name = " ".join(_ASIDE.sub(" ", visible).split()).strip(",; ")
    return "" if "@" in name else name


def _seen(character: str) -> str:
    """A character that is seen; a line's end is a blank, and what has no width or turns the writing is nothing."""
    kind = unicodedata.category(character)
    return "" if kind == "Cf" else " " if kind.startswith("C") else character


def held_in(value: Any) -> Held | None:
    """What kind of value names a person: a text, a number or a list of one; None for what names nobody."""
    if isinstance(value, list | tuple):
        return "list"
    if isinstance(value, bool):
        return None
    return "text" if isinstance(value, str) else "number" if isinstance(value, int) else None


def machine_sign(
    claims: Mapping[str, Any],
    clients: Collection[str],
    *,
    signs: Collection[str],
    machine_clients: Collection[str],
    app: str,
) -> Sign | None:
    """The sign by which a token is a machine's, or None. `clients` are the client's names that the token holds.

    The app that people use is public: its tokens are always a person's, whatever name the person chose at the issuer.
    """
    if not clients or app in clients:
        return None
    user_name = str(claims.get("preferred_username") or "").casefold()
    shown: dict[Sign, bool] = {
        "subject-is-client": claims.get("sub") in clients,
        "idtyp-app": claims.get("idtyp") == "app",
        "service-account": user_name in {f"service-account-{client}".casefold() for client in clients},
    }
    if not set(machine_clients).isdisjoint(clients):
        return "listed-client"
    return next((sign for sign in SIGNS if sign in signs and shown[sign]), None)


def refuse_other_tokens(header: Mapping[str, Any], claims: Mapping[str, Any], app: str) -> None:
    """401 for a token that is no access token: a logout token, an id token, a refresh token."""
    kind = header.get("typ", "JWT")
    if not isinstance(kind, str) or kind.lower() not in ACCESS_TOKEN_TYPES:
        raise Unauthenticated("This is no access token: its header says another type.")
    if str(claims.get("typ", "")).lower() in OTHER_TOKEN_TYPES:
        raise Unauthenticated("This is no access token: its claims say another type.")
    if claims.get("aud") in (app, [app]):
        raise Unauthenticated("This is an id token: it is meant for the app, not for the API.")


def nobody_named(claim: PersonClaim, *, path: str, issuer: str, claims: Mapping[str, Any]) -> PersonClaimMissing:
    """The refusal of a token that is neither a machine's nor names a person; it names claims, never their values."""
    members: dict[str, Any] = {"claim": path, "issuer": issuer, "claims_present": sorted(claims)}
    if claim.found is not None:
        members["found"] = claim.found
    return PersonClaimMissing(
        f"Your sign-in does not say who you are: the claim {path!r} is needed. Whoever keeps the identity provider"
        " can add it.",
        **members,
    )
