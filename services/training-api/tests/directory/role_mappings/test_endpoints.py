"""Role mappings over HTTP, and what follows for the people whose tokens hold a mapped word."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from service_kit.testing.plugin import People, Statements
from sqlalchemy import text
from training_api.directory.people import actions as people
from training_api.directory.role_mappings import actions
from training_api.settings import Settings

GROUP = "8C1F0A52-7D3B-4E0E-9B57-2F7C2C6A9D11"
BODY = {"value": "/staff/brand", "role": "community-manager", "note": "The brand team."}


async def mapped(admin: Any, **others: Any) -> Any:
    answer = await admin.post("/v1/role-mappings", json=BODY | others)
    assert answer.status_code == 201, answer.text
    return answer.json()


def holding(http: People, issuer: Any, name: str, *words: str, client: str = "app") -> Any:
    return http.with_token(issuer.token(employee_number=f"E-{name}", client_id=client, roles=list(words)))


async def roles_of(caller: Any) -> list[str]:
    found: list[str] = (await caller.get("/v1/people/me")).json()["roles"]
    return found


async def test_a_mapping_is_made_read_listed_and_taken_away(http: People, published: Callable[..., Any]) -> None:
    admin, hr = await http.as_("admin"), await http.as_("hr")
    made = await admin.post("/v1/role-mappings", json=BODY)
    assert made.status_code == 201, made.text
    body = made.json()
    assert body | {"id": 0, "created_at": 0} == BODY | {
        "id": 0, "issuer": None, "fixed": False, "people": 0, "last_seen_at": None, "created_at": 0,
    }  # fmt: skip
    assert made.headers["location"].endswith(f"/v1/role-mappings/{body['id']}")
    assert (await hr.get(f"/v1/role-mappings/{body['id']}")).json() == body
    assert (await hr.get("/v1/role-mappings")).json()["items"] == [body]
    assert (await admin.delete(f"/v1/role-mappings/{body['id']}")).status_code == 204
    assert (await admin.delete(f"/v1/role-mappings/{body['id']}")).status_code == 404
    told = [event["data"] for event in await published("training.role-mapping.changed.v1")]
    assert [(one["value"], one["role"], one["removed"]) for one in told] == [
        ("/staff/brand", "community-manager", False),
        ("/staff/brand", "community-manager", True),
    ]


async def test_admins_write_hr_reads_and_nobody_else_sees_them(http: People) -> None:
    mapping = await mapped(await http.as_("admin"))
    hr = await http.as_("hr")
    assert (await hr.post("/v1/role-mappings", json=BODY | {"role": "legal"})).status_code == 403
    assert (await hr.delete(f"/v1/role-mappings/{mapping['id']}")).status_code == 403
    for role in ("employee", "manager", "trainer", "legal", "strategist"):
        other = await http.as_(role)
        assert (await other.get("/v1/role-mappings")).status_code == 403
        assert (await other.get(f"/v1/role-mappings/{mapping['id']}")).status_code == 403
        assert (await other.post("/v1/role-mappings", json=BODY)).status_code == 403


@pytest.mark.parametrize(
    ("change", "status", "code", "pointer"),
    [
        ({}, 409, "MappingExists", None),
        ({"value": f" {BODY['value']} "}, 409, "MappingExists", None),
        ({"role": "Legal"}, 422, "RoleInvalid", "/role"),
        ({"role": "x"}, 422, "RoleInvalid", "/role"),
        ({"role": "a" * 33}, 422, "RoleInvalid", "/role"),
        ({"issuer": "elsewhere"}, 422, "IssuerUnknown", "/issuer"),
        ({"value": "  "}, 422, "Malformed", "/value"),
        ({"value": "a\x00b"}, 422, "Malformed", "/value"),
        ({"role": "legal"}, 201, None, None),
        ({"issuer": "main"}, 201, None, None),
        ({"role": "brand-circle"}, 201, None, None),
    ],
)
async def test_what_a_mapping_may_say(
    http: People, change: dict[str, Any], status: int, code: str | None, pointer: str | None
) -> None:
    admin = await http.as_("admin")
    await mapped(admin)
    answer = await admin.post("/v1/role-mappings", json=BODY | change)
    assert (answer.status_code, answer.json().get("code")) == (status, code)
    if pointer:
        assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]


async def test_whoever_holds_the_word_has_the_role_and_loses_it_with_the_mapping(
    http: People, issuer: Any, published: Callable[..., Any], statements: Statements
) -> None:
    admin = await http.as_("admin")
    for name in ("anna", "ben", "carl", "dora"):
        await http.add(name)
    mapping = await mapped(admin, value=GROUP, role="trainer")
    assert mapping["value"] == GROUP.lower()
    anna = holding(http, issuer, "anna", GROUP.upper(), "offline_access")
    ben = holding(http, issuer, "ben", GROUP, "trainer")
    both = [holding(http, issuer, "carl", GROUP, client=client) for client in ("desk", "phone")]
    dora = holding(http, issuer, "dora", "legal")
    for caller in (anna, ben, *both):
        assert await roles_of(caller) == ["employee", "trainer"]
    assert await roles_of(dora) == ["employee", "legal"]
    seen = (await admin.get(f"/v1/role-mappings/{mapping['id']}")).json()
    assert (seen["people"], seen["last_seen_at"] is not None) == (3, True)
    before = len(await published("training.person.changed.v1"))
    statements.seen.clear()
    assert (await admin.delete(f"/v1/role-mappings/{mapping['id']}")).status_code == 204
    assert len(statements) <= 16, "whatever the number of people"
    changed = (await published("training.person.changed.v1"))[before:]
    assert {event["data"]["person"]["user_name"] for event in changed} == {"anna", "carl"}, "ben's token names it"
    assert all(event["data"]["person"]["roles"] == ["employee"] for event in changed)
    assert await roles_of(anna) == ["employee"]
    assert await roles_of(ben) == ["employee", "trainer"]


async def test_a_role_that_another_mapping_gives_stays(http: People, issuer: Any) -> None:
    admin = await http.as_("admin")
    await http.add("anna")
    one = await mapped(admin, value="a", role="legal")
    await mapped(admin, value="b", role="legal")
    anna = holding(http, issuer, "anna", "a", "b")
    assert await roles_of(anna) == ["employee", "legal"]
    await admin.delete(f"/v1/role-mappings/{one['id']}")
    assert await roles_of(anna) == ["employee", "legal"]


async def test_a_mapping_gives_the_permission_at_the_next_request(http: People, issuer: Any) -> None:
    admin = await http.as_("admin")
    await http.add("anna")
    anna = holding(http, issuer, "anna", "/staff/people")
    assert (await anna.get("/v1/role-mappings")).status_code == 403
    mapping = await mapped(admin, value="/staff/people", role="hr")
    assert (await anna.get("/v1/role-mappings")).status_code == 200
    await admin.delete(f"/v1/role-mappings/{mapping['id']}")
    assert (await anna.get("/v1/role-mappings")).status_code == 403


async def test_words_that_are_no_role_are_kept_nowhere(http: People, issuer: Any, session: Any) -> None:
    await http.add("anna")
    secret = "/board/redundancies"
    await roles_of(holding(http, issuer, "anna", secret, "legal"))
    system = http.system("governance-api", ["people.provision"])
    body = {"employee_number": "E-anna", "user_name": "anna", "roles": [secret, "legal"], "client": "old"}
    assert (await system.post("/v1/people/sign-ins", json=body)).json()["roles"] == ["employee", "legal"]
    for table in ("people", "sign_in_clients", "sign_in_roles", "outbox", "events", "audit_entries", "audit_pending"):
        rows = (
            await session.execute(text(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%redundancies%'"))
        ).scalar()
        assert rows == 0, table


async def test_what_earlier_releases_kept_of_groups_goes(http: People, issuer: Any, session: Any, clock: Any) -> None:
    await http.add("anna")
    assert await roles_of(holding(http, issuer, "anna", "legal")) == ["employee", "legal"]
    for table in ("people", "sign_in_clients", "sign_in_roles"):  # as a process of the release before writes it
        await session.execute(text(f"UPDATE {table} SET roles = roles || ARRAY['/board/redundancies']"))
    assert await people.forget_unknown_roles(session, now=clock.moment) == 1
    assert await people.forget_unknown_roles(session, now=clock.moment) == 0
    found = await session.execute(text("SELECT roles FROM people WHERE user_name = 'anna'"))
    assert found.scalar() == ["employee", "legal"]


async def test_entries_of_the_setting_are_there_and_fixed(http: People, session: Any, clock: Any) -> None:
    admin = await http.as_("admin")
    by_hand = await mapped(admin, value="/b", role="legal")
    for _ in range(2):
        await actions.settle_fixed(session, {GROUP: "admin", "/b": "legal"}, now=clock.moment)
    listed = (await admin.get("/v1/role-mappings")).json()["items"]
    assert [(one["value"], one["role"], one["fixed"]) for one in listed] == [
        ("/b", "legal", True),
        (GROUP.lower(), "admin", True),
    ]
    assert by_hand["id"] not in {one["id"] for one in listed}
    refused = await admin.delete(f"/v1/role-mappings/{listed[0]['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "SettingFixed")
    await actions.settle_fixed(session, {"/b": "legal"}, now=clock.moment)
    assert [one["value"] for one in (await admin.get("/v1/role-mappings")).json()["items"]] == ["/b"]


@pytest.mark.parametrize("written", ['{"a": "Nobody!"}', '{"": "admin"}', '["admin"]'])
def test_a_setting_that_names_no_role_does_not_start(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://x/y")
    monkeypatch.setenv("OIDC_ISSUER", "https://issuer.test")
    monkeypatch.setenv("ROLE_MAP", written)
    with pytest.raises(ValueError, match=r"(?i)role_map"):
        Settings()


async def test_a_mapping_that_goes_and_a_sign_in_by_it_never_leave_the_role_behind(
    live_http: People, issuer: Any
) -> None:
    admin = await live_http.as_("admin")
    for number in range(20):
        await live_http.add(f"p{number}")
        mapping = await mapped(admin, value=f"/group/{number}", role="legal")
        body = {
            "employee_number": f"E-p{number}", "user_name": f"p{number}", "matches": "employee_number",
            "key": f"E-p{number}", "client": "app", "mappings": [mapping["id"]],
        }  # fmt: skip
        system = live_http.system("governance-api", ["people.provision"])
        signed_in, gone = await asyncio.gather(
            system.post("/v1/people/sign-ins", json=body), admin.delete(f"/v1/role-mappings/{mapping['id']}")
        )
        assert (signed_in.status_code, gone.status_code) == (200, 204), (signed_in.text, gone.text)
        hr = await live_http.as_("hr")
        found = (await hr.get(f"/v1/people/{signed_in.json()['id']}")).json()
        assert found["roles"] == ["employee"]
