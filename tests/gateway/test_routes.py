"""Which route a request takes, read from the gateway's configuration: how long it may last, whether it is repeated."""

import re
from typing import Any

import pytest
import yaml
from service_kit.domain.pictures import SIZES

from infra.local.gateway import Limits, render
from infra.local.identity import Issuer
from infra.local.settings import ROOT, SERVICES, Settings

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PORTS = ("gateway-admin", "identity", "web", *SERVICES)
SOMEBODY = Issuer("http://localhost:1/idp", "http://127.0.0.1:1/idp/jwks", "http://127.0.0.1:1/idp/token")
NEVER, UNSENT, FAILED = "never", "when it was not sent", "when it failed"
WHOLE_FILE, LIST, WRITE, FEED = ("300s", NEVER), ("15s", FAILED), ("15s", UNSENT), ("35s", NEVER)


def routes() -> list[dict[str, Any]]:
    template = (ROOT / "infra" / "gateway" / "envoy.yaml").read_text(encoding="utf-8")
    listener = yaml.safe_load(re.sub(r"\$\{\w+\}", "1", template))["static_resources"]["listeners"][0]
    manager = next(
        each for each in listener["filter_chains"][0]["filters"] if "http_connection_manager" in each["name"]
    )
    found: list[dict[str, Any]] = manager["typed_config"]["route_config"]["virtual_hosts"][0]["routes"]
    return found


def fits(wanted: dict[str, Any], value: str | None) -> bool:
    """Whether a value is what a header or query parameter of a match asks for; Envoy's expressions match all of it."""
    if value is None:
        return False
    said = wanted["string_match"]
    if "exact" in said:
        return bool(said["exact"] == value)
    return re.fullmatch(said["safe_regex"]["regex"], value) is not None


LINKED = "/api/{service}/v1/files/01939d6e-0000-7000-8000-000000000000/{size}"


def filters() -> dict[str, Any]:
    template = (ROOT / "infra" / "gateway" / "envoy.yaml").read_text(encoding="utf-8")
    listener = yaml.safe_load(re.sub(r"\$\{\w+\}", "1", template))["static_resources"]["listeners"][0]
    manager = next(
        each for each in listener["filter_chains"][0]["filters"] if "http_connection_manager" in each["name"]
    )
    return {each["name"]: each["typed_config"] for each in manager["typed_config"]["http_filters"]}


def needs_token(path: str, method: str = "GET") -> bool:
    """Whether the first rule that fits asks for a token."""
    for rule in filters()["envoy.filters.http.jwt_authn"]["rules"]:
        match = rule["match"]
        here = (
            path.startswith(match["prefix"])
            if "prefix" in match
            else re.fullmatch(match["safe_regex"]["regex"], path) is not None
            if "safe_regex" in match
            else path.startswith(match["path_separated_prefix"])
        )
        if here and all(fits(each, {":method": method}.get(each["name"])) for each in match.get("headers", ())):
            return "requires" in rule
    return False


def repeated(route: dict[str, Any], method: str) -> str:
    """When the gateway sends a request of this method again by itself."""
    policy = route.get("retry_policy")
    if policy is None or not all(fits(each, method) for each in policy.get("retriable_request_headers", ())):
        return NEVER
    reasons = set(policy["retry_on"].split(","))
    return UNSENT if reasons <= {"connect-failure", "reset-before-request"} else FAILED


def taken(path: str, method: str = "GET", accept: str = "application/json", **query: str) -> tuple[str, str]:
    """The time limit of the first route that fits, and when it sends a request again."""
    headers = {":method": method, ":authority": "kring.test", "accept": accept}
    for route in routes():
        match = route["match"]
        here = (
            path == match["path"]
            if "path" in match
            else path.startswith(match["prefix"])
            if "prefix" in match
            else re.fullmatch(match["safe_regex"]["regex"], path) is not None
            if "safe_regex" in match
            else False
        )
        asked = all(fits(each, headers.get(each["name"])) for each in match.get("headers", ()))
        if here and asked and all(fits(each, query.get(each["name"])) for each in match.get("query_parameters", ())):
            return route["route"]["timeout"], repeated(route["route"], method)
    raise AssertionError(f"no route for {path}")


@pytest.mark.parametrize("service", ["training", "advocacy", "governance"])
def test_a_list_as_a_file_may_last_and_is_not_repeated(service: str) -> None:
    path = f"/api/{service}/v1/people"
    for file in ("csv", "xlsx"):
        assert taken(path, format=file) == WHOLE_FILE
        assert taken(path, "HEAD", format=file) == WHOLE_FILE
        assert taken(path, "POST", format=file) == WRITE
    for accept in ("text/csv", XLSX, "text/csv;q=0.9, application/json;q=0.1", "text/html,TEXT/CSV"):
        assert taken(path, accept=accept) == WHOLE_FILE, accept
        assert taken(path, "POST", accept=accept) == WRITE, accept
    for accept in ("*/*", "text/csvx", "application/json", "xtext/csv"):
        assert taken(path, accept=accept) == LIST, accept
    assert taken(path, format="json") == LIST
    assert taken(f"/api/{service}/v1/feed", format="csv") == FEED


@pytest.mark.parametrize("service", ["training", "advocacy", "governance"])
def test_only_what_may_be_done_twice_is_sent_twice(service: str) -> None:
    path = f"/api/{service}/v1/people"
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE"):
        assert taken(path, method) == LIST, method
    for method in ("POST", "PATCH"):
        assert taken(path, method) == WRITE, method
    assert taken("/api/training/v1/people/imports", "POST") == ("60s", NEVER)
    for everybody in ("training/v1/requirements/1/activate", "governance/v1/guidelines/G1/versions/2/publish"):
        assert taken(f"/api/{everybody}", "POST") == ("60s", UNSENT)
    assert taken("/api/training/v1/organisation-names/rename", "POST") == ("60s", UNSENT)
    assert taken("/api/training/v1/role-mappings/1", "DELETE") == ("60s", UNSENT)
    assert taken("/api/training/v1/role-mappings/1") == LIST


@pytest.mark.parametrize("service", ["training", "advocacy", "governance"])
def test_a_file_is_read_without_a_token_by_its_link_alone(service: str) -> None:
    for size in SIZES:
        path = LINKED.format(service=service, size=size)
        assert not needs_token(path), size
        assert not needs_token(path, "HEAD")
        assert needs_token(path, "POST")
        assert taken(path) == LIST
    for size in ("link", "whole/x", "5000", ""):
        assert needs_token(LINKED.format(service=service, size=size)), size
    assert needs_token(f"/api/{service}/v1/files")
    assert needs_token(LINKED.format(service=service, size="x").removesuffix("/x"))


@pytest.mark.parametrize("service", ["training", "advocacy", "governance"])
def test_an_upload_has_a_minute_and_is_never_repeated(service: str) -> None:
    assert taken(f"/api/{service}/v1/files", "POST") == ("60s", NEVER)
    assert taken(f"/api/{service}/v1/files") == LIST


def test_a_certificates_page_is_told_to_programs_that_show_links() -> None:
    [told] = [each["route"]["cluster"] for each in routes() if each["match"].get("prefix") == "/verify/"]
    assert told == "training"
    agents = render(Settings(port=1), dict.fromkeys(PORTS, 1), SOMEBODY, Limits())
    [pattern] = set(re.findall(r'"name": "user-agent",.*?"regex": "([^"]+)"', agents, re.DOTALL))
    for agent in (
        "facebookexternalhit/1.1",
        "LinkedInBot/1.0 (compatible)",
        "WhatsApp/2.24.6.77 A",
        "Rocket.Chat/6.12",
    ):
        assert re.fullmatch(pattern, agent), agent
    windows = (
        "(iPhone) LinkedInApp",
        "(iPhone) WhatsApp/24.23.76",
        "(X11) Rocket.Chat/4.2.0 Chrome/130.0",
        "Firefox/140.0",
    )
    for agent in ("Googlebot/2.1", *(f"Mozilla/5.0 {window}" for window in windows)):
        assert not re.fullmatch(pattern, agent), agent
