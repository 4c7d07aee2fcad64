"""The environment variables of the local stack, its gateway and its set-up, as the page of settings tells them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from infra.local.settings import SERVICES


@dataclass(frozen=True)
class StackSetting:
    """One variable, or one for each service; `default` is empty when unset means something of its own."""

    names: tuple[str, ...]
    default: str
    does: str


def _one(name: str, default: str, does: str) -> StackSetting:
    return StackSetting((name,), default, does)


def _each(ending: str, default: str, does: str) -> StackSetting:
    return StackSetting(tuple(f"{service.upper()}_{ending}" for service in SERVICES), default, does)


GROUPS: Mapping[str, Sequence[StackSetting]] = {
    "make up": (
        _one(
            "PORT", "8080", "The port people open. Every other port is found beside it and noted in `DATA/stack.json`."
        ),
        _one(
            "DATA",
            ".kring",
            "Where the stack keeps what it writes. Two stacks need another `PORT` and `DATA`.",
        ),
        _one(
            "SEED",
            "demo",
            "`none` leaves the demo organisation out, not the twelve demo people and the ambassador programme.",
        ),
        _one("DETACH", "", "`1` returns when everything answers; otherwise the stack stays in front until Ctrl-C."),
        _one("PUBLIC_ORIGIN", "http://localhost:PORT", "The one origin people see, when it is not the local one."),
        _one("PROBE_SECONDS", "2", "How often the supervisor asks each part whether it lives."),
        _one("PROBE_MISSES", "5", "After so many unanswered probes a part that uses no processor is started anew."),
        _one("PROBE_MISSES_WHEN_BUSY", "30", "The same for a part that is busy: slow is not hung."),
        _one("ISSUER_NAME", "Lindemeer", "Who issues the certificates; `Kring` with `SEED=none`."),
        _one("OTLP_ENDPOINT", "", "An OpenTelemetry collector (OTLP over HTTP) for the services and the gateway."),
    ),
    "Databases": (
        _each("DATABASE_URL", "", "A PostgreSQL 15 or later for this service instead of the embedded one."),
        _each("READ_DATABASE_URL", "", "A replica for this service's reads."),
        _one("DATABASE_POOL_SIZE", "5", "Connections of each process of a service for requests."),
        _one("HOT_POOL_SIZE", "3", "Raw connections of each process of a service for hot paths."),
    ),
    "Files": (
        _each("FILES_URL", "", "Another place for this service's files; a folder in `DATA/files` when empty."),
        _each("FILES_SECRET", "", "What its links are signed with; one is made and kept in `DATA` when empty."),
    ),
    "Audit": (
        _each("AUDIT_KEY", "", "What the heads of its record are signed with; made and kept in `DATA` when empty."),
    ),
    "Identity": (
        _one(
            "OIDC_ISSUER",
            "",
            "Another issuer instead of the embedded provider; its keys and token endpoint come from discovery. The "
            "demo people and the demo organisation are then left out.",
        ),
        _one(
            "KRING_TOKEN",
            "",
            "A community manager's token, for `python -m infra.demo.programme` at another `KRING_ORIGIN`.",
        ),
        _one("OIDC_JWKS_URL", "", "That issuer's keys, when discovery would say otherwise."),
        _one("OIDC_TOKEN_URL", "", "That issuer's token endpoint, when discovery would say otherwise."),
        _one("OIDC_AUDIENCE", "urn:kring:api", "The audience of our tokens, for services and gateway."),
        _one(
            "SPA_CLIENT_ID",
            "spa",
            "The app's public client at that issuer; it redirects to `<origin>/callback` and `<origin>/silent.html`.",
        ),
        _one("SPA_SCOPE", "openid profile email offline_access", "The scopes the app asks for."),
        _each("API_CLIENT_ID", "", "The service's own client at that issuer; `training-api` and so on when empty."),
        _each("API_CLIENT_SECRET", "", "The secret of that client; one is made and kept in `DATA` when empty."),
        _each("API_SCOPES", "", "The scopes that client asks for; those of the embedded provider's list when empty."),
    ),
    "Calls outwards": (
        _one(
            "SSL_CERT_FILE",
            "",
            "Certificates of the authorities that are trusted, instead of the usual ones: for the issuer's keys, its "
            "discovery and the services' own tokens, and while packages are installed.",
        ),
        _one("SSL_CERT_DIR", "", "A folder of such certificates (`.pem`, `.crt`, `.cer`), beside or instead of that."),
        _one("HTTPS_PROXY", "", "The proxy for calls outwards; this machine and our services are asked directly."),
        _one("NO_PROXY", "", "Hosts that are asked directly, as a list."),
    ),
    "Gateway": (
        _one(
            "GATEWAY_TRUSTED_HOPS",
            "0",
            "Proxies before the gateway whose X-Forwarded-For counts; a client's own never does.",
        ),
        _one("GATEWAY_CLIENT_BURST", "4000", "Requests of one network address at once; an office may be one address."),
        _one("GATEWAY_CLIENT_PER_SECOND", "2000", "Requests of one network address per second, after that."),
        _one("GATEWAY_SUBJECT_BURST", "600", "Reads of one person or system at once."),
        _one("GATEWAY_SUBJECT_PER_SECOND", "200", "Reads of one person or system per second, after that."),
        _one("GATEWAY_WRITES_BURST", "300", "Writes of one person or system at once."),
        _one("GATEWAY_WRITES_PER_SECOND", "100", "Writes of one person or system per second, after that."),
        _one("GATEWAY_UPLOADS_BURST", "20", "Files of one person or system at once."),
        _one("GATEWAY_UPLOADS_PER_MINUTE", "10", "Files of one person or system per minute, after that."),
        _one("GATEWAY_FILES_BURST", "60", "Pictures that one person or system uploads at once."),
        _one("GATEWAY_FILES_PER_MINUTE", "30", "Pictures of one person or system per minute, after that."),
        _one("GATEWAY_TOKEN_BURST", "100", "Requests of one address for a token of the embedded provider at once."),
        _one("GATEWAY_TOKEN_PER_SECOND", "20", "Requests of one address for such a token per second, after that."),
        _one("GATEWAY_IDENTITY_BURST", "600", "Requests to the embedded provider at once."),
        _one("GATEWAY_IDENTITY_PER_SECOND", "200", "Requests to the embedded provider per second, after that."),
        _one("GATEWAY_BODY_BYTES", "1048576", "The largest body let through."),
        _one(
            "GATEWAY_IMPORT_BYTES",
            "51380224",
            "The largest people import let through; without it PEOPLE_IMPORT_MAX_BYTES and 1 MiB for the form around.",
        ),
        _one(
            "GATEWAY_FILE_BYTES",
            "34603008",
            "The largest uploaded file let through; without it FILE_MAX_MB and 8 MiB, so that the service says why.",
        ),
        _one("GATEWAY_TOKENS_KEPT", "1000", "Verified tokens kept, so that each is verified once; about 12 KB each."),
        _one("GATEWAY_MAX_CONNECTIONS", "2000", "Connections open at once."),
        _one(
            "GATEWAY_ALLOWED_ORIGINS", "http://localhost:5173", "Other origins whose pages may call the API, as a list."
        ),
    ),
    "Set-up": (
        _one(
            "PLAYWRIGHT_BROWSERS_PATH",
            "~/.cache/ms-playwright",
            "Where `make test` looks for a Chromium of Playwright's when the machine has none of its own.",
        ),
    ),
}

OF_THE_CLIENT = frozenset({"HTTPS_PROXY", "NO_PROXY"})
"""Variables that the HTTP client of calls outwards reads itself, as every program does."""

INSIDE: Mapping[str, str] = {
    "KRING_ISSUER": "told to the web part",
    "KRING_CLIENT_ID": "told to the web part",
    "KRING_SCOPE": "told to the web part",
    "KRING_ORIGIN": "told to the web part and to the demo's loader",
    "IDP_PORT": "told to the identity provider",
    "IDP_DATA": "told to the identity provider",
    "TRAINING_URL": "told to the identity provider",
    "PATH": "the system's own",
    "CLAIMS": "given to `make token`, which says what it is for",
    "FILE_MAX_MB": "a setting of every service, which the gateway goes by",
    "PEOPLE_IMPORT_MAX_BYTES": "a setting of training-api, which the gateway goes by",
}
"""Variables that are no settings of the stack: one part sets them for another, or a service documents them."""
