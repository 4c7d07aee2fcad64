"""The parts that are ours: three services, their workers, and the web server, each with its settings."""

import os

from infra.local import identity
from infra.local.identity import Issuer
from infra.local.people import SYSTEMS
from infra.local.processes import Part
from infra.local.secret_files import keep_each
from infra.local.settings import SERVICES, Settings

LOOPBACK = "http://127.0.0.1"
DEMO_ORGANISATION = "Lindemeer"  # who issues the demo's certificates, unless ISSUER_NAME says otherwise


def service_environment(
    settings: Settings, service: str, ports: dict[str, int], urls: dict[str, str], issuer: Issuer
) -> dict[str, str]:
    """The settings of one service, for its API, its worker and its migrations alike."""
    siblings = {f"SIBLING_{name.upper()}_URL": f"{LOOPBACK}:{ports[name]}" for name in SERVICES}
    client = f"{service}-api"
    return {
        **siblings,
        "DATABASE_URL": urls[service],
        "READ_DATABASE_URL": os.environ.get(f"{service.upper()}_READ_DATABASE_URL", ""),
        # Each is a process of PostgreSQL with three megabytes of its own. More of them than this make no process of a
        # service faster: its requests would wait for its processor instead of for a connection.
        "DATABASE_POOL_SIZE": os.environ.get("DATABASE_POOL_SIZE") or "5",
        "HOT_POOL_SIZE": os.environ.get("HOT_POOL_SIZE") or "3",
        "OIDC_ISSUER": issuer.issuer,
        "OIDC_AUDIENCE": identity.AUDIENCE,
        "OIDC_JWKS_URL": issuer.jwks_url,
        "OIDC_TOKEN_URL": issuer.token_url,
        "PUBLIC_ORIGIN": settings.origin,
        "SERVICE_CLIENT_ID": os.environ.get(f"{service.upper()}_API_CLIENT_ID") or client,
        "SERVICE_CLIENT_SECRET": identity.client_secret(settings, client),
        "SERVICE_SCOPES": os.environ.get(f"{service.upper()}_API_SCOPES") or ",".join(SYSTEMS[client]["scopes"]),
        "FILES_URL": files_urls(settings)[service],
        "FILES_SECRET": files_secret(settings, service),
        "AUDIT_KEY": os.environ.get(f"{service.upper()}_AUDIT_KEY")
        or keep_each(settings.data / "secrets" / "audit.json", list(SERVICES))[service],
        "HOST": "127.0.0.1",
        "PORT": str(ports[service]),
        "WORKER_PORT": str(ports[f"{service}-worker"]),
        "ISSUER_NAME": os.environ.get("ISSUER_NAME") or (DEMO_ORGANISATION if settings.seed == "demo" else ""),
    }


def files_urls(settings: Settings) -> dict[str, str]:
    """Where each service keeps its files: a folder of this stack, unless it is told another place."""
    own = settings.data.resolve() / "files"
    return {name: os.environ.get(f"{name.upper()}_FILES_URL") or (own / name).as_uri() for name in SERVICES}


def files_secret(settings: Settings, service: str) -> str:
    """What links to a service's files are signed with."""
    given = os.environ.get(f"{service.upper()}_FILES_SECRET")
    return given or keep_each(settings.data / "secrets" / "files.json", list(SERVICES))[service]


def api(service: str, environment: dict[str, str]) -> Part:
    """The HTTP side of a service."""
    return Part(
        name=f"{service}-api",
        command=("service_kit", "serve", f"{service}_api"),
        is_python=True,
        environment=environment,
        health=f"{LOOPBACK}:{environment['PORT']}/health/ready",
        alive=f"{LOOPBACK}:{environment['PORT']}/health/live",
    )


def worker(service: str, environment: dict[str, str]) -> Part:
    """The side that follows the siblings and does the jobs."""
    return Part(
        name=f"{service}-worker",
        command=("service_kit", "work", f"{service}_api"),
        is_python=True,
        environment=environment,
        health=f"{LOOPBACK}:{environment['WORKER_PORT']}/health/live",
        grace=15,
    )


def web(settings: Settings, ports: dict[str, int], issuer: Issuer) -> Part:
    """The built app, its documentation and its sign-in settings."""
    port = ports["web"]
    command = ("uvicorn", "infra.local.web:create_app", "--factory", "--port", str(port))
    return Part(
        name="web",
        command=(*command, "--host", "127.0.0.1", "--no-access-log", "--timeout-keep-alive", "75"),
        is_python=True,
        environment={
            "KRING_ISSUER": issuer.issuer,
            "KRING_CLIENT_ID": os.environ.get("SPA_CLIENT_ID") or "spa",
            "KRING_SCOPE": os.environ.get("SPA_SCOPE") or "openid profile email offline_access",
            "KRING_ORIGIN": settings.origin,
        },
        health=f"{LOOPBACK}:{port}/app-config.json",
        grace=4,
    )
