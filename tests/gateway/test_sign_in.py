"""Signing in as the app does: code with PKCE, a person by one click or by user name, refresh, sign out."""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Iterator

import httpx
import jwt
import pytest

from infra.local.people import PERSONAS, SYSTEMS
from tests.conftest import RunningStack

VERIFIER = secrets.token_urlsafe(48)
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture
def browser(stack: RunningStack) -> Iterator[httpx.Client]:
    """A client that keeps cookies, at the address people open."""
    with httpx.Client(base_url=stack.origin, timeout=15, trust_env=False) as client:
        yield client


def authorization(stack: RunningStack, **changed: str) -> dict[str, str]:
    return {
        "client_id": "spa",
        "response_type": "code",
        "redirect_uri": f"{stack.origin}/callback",
        "scope": "openid profile email offline_access",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "state": "here",
        **changed,
    }


def sign_in(browser: httpx.Client, stack: RunningStack, user_name: str, **changed: str) -> str:
    """Go through the pages as a person does; the code at the end."""
    answer = browser.get("/idp/auth", params=authorization(stack, **changed))
    page = answer.headers["location"]
    answer = browser.post(page, data={"user_name": user_name})
    while "/callback" not in answer.headers["location"]:
        answer = browser.get(answer.headers["location"])
    back = httpx.URL(answer.headers["location"])
    assert back.params["state"] == "here"
    return back.params["code"]


def exchange(browser: httpx.Client, stack: RunningStack, code: str, verifier: str = VERIFIER) -> httpx.Response:
    body = {
        "grant_type": "authorization_code",
        "client_id": "spa",
        "code": code,
        "code_verifier": verifier,
        "redirect_uri": f"{stack.origin}/callback",
    }
    return browser.post("/idp/token", data=body)


@pytest.mark.parametrize("person", PERSONAS, ids=lambda person: str(person["persona"]))
def test_each_demo_person_signs_in_by_one_click(
    browser: httpx.Client, stack: RunningStack, person: dict[str, object]
) -> None:
    page = browser.get(browser.get("/idp/auth", params=authorization(stack)).headers["location"])
    assert f'value="{person["user_name"]}"' in page.text
    tokens = exchange(browser, stack, sign_in(browser, stack, str(person["user_name"]))).json()
    headers = {"authorization": f"Bearer {tokens['access_token']}"}
    me = browser.get("/api/training/v1/people/me", headers=headers).json()
    assert me["employee_number"] == person["employee_number"]
    assert set(person["roles"]) <= set(me["roles"])  # type: ignore[call-overload]  # the file's roles are a list
    assert me["department"] == person["department"]


def test_the_manager_is_the_employees_manager(stack: RunningStack, browser: httpx.Client) -> None:
    manager = browser.get("/api/training/v1/people/me", headers=stack.bearer("manager")).json()
    employee = browser.get("/api/training/v1/people/me", headers=stack.bearer("employee")).json()
    assert employee["manager_id"] == manager["id"]


def test_a_code_works_once_and_only_with_its_verifier(stack: RunningStack, browser: httpx.Client) -> None:
    code = sign_in(browser, stack, "emma.janssens")
    assert exchange(browser, stack, code, verifier="x" * 50).json()["error"] == "invalid_grant"
    code = sign_in(browser, stack, "emma.janssens", prompt="login")
    assert exchange(browser, stack, code).status_code == 200
    assert exchange(browser, stack, code).json()["error"] == "invalid_grant"


def test_without_pkce_there_is_no_code(stack: RunningStack, browser: httpx.Client) -> None:
    params = authorization(stack)
    del params["code_challenge"], params["code_challenge_method"]
    answer = browser.get("/idp/auth", params=params)
    assert httpx.URL(answer.headers["location"]).params["error"] == "invalid_request"


def test_a_code_is_sent_to_no_other_address(stack: RunningStack, browser: httpx.Client) -> None:
    answer = browser.get("/idp/auth", params=authorization(stack, redirect_uri="https://evil.example/callback"))
    assert answer.status_code == 400
    assert "location" not in answer.headers


def test_a_refresh_token_is_rotated(stack: RunningStack, browser: httpx.Client) -> None:
    first = exchange(browser, stack, sign_in(browser, stack, "marc.dubois")).json()
    body = {"grant_type": "refresh_token", "client_id": "spa", "refresh_token": first["refresh_token"]}
    second = browser.post("/idp/token", data=body)
    assert second.status_code == 200
    assert second.json()["refresh_token"] != first["refresh_token"]
    assert browser.post("/idp/token", data=body).json()["error"] == "invalid_grant"


def test_a_persons_token_holds_no_scope_of_a_system(stack: RunningStack, browser: httpx.Client) -> None:
    asked = "openid profile people.provision feed.read"
    answer = browser.get("/idp/auth", params=authorization(stack, scope=asked))
    granted = exchange(browser, stack, sign_in(browser, stack, "emma.janssens")).json()["access_token"]
    assert "scope" not in jwt.decode(granted, options={"verify_signature": False})
    assert "error=invalid_scope" in answer.headers["location"] or answer.status_code == 303


def test_the_page_speaks_the_language_of_the_browser(stack: RunningStack, browser: httpx.Client) -> None:
    titles = {"nl": "Wie ben je vandaag?", "en": "Who are you today?", "fr": "Qui êtes-vous aujourd’hui ?"}
    address = browser.get("/idp/auth", params=authorization(stack)).headers["location"]
    for language, title in titles.items():
        page = browser.get(address, headers={"accept-language": f"{language}-BE,{language};q=0.9"})
        assert f"<h1>{title}</h1>" in page.text
        assert f'<html lang="{language}">' in page.text
    assert not re.search(r"https://", page.text)


def test_an_unknown_user_name_is_told_so(stack: RunningStack, browser: httpx.Client) -> None:
    address = browser.get("/idp/auth", params=authorization(stack)).headers["location"]
    answer = browser.post(address, data={"user_name": "nobody.atall"}, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert "Nobody in the directory has this user name" in answer.text


def test_an_imported_person_signs_in_by_user_name(stack: RunningStack, browser: httpx.Client) -> None:
    person = {
        "employee_number": "700001",
        "user_name": "imani.okafor",
        "given_name": "Imani",
        "family_name": "Okafor",
        "email": "imani.okafor@example.org",
        "locale": "en",
        "roles": ["employee"],
    }
    made = browser.post("/api/training/v1/people/sign-ins", json=person, headers=stack.bearer("hr-system"))
    assert made.status_code in {200, 201}, made.text
    tokens = exchange(browser, stack, sign_in(browser, stack, "imani.okafor")).json()
    headers = {"authorization": f"Bearer {tokens['access_token']}"}
    assert browser.get("/api/training/v1/people/me", headers=headers).json()["given_name"] == "Imani"
    by_door = jwt.decode(stack.token("person:imani.okafor"), options={"verify_signature": False})
    assert by_door["employee_number"] == "700001"


@pytest.mark.parametrize("system", [name for name, system in SYSTEMS.items() if not system.get("internal")])
def test_a_system_gets_its_own_scopes_and_no_more(stack: RunningStack, browser: httpx.Client, system: str) -> None:
    secret = json.loads((stack.data / "identity" / "clients.json").read_text(encoding="utf-8"))[system]
    own = " ".join(SYSTEMS[system]["scopes"])
    body = {"grant_type": "client_credentials", "scope": own}
    answer = browser.post("/idp/token", data=body, auth=(system, secret))
    assert answer.json()["scope"] == own
    wider = browser.post("/idp/token", data={**body, "scope": f"{own} audit.read"}, auth=(system, secret))
    assert wider.json()["scope"] == own
    wrong = browser.post("/idp/token", data=body, auth=(system, "a guess"))
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")


def test_signing_out_ends_the_session(stack: RunningStack, browser: httpx.Client) -> None:
    tokens = exchange(browser, stack, sign_in(browser, stack, "emma.janssens")).json()
    still = browser.get("/idp/auth", params=authorization(stack, prompt="none"))
    assert "code=" in still.headers["location"]
    params = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": f"{stack.origin}/"}
    page = browser.get("/idp/logout", params=params)
    token = re.search(r'name="xsrf" value="([^"]+)"', page.text)
    action = re.search(r'action="([^"]+)"', page.text)
    assert token
    assert action
    ended = browser.post(action.group(1), data={"xsrf": token.group(1), "logout": "yes"})
    assert ended.headers["location"] == f"{stack.origin}/"
    again = browser.get("/idp/auth", params=authorization(stack, prompt="none"))
    assert "error=login_required" in again.headers["location"]
