"""What a role mapping may say."""

from service_kit.identity.people import ROLES
from service_kit.identity.role_mappings import MAIN_ISSUER, is_own_role
from service_kit.web.errors import Malformed, Refusal

ISSUERS = frozenset({MAIN_ISSUER})


class RoleInvalid(Malformed):
    """Neither one of Kring's roles nor a word that an audience could name."""

    title = "This is no role"
    pointer = "/role"


class IssuerUnknown(Malformed):
    """No issuer has this code."""

    title = "There is no such issuer"
    pointer = "/issuer"


class MappingExists(Refusal):
    """The same word of the same issuer gives the same role already."""

    title = "The mapping exists"


class SettingFixed(Refusal):
    """It stands in the settings of the service, and goes there alone."""

    title = "This is fixed by a setting"


def refuse_unfit(role: str, issuer: str | None) -> None:
    """422 for what is no role, or an issuer that nobody has."""
    if role not in ROLES and not is_own_role(role):
        raise RoleInvalid
    if issuer is not None and issuer not in ISSUERS:
        raise IssuerUnknown
