"""What the gateway itself does with sizes, paths, origins and headers."""

import http.client
import time
from collections.abc import Iterator

import httpx
import pytest
from service_kit.testing.proxies import forms_of

from tests.conftest import RunningStack

MEGABYTE = 1024 * 1024
TRACKS = "/api/training/v1/tracks"
IMPORTS = "/api/training/v1/people/imports"


def chunks(size: int) -> Iterator[bytes]:
    for _ in range(size // 65_536):
        yield b" " * 65_536


def test_a_body_over_a_megabyte_is_refused(stack: RunningStack, gate: httpx.Client) -> None:
    answer = gate.post(TRACKS, content=b" " * (MEGABYTE + 200_000), headers=stack.bearer("trainer"))
    assert (answer.status_code, answer.json()["code"]) == (413, "TooLarge")


def test_so_is_one_that_does_not_say_its_length(stack: RunningStack, gate: httpx.Client) -> None:
    answer = gate.post(TRACKS, content=chunks(2 * MEGABYTE), headers=stack.bearer("trainer"))
    assert (answer.status_code, answer.json()["code"]) == (413, "TooLarge")


def test_a_stranger_has_no_body_kept(gate: httpx.Client) -> None:
    assert gate.post(TRACKS, content=b" " * (MEGABYTE + 200_000)).status_code == 401


def test_people_imports_take_more_and_not_everything(stack: RunningStack, gate: httpx.Client) -> None:
    row = "9{:05},gate.{},Gate,Keeper,gate.{}@example.org,en,Gate,Group,Keeper,,Ghent,true\n"
    head = "employee_number,user_name,given_name,family_name,email,locale,department,division,job_profile,"
    head += "manager_employee_number,location,active\n"
    text = head + "".join(row.format(number, number, number) for number in range(20_000))
    assert len(text) > MEGABYTE
    files = {"file": ("people.csv", text.encode(), "text/csv")}
    taken = gate.post(IMPORTS, params={"dry_run": "true"}, files=files, headers=stack.bearer("hr-system"))
    assert taken.status_code == 202, taken.text
    refused = gate.post(IMPORTS, content=b" " * (33 * MEGABYTE), headers=stack.bearer("hr-system"))
    assert (refused.status_code, refused.json()["code"]) == (413, "TooLarge")


@pytest.mark.parametrize(
    "path",
    [
        "/api/training/v1/credentials/../people/me",
        "/api/training/v1/credentials/%2e%2e/people/me",
        "/api/training/v1/credentials/..%2fpeople/me",
        "/api/training/v1/credentials/..\\people\\me",
        "/api//training/v1/people/me",
        "//api/training/v1/people/me",
        "/./api/training/v1/people/me",
        "/s/../api/training/v1/people/me",
        "/verify/a/../../api/training/v1/people/me",
        "/api/training/openapi.json/../v1/people/me",
    ],
)
def test_no_path_leads_around_the_token(stack: RunningStack, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    assert answer.status in {400, 401}, answer.read()
    connection.close()


UNSERVED = ["api", "v1", "scim", "lti", "xapi", "webhooks", "metrics", "graphql", "rest", "soap", "odata", "actuator"]


@pytest.mark.parametrize(
    "path",
    [
        *(f"/{name}{rest}" for name in UNSERVED for rest in ("", "/", "/v2/Users?filter=x", "/a/b/c")),
        "/api/training/metrics", "/api/training/docs", "/api/training/keys", "/api/nowhere/v1/x", "/api/training/v1",
        "/API/training/v1/modules", "/Scim/v2/Users", "/scim/v2", "/.well-known/scim-configuration",
    ],
)  # fmt: skip
def test_where_no_api_is_the_app_does_not_answer_either(stack: RunningStack, gate: httpx.Client, path: str) -> None:
    for headers in ({}, stack.bearer("admin"), {"authorization": "Bearer of-another-kind"}):
        for method in ("GET", "POST", "PUT", "HEAD"):
            answer = gate.request(method, path, headers=headers)
            assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json"), method
            assert "location" not in answer.headers
        assert gate.get(path, headers=headers).json()["code"] == "Missing"


@pytest.mark.parametrize("path", ["/apix", "/metrics-of-mine", "/scimitar", "/v12", "/learn/api", "/manage/webhooks"])
def test_the_apps_own_addresses_only_look_like_it(gate: httpx.Client, path: str) -> None:
    assert "text/html" in gate.get(path).headers["content-type"]


def test_an_address_with_a_slash_behind_is_nowhere(stack: RunningStack, gate: httpx.Client) -> None:
    for path in (TRACKS, "/api/advocacy/v1/content", "/api/governance/v1/people/me", "/api/training/v1/feed", "/s/abc"):
        assert gate.get(f"{path}/", headers=stack.bearer("admin")).status_code == 404, path


def test_head_and_options_pass_the_gate(stack: RunningStack, gate: httpx.Client) -> None:
    employee = stack.bearer("employee")
    headed = gate.head(TRACKS, headers=employee)
    assert (headed.status_code, headed.content) == (200, b"")
    assert headed.headers["etag"]
    answer = gate.options(TRACKS, headers=employee)
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    refused = gate.delete(TRACKS, headers=employee)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")


def test_our_tag_comes_back_through_the_gate_in_each_proxys_form(stack: RunningStack, gate: httpx.Client) -> None:
    employee = stack.bearer("employee")
    for coding in ("br", "gzip", "identity"):
        tag = gate.get(TRACKS, headers={**employee, "accept-encoding": coding}).headers["etag"]
        for form in forms_of(tag):
            assert gate.get(TRACKS, headers={**employee, "if-none-match": form}).status_code == 304, form


def test_the_local_door_is_not_behind_the_gateway(stack: RunningStack, gate: httpx.Client) -> None:
    secret = (stack.data / "identity" / "door.secret").read_text(encoding="utf-8")
    for path in ("/door/token?as=admin", "/idp/../door/token?as=admin", "/idp/door/token?as=admin"):
        answer = gate.post(path, headers={"x-door-secret": secret})
        assert answer.status_code in {404, 405}


@pytest.mark.parametrize(
    "path",
    ["/api/training/openapi.json", "/api/advocacy/openapi.json", "/api/governance/health/ready", "/health", "/docs"],
)
def test_these_are_public(gate: httpx.Client, path: str) -> None:
    assert gate.get(path).status_code == 200


def test_a_credential_is_public_also_when_there_is_none(gate: httpx.Client) -> None:
    answer = gate.get("/api/training/v1/credentials/00000000-0000-7000-8000-000000000000")
    assert (answer.status_code, answer.json()["code"]) == (404, "Missing")


def test_our_other_name_may_call_and_a_stranger_may_not(stack: RunningStack, gate: httpx.Client) -> None:
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "authorization"}
    ours = gate.options(TRACKS, headers={"origin": stack.base_url, **asked})
    assert ours.status_code == 200
    assert ours.headers["access-control-allow-origin"] == stack.base_url
    theirs = gate.options(TRACKS, headers={"origin": "https://evil.example", **asked})
    assert "access-control-allow-origin" not in theirs.headers


@pytest.mark.parametrize("path", ["/", "/today", "/verify/some-certificate", "/api/training/openapi.json", "/api/x"])
def test_every_answer_carries_the_security_headers(gate: httpx.Client, path: str) -> None:
    headers = gate.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "Origin" in headers["vary"].replace(" ", "").split(",")
    assert headers["x-request-id"]
    if not path.startswith("/api"):
        assert "script-src 'self';" in headers["content-security-policy"]
        assert "frame-ancestors 'self'" in headers["content-security-policy"]


def test_a_large_answer_travels_compressed(gate: httpx.Client) -> None:
    for wanted in ("br", "gzip"):
        answer = gate.get("/api/training/openapi.json", headers={"accept-encoding": wanted})
        assert answer.headers["content-encoding"] == wanted


def test_a_trace_that_comes_in_is_kept(stack: RunningStack, gate: httpx.Client) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    headers = {**stack.bearer("employee"), "traceparent": f"00-{trace}-b7ad6b7169203331-01"}
    answer = gate.get("/api/training/v1/people/me", headers=headers)
    log = stack.data / "logs" / "gateway.log"
    for _ in range(30):
        if answer.headers["x-request-id"] in log.read_text(encoding="utf-8"):
            break
        time.sleep(0.1)
    line = next(text for text in log.read_text(encoding="utf-8").splitlines() if answer.headers["x-request-id"] in text)
    assert trace in line
    assert "?" not in line


def test_the_app_takes_get_only(gate: httpx.Client) -> None:
    answer = gate.post("/today")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert answer.json()["code"] == "MethodNotAllowed"


def test_the_app_is_cached_by_its_tag_and_its_assets_for_good(gate: httpx.Client) -> None:
    page = gate.get("/learn/modules/some-deep-link")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-cache"
    again = gate.get("/learn/modules/some-deep-link", headers={"if-none-match": page.headers["etag"]})
    assert again.status_code == 304
    asset = page.text.split('src="/assets/', 1)[1].split('"', 1)[0]
    assert "immutable" in gate.get(f"/assets/{asset}").headers["cache-control"]
    assert gate.get("/assets/missing.js").status_code == 404
    assert gate.head("/today").status_code == 200


def test_the_documentation_names_public_addresses_from_our_own_origin(gate: httpx.Client) -> None:
    assert "https://" not in gate.get("/docs").text
    paths = gate.get("/docs/openapi.json").json()["paths"]
    assert {"/api/training/v1/people/me", "/api/governance/v1/people/me", "/api/advocacy/v1/people/me"} <= set(paths)
