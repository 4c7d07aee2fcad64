"""The check over HTTP: of a person by any of their names, and of many at once."""

from collections.abc import Callable
from typing import Any

import pytest
from governance_api.speaking.certificates import actions
from service_kit.testing.plugin import People, Statements, event_of

PATH = "/v1/speaking-rights/check"
SCOPE = ["speaking-rights.read"]
SCHEME = {"scheme_id": "0190f3a0-0000-7000-8000-000000000000", "code": "speaker", "title": {"en": "Speaker"}}
UNKNOWN = "0190f3a0-0000-7000-8000-000000000000"


@pytest.fixture
async def people(http: People, session: Any, certificate: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """Anna may speak; Ben, whom Mia leads, holds no certificate; two share an address; one has left."""
    told = event_of("training.scheme.published.v1", {**SCHEME, "guideline_code": None})
    await actions.follow_schemes(session, [told])
    mia = (await http.as_("manager", name="mia")).person  # type: ignore[attr-defined]  # set by the kit's plugin
    made = {"mia": mia}
    made["anna"] = await http.add("anna", employee_number="E-1042", email="Anna@Example.org")
    made["ben"] = await http.add("ben", manager_id=mia.id)
    made["left"] = await http.add("left", active=False)
    for name in ("one", "two"):
        made[name] = await http.add(name, email="desk@example.org")
    issued = event_of("training.certificate.issued.v1", certificate(made["anna"].id, 1))
    await actions.follow_issued(session, [issued])
    await session.commit()
    return made


@pytest.mark.parametrize(
    "name", [{"employee_number": "E-1042"}, {"user_name": "ANNA"}, {"email": "anna@example.ORG"}, {}]
)
async def test_any_of_their_names_gives_the_answer_of_their_id(
    http: People, people: Any, statements: Statements, name: dict[str, str]
) -> None:
    machine = http.system("advocacy-api", [*SCOPE, "people.read"])
    named = name or {"person": str(people["anna"].id)}
    for network in ({}, {"network": "linkedin"}):
        by_id = (await machine.get(PATH, params={"person": str(people["anna"].id), **network})).json()
        statements.seen.clear()
        answer = await machine.get(PATH, params={**named, **network})
        assert len(statements) == 1
        assert answer.json() == by_id
        assert (by_id["allowed"], by_id["because"][0]["code"]) == (True, "CertificateValid")


async def test_who_may_not_read_people_learns_whether_and_not_why(http: People, people: Any) -> None:
    partner, own = http.system("partner", SCOPE), http.system("advocacy-api", [*SCOPE, "people.read"])
    for name, allowed in (("anna", True), ("ben", False), ("left", False)):
        answer = await partner.get(PATH, params={"user_name": name})
        assert answer.json() == {"allowed": allowed, "because": [], "missing": []}
    [missing] = (await own.get(PATH, params={"user_name": "ben"})).json()["missing"]
    assert missing["detail"] == "A valid certificate is missing.", "a system without a wish reads English"
    dutch = await own.get(PATH, params={"user_name": "ben"}, headers={"Accept-Language": "nl"})
    assert "geldig certificaat" in dutch.json()["missing"][0]["detail"]


async def code(client: Any, status: int, **query: str) -> str:
    answer = await client.get(PATH, params=query)
    assert answer.status_code == status, answer.text
    return str(answer.json()["code"])


async def test_exactly_one_name_of_one_person_is_needed(http: People, people: Any) -> None:
    partner, anna = http.system("partner", SCOPE), str(people["anna"].id)
    assert await code(partner, 422) == "IdentifierNeeded"
    assert await code(partner, 422, network="linkedin") == "IdentifierNeeded"
    assert await code(partner, 422, person=anna, user_name="anna") == "IdentifierNeeded"
    assert await code(partner, 422, email="") == "Malformed"
    assert await code(partner, 404, person=UNKNOWN) == "PersonUnknown"
    assert await code(partner, 404, employee_number="e-1042") == "PersonUnknown"
    assert await code(partner, 404, email="nobody@example.org") == "PersonUnknown"
    assert await code(partner, 409, email="Desk@example.org") == "PersonAmbiguous"


async def test_a_person_asks_by_name_only_of_those_whom_they_see_whole(http: People, people: Any) -> None:
    """Nobody learns whose number it is, or that there is one, by asking after it."""
    ben, mia, hr = await http.as_(name="ben"), await http.as_(name="mia"), await http.as_("hr")
    assert (await ben.get(PATH, params={"email": "ben@example.org"})).json()["missing"]
    assert (await mia.get(PATH, params={"employee_number": "E-ben"})).status_code == 200
    assert (await hr.get(PATH, params={"employee_number": "E-1042"})).json()["allowed"] is True
    for client in (ben, mia, await http.as_("strategist")):
        assert await code(client, 404, employee_number="E-1042") == "PersonUnknown"
        assert await code(client, 404, email="desk@example.org") == "PersonUnknown"
        answer = await client.post(PATH, json={"items": [{"user_name": "anna"}, {"person": str(people["anna"].id)}]})
        [hidden, by_id] = answer.json()["items"]
        assert (hidden, by_id["allowed"]) == ({"index": 0, "code": "PersonUnknown"}, True)


async def test_many_are_answered_in_one_statement_and_in_their_order(
    http: People, people: Any, statements: Statements
) -> None:
    items = [
        {"user_name": "ben"},
        {"email": "anna@example.org", "network": "linkedin"},
        {"email": "desk@example.org"},
        {"employee_number": "nobody"},
        {"person": str(people["anna"].id)},
        {"person": UNKNOWN},
        {"person": UNKNOWN, "email": "anna@example.org"},
        {"network": "x"},
        {"employee_number": "E-left"},
    ]
    for client, why in ((http.system("partner", SCOPE), False), (http.system("own", [*SCOPE, "people.read"]), True)):
        statements.seen.clear()
        answered = (await client.post(PATH, json={"items": items})).json()["items"]
        assert len(statements) == 1
        assert [one["index"] for one in answered] == list(range(len(items)))
        told = [one.get("code", one.get("allowed")) for one in answered]
        unknown = ["PersonUnknown", "IdentifierNeeded", "IdentifierNeeded"]
        assert told == [False, True, "PersonAmbiguous", "PersonUnknown", True, *unknown, False]
        for item, one in zip(items, answered, strict=True):
            if "allowed" in one:
                alone = (await client.get(PATH, params=item)).json()
                assert {"index": one["index"], **alone} == one
                assert bool(one["missing"] or one["because"]) is why
    statements.seen.clear()
    many = await http.system("partner", SCOPE).post(PATH, json={"items": items[:1] * 200})
    assert (len(statements), len(many.json()["items"])) == (1, 200)


async def test_a_network_with_a_policy_counts_for_its_items_alone(http: People, people: Any) -> None:
    strategist, partner = await http.as_("strategist"), http.system("partner", SCOPE)
    policy = {"schemes": ["another"]}
    assert (await strategist.put("/v1/speaking-policies/x", json=policy, headers={"If-Match": "*"})).is_success
    items = [{"user_name": "anna", "network": network} for network in ("linkedin", "x", "linkedin")]
    answer = await partner.post(PATH, json={"items": items})
    assert [one["allowed"] for one in answer.json()["items"]] == [True, False, True]


async def test_too_many_and_what_is_no_name_are_refused(http: People, people: Any) -> None:
    partner = http.system("partner", SCOPE)
    faulty = ([], [{"user_name": "ben"}] * 201, [{"name": "ben"}], [{"person": "ben"}], [{"email": "a\x00b"}])
    for items in faulty:
        answer = await partner.post(PATH, json={"items": items})
        assert (answer.status_code, answer.json()["code"]) == (422, "Malformed"), answer.text
    refused = await http.system("ats", ["people.read"]).post(PATH, json={"items": [{"user_name": "ben"}]})
    said = refused.json()
    assert (refused.status_code, said["permission"], said["scopes"]) == (403, "speaking-rights.read", SCOPE)
