"""Print a service's OpenAPI contract and its permissions."""

import json
import sys

from service_kit.identity.auth import EVERYONE
from service_kit.service import Service
from service_kit.web.app import KIT_GRANTS, build_app


def print_contract(service: Service) -> None:
    """The OpenAPI document, as it is committed."""
    settings = service.settings(database_url="postgresql://nobody@localhost/none", oidc_issuer="https://issuer.invalid")
    document = build_app(service, settings).openapi()
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def print_permissions(service: Service) -> None:
    """A Markdown table: each permission, the roles and the scopes that hold it."""
    grants = service.grants.joined(KIT_GRANTS)
    lines = ["| permission | roles | scopes |", "|---|---|---|"]
    for permission in sorted({*map(str, grants.roles), *map(str, grants.scopes)}):
        roles = ["everyone" if role == EVERYONE else role for role in sorted(grants.roles.get(permission, ()))]
        lines.append(
            f"| `{permission}` | {', '.join(roles)} | {', '.join(sorted(grants.scopes.get(permission, ())))} |"
        )
    sys.stdout.write("\n".join(lines) + "\n")
