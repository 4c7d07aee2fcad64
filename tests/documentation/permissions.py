"""The page of permissions: who may try what, from each service's grants and the kit's own."""

from collections.abc import Sequence

from service_kit.identity.auth import EVERYONE, Grants
from service_kit.service import Service
from service_kit.web.app import KIT_GRANTS

from tests.documentation.markdown import code, table

INTRODUCTION = """# Permissions

Which role or scope may try what. A person acts by the roles in a token, a system by its scopes; where these stand in
the token is a [setting](settings.md). Two more questions follow and are answered elsewhere: may this actor see this
object (`visible_to` and `visible` in a capability's `queries.py`), and may it happen now (`rules.py`).

`everyone` is every person who signed in. `/v1/people/me` of each service answers the caller's own permissions, and the
app shows what they allow. Paths that need no token are listed in each service's `main.py` and at the end of this page.

The page is written from the services' `permissions.py` by `make docs`; a test keeps it current.
"""

WITHOUT = """Beside these, each service answers its health (`/health/live`, `/health/ready`), its contract
(`/openapi.json`, `/docs`) and its metrics (`/metrics`); of those the gateway passes on only health and `openapi.json`.
"""


def page(services: Sequence[Service]) -> str:
    parts = [INTRODUCTION]
    for service in services:
        parts += [f"## {service.name}-api\n", granted(service.grants.joined(KIT_GRANTS)) + "\n"]
    parts += ["## By role\n", by_holder(services, "role") + "\n"]
    parts += ["## By scope\n", by_holder(services, "scope") + "\n"]
    return "\n".join([*parts, "## Without a token\n", WITHOUT, public(services) + "\n"])


def granted(grants: Grants) -> str:
    """Each permission, and who holds it."""
    rows = []
    for permission in sorted({*map(str, grants.roles), *map(str, grants.scopes)}):
        scopes = sorted(grants.scopes.get(permission, ()))
        rows.append((code(permission), ", ".join(_roles(grants, permission)), ", ".join(map(code, scopes))))
    return table(("permission", "roles", "scopes"), rows)


def _roles(grants: Grants, permission: str) -> list[str]:
    return ["everyone" if role == EVERYONE else role for role in sorted(grants.roles.get(permission, ()))]


def by_holder(services: Sequence[Service], kind: str) -> str:
    """What each role holds beyond everyone's, or each scope, service by service."""
    held: dict[str, dict[str, list[str]]] = {}
    for service in services:
        grants = service.grants.joined(KIT_GRANTS)
        given = grants.roles if kind == "role" else grants.scopes
        for permission, holders in sorted(given.items(), key=lambda pair: str(pair[0])):
            for holder in set(holders) - {EVERYONE}:
                held.setdefault(holder, {}).setdefault(service.name, []).append(code(str(permission)))
    names = [service.name for service in services]
    rows = [
        (holder if kind == "role" else code(holder), *(", ".join(held[holder].get(name, ())) for name in names))
        for holder in sorted(held)
    ]
    return table((kind, *names), rows)


def public(services: Sequence[Service]) -> str:
    """The paths anybody may call."""
    return table(
        ("service", "path"),
        [(f"{service.name}-api", code(path)) for service in services for path in service.public_paths],
    )
