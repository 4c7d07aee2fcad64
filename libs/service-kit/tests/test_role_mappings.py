"""What words of a token come to: roles by their name and by mapping, and nothing else."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from service_kit.data.database import new_id
from service_kit.identity.people import PersonOut
from service_kit.identity.role_mappings import Mapped, RoleMapping, as_issued, is_own_role

GROUP = "8C1F0A52-7D3B-4E0E-9B57-2F7C2C6A9D11"
KNOWN = frozenset({"admin", "legal", "trainer"})
WORDS = ("admin", "legal", "/staff/brand", "Kring Trainers", GROUP.lower(), "kring-admin", "kring-x")


def mapping(value: str, role: str, issuer: str | None = None) -> dict[str, Any]:
    return {"id": new_id(), "value": as_issued(value), "issuer": issuer, "role": role}


@pytest.mark.parametrize(
    ("value", "word"),
    [(GROUP, GROUP.lower()), (GROUP.lower(), GROUP.lower()), ("/Staff/Brand", "/Staff/Brand"), ("  x ", "x"),
     ("Cafe\u0301", "Caf\u00e9")],
)  # fmt: skip
def test_case_is_ignored_in_a_guid_alone(value: str, word: str) -> None:
    assert as_issued(value) == word


@pytest.mark.parametrize(
    ("word", "is_one"),
    [
        ("brand-circle", True),
        ("ab", True),
        ("a", False),
        ("Brand", False),
        ("1a", False),
        ("a" * 33, False),
        ("", False),
    ],
)
def test_an_own_role_is_a_short_word(word: str, is_one: bool) -> None:
    assert is_own_role(word) is is_one


def test_a_word_counts_when_it_is_a_role_or_mapped() -> None:
    rows = [
        mapping(GROUP, "trainer"),
        mapping("/staff/brand", "brand-circle"),
        mapping("other", "admin", "other-issuer"),
    ]
    held = Mapped.of(rows, "main").held(
        frozenset({"legal", GROUP, "/staff/brand", "other", "offline_access"}), KNOWN, ""
    )
    assert (held.named, held.mapped) == ({"legal"}, {"trainer", "brand-circle"})
    assert held.roles == {"legal", "trainer", "brand-circle"}
    assert held.mappings == tuple(sorted(row["id"] for row in rows[:2]))
    assert held.unmapped == ("offline_access", "other")


def test_the_prefix_stands_before_a_role_and_may_stand_before_what_is_mapped() -> None:
    mapped = Mapped.of([mapping("brand", "trainer"), mapping("kring-law", "legal")], "main")
    held = mapped.held(frozenset({"kring-admin", "legal", "kring-brand", "kring-law", "kring-x"}), KNOWN, "kring-")
    assert (held.named, held.mapped, held.unmapped) == ({"admin"}, {"trainer", "legal"}, ("kring-x", "legal"))


def test_a_group_may_give_several_roles_and_many_groups_one() -> None:
    rows = [mapping("a", "trainer"), mapping("a", "legal"), mapping("b", "legal")]
    held = Mapped.of(rows, "main").held(frozenset({"a", "b"}), KNOWN, "")
    assert (held.roles, len(held.mappings)) == ({"trainer", "legal"}, 3)


def test_199_groups_of_which_one_is_mapped_give_its_role() -> None:
    words = frozenset(f"group-{number}" for number in range(199))
    held = Mapped.of([mapping("group-117", "legal")], "main").held(words, KNOWN, "")
    assert (held.roles, len(held.unmapped)) == ({"legal"}, 198)


@given(
    st.frozensets(st.sampled_from(WORDS)),
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(sorted(KNOWN)))),
    st.sampled_from(["", "kring-"]),
)
def test_no_word_gives_more_than_a_plain_reading_of_the_table(
    words: frozenset[str], table: list[tuple[str, str]], prefix: str
) -> None:
    held = Mapped.of([mapping(value, role) for value, role in table], "main").held(words, KNOWN, prefix)
    plain = set(words) | {word.removeprefix(prefix) for word in words}
    assert held.mapped == {role for value, role in table if as_issued(value) in {as_issued(word) for word in plain}}
    assert held.named == {role for role in KNOWN if f"{prefix}{role}" in words}
    assert set(held.unmapped) <= words


async def known(session: Any, value: str, role: str) -> UUID:
    row = RoleMapping(value=as_issued(value), role=role)
    session.add(row)
    await session.flush()
    return row.id


async def test_a_mapped_group_holds_the_permission_while_the_mapping_stands(
    http: Any, session: Any, issuer: Any, siblings: Any
) -> None:
    anna = await http.add("anna", "writer")
    caller = http.with_token(issuer.token(employee_number="E-anna", client_id="app", roles=[GROUP, "offline_access"]))
    siblings.answer("training", "/v1/people/sign-ins", told(anna, ["employee"], 2), method="POST")
    assert (await caller.post("/v1/notes", json={"code": "A", "text": "a"})).status_code == 403
    mapping_id = await known(session, GROUP, "writer")
    await session.commit()
    siblings.answer("training", "/v1/people/sign-ins", told(anna, ["employee", "writer"], 3), method="POST")
    assert (await caller.post("/v1/notes", json={"code": "A", "text": "a"})).status_code == 201
    assert siblings.told("training")["mappings"] == [str(mapping_id)]
    assert siblings.told("training")["roles"] == [], "what is no role is told to nobody"
    seen = (await caller.get("/v1/me/sign-in")).json()
    assert seen["roles"] == {"token": [], "groups": ["writer"], "derived": ["employee"]}
    assert (seen["unmapped"], seen["unmapped_values"]) == (1, None)
    await session.delete(await session.get(RoleMapping, mapping_id))
    await session.commit()
    siblings.answer("training", "/v1/people/sign-ins", told(anna, ["employee"], 4), method="POST")
    assert (await caller.post("/v1/notes", json={"code": "B", "text": "b"})).status_code == 403


async def test_who_leads_people_is_a_manager_whatever_the_token_says(http: Any, issuer: Any) -> None:
    await http.add("anna", "manager")
    caller = http.with_token(issuer.token(employee_number="E-anna", roles=[]))
    assert "manager" in (await caller.get("/v1/people/me")).json()["roles"]
    assert (await caller.get("/v1/me/sign-in")).json()["roles"]["derived"] == ["employee", "manager"]


def told(person: Any, roles: list[str], version: int) -> dict[str, Any]:
    return PersonOut.model_validate(person).model_dump(mode="json") | {"roles": roles, "version": version}
