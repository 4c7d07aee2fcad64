"""Person or machine: what three issuers' tokens show, and what no person may look like."""

from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from service_kit.identity.claims import (
    SIGNS,
    PersonClaim,
    machine_sign,
    names_in,
    person_claim,
    refuse_other_tokens,
)
from service_kit.testing.doubles import AUDIENCE
from service_kit.testing.plugin import KEY_ID, People, settings_for
from service_kit.web.app import build_app
from service_kit.web.errors import Unauthenticated

SCOPES = {"scope": "notes people.read people.provision", "scp": ["notes", "people.provision"]}
# What each issuer tells of a person when nobody has set up the person's claim: with every scope there is.
PEOPLE = {
    "Keycloak": {"typ": "Bearer", "azp": "spa", "sub": "0b7c", "preferred_username": "anna", "sid": "s1"},
    "Keycloak, a name like a service account's": {
        "azp": "spa", "sub": "0b7c", "preferred_username": "service-account-spa",
    },
    "Keycloak, a name like another client's": {
        "azp": "spa", "sub": "0b7c", "preferred_username": "service-account-lms",
    },
    "Entra ID": {"azp": "spa", "sub": "pairwise", "oid": "8d2c", "idtyp": "user", "ver": "2.0", "scp": "notes"},
    "Entra ID 1.0": {"appid": "spa", "sub": "pairwise", "oid": "8d2c", "upn": "anna@example.org", "ver": "1.0"},
    "Entra ID, a guest": {
        "azp": "spa", "sub": "p2", "oid": "9e1f", "acct": 1,
        "preferred_username": "anna_partner.example#EXT#@home.onmicrosoft.com",
    },
    "Okta": {"cid": "spa", "uid": "00u1", "sub": "anna@example.org", "scp": ["notes", "people.provision"]},
    "Okta, a contractor": {"cid": "0oa7", "uid": "00u2", "sub": "c.smith@agency.example", "userType": "Contractor"},
    "one who chose the app's name": {"client_id": "spa", "sub": "spa"},
    "a machine of no known kind": {"sub": "robot"},
}  # fmt: skip
MACHINES = {
    "Keycloak": {"azp": "lms", "sub": "77aa", "preferred_username": "service-account-lms", "client_id": "lms"},
    "Keycloak, a client in capitals": {"azp": "LMS", "sub": "77aa", "preferred_username": "service-account-lms"},
    "Entra ID": {"azp": "0f1e", "sub": "5c5c", "oid": "5c5c", "idtyp": "app", "ver": "2.0"},
    "Okta": {"cid": "0oa9", "sub": "0oa9", "ver": 1},
    "the embedded provider": {"client_id": "lms", "sub": "lms"},
}


def without_a_name(claims: dict[str, Any]) -> dict[str, Any]:
    return {**SCOPES, "roles": ["writer"], **claims}


@pytest.mark.parametrize("kind", PEOPLE)
async def test_a_person_without_the_claim_is_nobody_and_never_a_machine(kind: str, http: Any, issuer: Any) -> None:
    caller = http.with_token(issuer.token(**without_a_name(PEOPLE[kind])))
    for path in ("/v1/notes", "/v1/people/me", "/v1/feed", "/v1/audit"):
        refused = await caller.get(path)
        assert (refused.status_code, refused.json()["code"]) == (403, "PersonClaimMissing"), (path, refused.text)
    said = refused.json()
    assert (said["claim"], said["issuer"]) == ("employee_number", "https://issuer.test/idp")
    assert {"sub", "iss", "aud"} | PEOPLE[kind].keys() <= set(said["claims_present"])
    assert "found" not in said
    values = [value for value in PEOPLE[kind].values() if isinstance(value, str) and len(value) > 4]
    assert not any(value in refused.text for value in values), "names of claims only, never what they hold"


@pytest.mark.parametrize("kind", MACHINES)
async def test_a_machine_shows_a_sign(kind: str, http: Any, issuer: Any) -> None:
    machine = http.with_token(issuer.token(**MACHINES[kind], scope="notes"))
    assert (await machine.get("/v1/notes")).status_code == 200
    assert (await machine.get("/v1/people/me")).json()["code"] == "PersonRequired"
    none = http.with_token(issuer.token(**MACHINES[kind], roles=["writer"]))
    assert (await none.get("/v1/notes")).json()["code"] == "Forbidden", "no scope, no permission"


async def test_a_machine_that_names_a_person_is_that_person(http: Any, issuer: Any) -> None:
    anna = await http.add("anna")
    caller = http.with_token(issuer.token(**MACHINES["Okta"], employee_number="E-anna", roles=["employee"]))
    assert (await caller.get("/v1/people/me")).json()["id"] == str(anna.id)


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        (["E-anna", "E-bob"], "list"),
        ([["E-anna"]], "list"),
        ("", "empty"),
        ("  ", "empty"),
        ([], "empty"),
        ([""], "empty"),
        ({"value": "E-anna"}, "object"),
        ([{"value": "E-anna"}], "object"),
        (True, "unfit"),
        (1042.5, "unfit"),
        ("E" * 65, "unfit"),
        ("E-anna\u0000", "unfit"),
    ],
)
async def test_a_claim_that_names_nobody_says_what_it_holds(claim: Any, found: str, http: Any, issuer: Any) -> None:
    await http.add("anna")
    for claims in (PEOPLE["Okta"], MACHINES["Okta"]):
        caller = http.with_token(issuer.token(**without_a_name(claims), employee_number=claim))
        refused = await caller.get("/v1/notes")
        assert (refused.status_code, refused.json()["code"]) == (403, "PersonClaimMissing")
        assert refused.json()["found"] == found


@pytest.mark.parametrize("claim", ["1042", 1042, ["1042"], [1042], " 1042 "])
async def test_a_number_and_a_list_of_one_are_understood(claim: Any, http: Any, issuer: Any) -> None:
    anna = await http.add("anna", employee_number="1042")
    caller = http.with_token(issuer.token(**PEOPLE["Okta"], employee_number=claim, roles=["employee"]))
    assert (await caller.get("/v1/people/me")).json()["id"] == str(anna.id)


@pytest.mark.parametrize("kind", [None, "JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"])
def test_access_tokens_are_taken_by_their_type(kind: str | None) -> None:
    assert _status_of({"typ": kind}, {}) == 200


@pytest.mark.parametrize(
    ("header", "claims"),
    [
        ({"typ": "logout+jwt"}, {}),
        ({"typ": "secevent+jwt"}, {}),
        ({"typ": "dpop+jwt"}, {}),
        ({"typ": ""}, {}),
        ({"typ": 7}, {}),
        ({}, {"typ": "ID"}),
        ({}, {"typ": "Refresh"}),
        ({}, {"typ": "Logout"}),
        ({}, {"aud": "spa"}),
        ({}, {"aud": ["spa"]}),
    ],
)
def test_other_tokens_are_not(header: dict[str, Any], claims: dict[str, Any]) -> None:
    assert _status_of(header, claims) == 401


def _status_of(header: dict[str, Any], claims: dict[str, Any]) -> int:
    given_header = {name: value for name, value in header.items() if value is not None}
    try:
        refuse_other_tokens(given_header, {"aud": AUDIENCE, **claims}, "spa")
    except Unauthenticated:
        return 401
    return 200


async def test_what_is_no_access_token_is_refused_by_the_app(
    service: Any, database: Any, issuer: Any, siblings: Any
) -> None:
    audience = {"oidc_audience": [AUDIENCE, "spa"]}
    app = build_app(service, settings_for(service, database.url, **audience), database)
    app.state.authenticator.tokens.keys.take(issuer.jwks)
    people = People(app, database, issuer)
    claims = jwt.decode(issuer.token(**MACHINES["Okta"], scope="notes"), options={"verify_signature": False})

    async def status(claims: dict[str, Any], **headers: Any) -> int:
        token = jwt.encode(claims, issuer.private_key, "RS256", headers={"kid": KEY_ID, **headers})
        return (await people.with_token(token).get("/v1/notes")).status_code

    assert await status(claims) == 200
    assert await status(claims, typ="logout+jwt") == 401
    assert await status({**claims, "aud": "spa"}) == 401
    assert await status({**claims, "aud": ["spa", AUDIENCE]}) == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"machine_clients": ["lms", "spa"]},
        {"machine_clients": ["app"], "spa_client_id": "app"},
        {"machine_signs": ["subject-is-client", "looks-like-one"]},
        {"oidc_audience": ["spa"]},
    ],
)
def test_settings_that_would_let_people_pass_as_machines_do_not_start(service: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        settings_for(service, "postgresql://x/y", **wrong)


def sign_of(claims: dict[str, Any], *clients: str, signs: Any = SIGNS, listed: Any = ()) -> str | None:
    return machine_sign(claims, clients, signs=signs, machine_clients=listed, app="spa")


def test_signs_are_looked_for_only_where_they_are_set() -> None:
    assert sign_of(MACHINES["Okta"], "0oa9") == "subject-is-client"
    assert sign_of(MACHINES["Okta"], "0oa9", signs=["idtyp-app"]) is None
    assert sign_of(MACHINES["Okta"], "0oa9", signs=[], listed=["0oa9"]) == "listed-client"
    assert sign_of(MACHINES["Entra ID"], "0f1e", signs=["idtyp-app"]) == "idtyp-app"
    assert sign_of({"idtyp": "app"}) is None, "no client, no machine"


TEXT = st.text(max_size=12)
CLAIMS = st.dictionaries(st.sampled_from(["sub", "idtyp", "preferred_username", "name"]), TEXT | st.just("app"))


@given(CLAIMS, st.lists(TEXT, max_size=2), st.lists(TEXT, max_size=2))
def test_whatever_a_token_of_the_app_holds_it_is_no_machines(
    claims: dict[str, Any], clients: list[str], listed: list[str]
) -> None:
    assert sign_of({**claims, "sub": "spa"}, "spa", *clients, listed=listed) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
)


@given(JSON)
def test_any_claim_is_a_name_or_says_why_not(value: Any) -> None:
    read = person_claim(value, 64)
    assert read == PersonClaim(None) if value is None else (read.name is None) != (read.found is None)
    if read.name is not None:
        assert read.name == read.name.strip() != ""
        assert len(read.name) <= 64


@pytest.mark.parametrize(
    ("claims", "given_name", "family_name"),
    [
        ({"given_name": "Emma", "family_name": "Janssens"}, "Emma", "Janssens"),
        ({"given_name": "Emma (Brussels)", "family_name": "Janssens,"}, "Emma", "Janssens"),
        ({"name": "Janssens, Emma (Brussels)"}, "Emma", "Janssens"),
        ({"name": "Emma van den Berg"}, "Emma", "van den Berg"),
        ({"name": "Janssens,"}, "Janssens", ""),
        ({"name": "Sukarno"}, "Sukarno", ""),
        ({"family_name": "Sukarno"}, "", "Sukarno"),
        ({"given_name": "Em\u200bma\u202e", "family_name": " Jans\u0000sens\n"}, "Emma", "Jans sens"),
        ({"given_name": "Rene\u0301"}, "Ren\u00e9", ""),
        ({"name": "emma.janssens@example.org"}, "emma.j", ""),
        ({"given_name": "emma@example.org", "family_name": "Janssens"}, "", "Janssens"),
        ({"given_name": ["Emma"], "name": 7}, "emma.j", ""),
        ({}, "emma.j", ""),
    ],
)
def test_a_name_is_what_people_are_called(claims: dict[str, Any], given_name: str, family_name: str) -> None:
    assert names_in(claims, "emma.j@example.org") == (given_name, family_name)


@given(st.dictionaries(st.sampled_from(["given_name", "family_name", "name"]), st.text()))
def test_no_name_is_an_address_or_unseen(claims: dict[str, str]) -> None:
    for name in names_in(claims, "emma.j@example.org"):
        assert "@" not in name
        assert name == " ".join(name.split())
