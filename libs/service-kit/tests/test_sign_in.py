"""To see why: what a sign-in came to, over HTTP and at the command, for people, machines and whoever is refused."""

import io
from typing import Any

import pytest
from sample.issuers import issuing
from service_kit.commands import CommandRefused
from service_kit.identity import explain_token
from service_kit.identity.claims import held_in
from service_kit.identity.explained import has_overage
from service_kit.testing.plugin import People, settings_for
from service_kit.web.app import build_app

PERSON = {"client_id": "spa", "employee_number": "E-anna", "scope": "openid profile"}


async def test_a_person_sees_how_they_were_understood(http: Any, issuer: Any) -> None:
    await http.add("anna", "manager", "trainer", "8c1f-guid", "offline_access")
    caller = http.with_token(issuer.token(**PERSON, roles=["trainer", "manager", "8c1f-guid", "offline_access"]))
    answer = await caller.get("/v1/me/sign-in")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
    assert answer.json() == {
        "kind": "person",
        "sign": None,
        "issuer": "https://issuer.test/idp",
        "client_id": "spa",
        "person_claim": {"name": "employee_number", "found": "text"},
        "matched_by": "number",
        "roles": {"token": ["manager", "trainer"], "groups": [], "derived": ["employee", "manager"]},
        "unmapped": 2,
        "unmapped_values": None,
        "overage": False,
        "scopes": ["openid", "profile"],
    }
    assert "E-anna" not in answer.text
    assert "8c1f" not in answer.text


async def test_an_admin_also_sees_the_words_that_are_no_role(http: Any, issuer: Any) -> None:
    await http.add("anna", "admin", "/teams/brand")
    caller = http.with_token(issuer.token(**PERSON, roles=["admin", "/teams/brand"]))
    seen = (await caller.get("/v1/me/sign-in")).json()
    assert (seen["unmapped"], seen["unmapped_values"]) == (1, ["/teams/brand"])


async def test_a_word_without_the_prefix_is_no_role(service: Any, database: Any, issuer: Any, siblings: Any) -> None:
    settings = settings_for(service, database.url, role_prefix="kring-")
    app = build_app(service, settings, database)
    app.state.authenticator.tokens.keys.take(issuer.jwks)
    people = People(app, database, issuer)
    await people.add("anna", "admin", "other")
    caller = people.with_token(issuer.token(**PERSON, roles=["kring-admin", "trainer", "kring-other"]))
    seen = (await caller.get("/v1/me/sign-in")).json()
    assert seen["roles"]["token"] == ["admin"]
    assert seen["unmapped_values"] == ["kring-other", "trainer"]


async def test_a_machine_sees_its_sign_and_scopes(http: Any, issuer: Any) -> None:
    machine = http.with_token(issuer.token(sub="lms", client_id="lms", scope="notes people.read"))
    seen = (await machine.get("/v1/me/sign-in")).json()
    assert (seen["kind"], seen["sign"], seen["client_id"]) == ("machine", "subject-is-client", "lms")
    assert (seen["matched_by"], seen["person_claim"]["found"]) == (None, None)
    assert seen["scopes"] == ["notes", "people.read"]
    assert seen["roles"] == {"token": [], "groups": [], "derived": []}


async def test_whoever_is_nobody_is_told_so_here_too(http: Any, issuer: Any) -> None:
    assert (await http.anonymous.get("/v1/me/sign-in")).status_code == 401
    nobody = http.with_token(issuer.token(sub="p2", client_id="spa", scope="people.provision"))
    assert (await nobody.get("/v1/me/sign-in")).json()["code"] == "PersonClaimMissing"


@pytest.mark.parametrize(
    ("value", "held"),
    [("E1", "text"), (1042, "number"), (["E1"], "list"), (None, None), (True, None), ({"a": 1}, None)],
)
def test_what_a_claim_holds(value: Any, held: str | None) -> None:
    assert held_in(value) == held


@pytest.mark.parametrize(
    ("claims", "left_out"),
    [
        ({"_claim_names": {"groups": "src1"}}, True),
        ({"hasgroups": True}, True),
        ({"hasgroups": "true"}, True),
        ({"groups:src1": "x"}, True),
        ({"_claim_names": {"other": "src1"}}, False),
        ({"hasgroups": False}, False),
        ({"_claim_names": "groups"}, False),
        ({"groups": ["a"]}, False),
    ],
)
def test_groups_that_were_left_out_are_noticed(claims: dict[str, Any], left_out: bool) -> None:
    assert has_overage(claims) is left_out


async def explained(service: Any, url: str, issuer: Any, capsys: Any, token: str, **others: Any) -> list[str]:
    with issuing(issuer.jwks, None) as server:
        found = settings_for(service, url, oidc_jwks_url=f"{server.base}/jwks", **others)
        await explain_token.explain(service, found, f"Bearer {token}\n")
    return str(capsys.readouterr().out).splitlines()


async def test_the_command_says_the_same_in_words(
    live_http: Any, live_database: Any, service: Any, issuer: Any, capsys: Any
) -> None:
    await live_http.add("anna", "manager")
    token = issuer.token(**PERSON, roles=["trainer", "no-role"], hasgroups=True)
    lines = await explained(service, live_database.url, issuer, capsys, token)
    assert lines == [
        "An access token of https://issuer.test/idp, signed by RS256 with the key test-key.",
        "A person asks, by the client spa: the claim 'employee_number' names them (text).",
        "The directory knows them by their employee number.",
        "Their roles by the token: trainer.",
        "By the directory: employee, manager.",
        "Words where roles stand that are no role here, and grant nothing: 1.",
        "The issuer says that it left groups out of this token: roles may be missing.",
    ]
    assert "E-anna" not in "".join(lines)
    new = issuer.token(client_id="spa", employee_number="E-new")
    assert "does not know them yet" in " ".join(await explained(service, live_database.url, issuer, capsys, new))
    machine = issuer.token(sub="lms", client_id="lms")
    assert (await explained(service, live_database.url, issuer, capsys, machine))[1:] == [
        "A machine asks: the client lms, shown by subject-is-client.",
        "Its scopes: none, so it may do nothing.",
    ]


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"exp": 1, **PERSON}, "401 Unauthenticated"),
        ({"aud": "spa", **PERSON}, "401 Unauthenticated"),
        ({"client_id": "spa", "secret_of_anna": "x"}, "403 PersonClaimMissing.*secret_of_anna"),
        ({"client_id": "spa", "employee_number": ["E1", "E2"]}, r"403 PersonClaimMissing.*\(it holds: list\)"),
        ({"client_id": "spa", "employee_number": "E-leaver"}, "403 PersonInactive"),
    ],
)
async def test_the_command_says_why_a_token_would_be_refused(
    live_http: Any, live_database: Any, service: Any, issuer: Any, capsys: Any, claims: dict[str, Any], reason: str
) -> None:
    await live_http.add("leaver", active=False)
    with pytest.raises(CommandRefused, match=reason):
        await explained(service, live_database.url, issuer, capsys, issuer.token(**claims))


def test_the_command_ends_with_one_where_it_would_be_refused(
    service: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("no token\n"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("OIDC_ISSUER", "http://127.0.0.1:1/idp")
    with pytest.raises(SystemExit) as ended:
        explain_token.run(service)
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("✗ 401 Unauthenticated: ")
