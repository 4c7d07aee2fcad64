"""One token, one person: letter case does not count, who is here goes first, and nobody is picked from two."""

from typing import Any, NamedTuple

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from service_kit.identity import matching
from service_kit.identity.matching import LONGEST, MatchColumn, PersonAmbiguous, SharedNames, chosen
from service_kit.identity.people import PersonOut, keep
from service_kit.testing.plugin import People, settings_for
from service_kit.web.app import build_app

CLAIMS: dict[MatchColumn, str] = {"employee_number": "employee_number", "user_name": "upn", "email": "email"}


class Somebody(NamedTuple):
    number: int
    active: bool


@given(st.lists(st.booleans(), max_size=5))
def test_who_is_here_is_chosen_and_two_never_are(active: list[bool]) -> None:
    found = [Somebody(number, here) for number, here in enumerate(active)]
    here = [one for one in found if one.active]
    if len(here) > 1:
        with pytest.raises(PersonAmbiguous):
            chosen(found)
    else:
        assert chosen(found) == (here[0] if here else found[0] if found else None)


@pytest.fixture(params=sorted(LONGEST))
def column(request: pytest.FixtureRequest) -> MatchColumn:
    """Each way to match in turn."""
    name: MatchColumn = request.param
    return name


async def found_by(database: Any, column: MatchColumn, name: str) -> Any:
    async with database.identity() as connection:
        return await matching.find_ref(connection, column, name)


async def test_every_way_ignores_case_and_prefers_who_is_here(http: Any, database: Any, column: MatchColumn) -> None:
    names = {"first": "Shared.Name@Example.org", "second": "shared.name@example.org"}
    gone = await http.add("gone", active=False, **{column: names["first"]})
    assert (await found_by(database, column, "SHARED.name@example.ORG")).id == gone.id
    here = await http.add("here", **{column: names["second"]})
    for name in (*names.values(), "SHARED.NAME@EXAMPLE.ORG"):
        assert (await found_by(database, column, name)).id == here.id
    assert await found_by(database, column, "shared") is None


async def test_two_who_are_here_are_refused_whichever_came_first(http: Any, database: Any, column: MatchColumn) -> None:
    for number, name in enumerate(("one@example.org", "ONE@example.org", "other@example.org")):
        await http.add(f"p{number}", **{column: name})
    for name in ("one@example.org", "ONE@EXAMPLE.ORG"):
        with pytest.raises(PersonAmbiguous):
            await found_by(database, column, name)
    assert (await found_by(database, column, "Other@Example.org")).active


async def test_a_sign_in_that_leads_to_two_is_refused_by_every_route(
    service: Any, database: Any, issuer: Any, siblings: Any, column: MatchColumn
) -> None:
    chosen_way = {"person_matches": column, "person_claim": CLAIMS[column]}
    app = build_app(service, settings_for(service, database.url, **chosen_way), database)
    app.state.authenticator.tokens.keys.take(issuer.jwks)
    people = People(app, database, issuer)
    first = await people.add("first", **{column: "ann@example.org"})
    caller = people.with_token(issuer.token(**{CLAIMS[column]: "Ann@Example.org"}, roles=["employee"]))
    assert (await caller.get("/v1/people/me")).json()["id"] == str(first.id)
    await people.add("second", **{column: "ANN@example.org"})
    for path in ("/v1/people/me", "/v1/notes"):
        refused = await caller.get(path)
        assert (refused.status_code, refused.json()["code"]) == (409, "PersonAmbiguous")
    assert not any(request.method == "POST" for request in siblings.asked), "the directory is not asked to choose"


async def test_the_directorys_own_refusal_is_told_on_as_it_is(http: Any, issuer: Any, siblings: Any) -> None:
    said = {"code": "PersonAmbiguous", "title": "More than one", "detail": "Two people answer to it."}
    siblings.answer("training", "/v1/people/sign-ins", said, method="POST", status=409)
    refused = await http.with_token(issuer.token(employee_number="E-new")).get("/v1/notes")
    assert (refused.status_code, refused.json()["code"]) == (409, "PersonAmbiguous")
    assert refused.json()["detail"] == said["detail"]


async def test_the_directory_hears_by_what_the_token_calls_the_person(
    service: Any, database: Any, issuer: Any, siblings: Any, app: Any
) -> None:
    by_email = build_app(
        service,
        settings_for(service, database.url, person_matches="email", person_claim="upn"),
        database,
    )
    by_email.state.authenticator.tokens.keys = app.state.authenticator.tokens.keys
    by_email.state.siblings = app.state.siblings
    long_name = "x" * 90 + "@example.org"
    caller = People(by_email, database, issuer).with_token(
        issuer.token(upn=long_name, email="another@example.org", employee_number=["E7"])
    )
    assert (await caller.get("/v1/notes")).json()["code"] == "SiblingAway"
    told = siblings.told("training")
    assert (told["matches"], told["key"], told["email"]) == ("email", long_name, long_name)
    assert told["employee_number"] == "E7"


async def test_names_may_change_hands_in_a_replica_in_any_order(http: Any, session: Any, database: Any) -> None:
    anna, bob = await http.add("anna"), await http.add("bob")
    taken = PersonOut.model_validate(anna).model_copy(update={"user_name": "bob", "employee_number": "E-bob"})
    given_up = PersonOut.model_validate(bob).model_copy(update={"user_name": "anna", "employee_number": "E-anna"})
    await keep(session, [taken.model_copy(update={"version": 2})])
    for column, name in (("user_name", "bob"), ("employee_number", "E-bob")):
        with pytest.raises(PersonAmbiguous):
            await found_by(database, column, name)  # type: ignore[arg-type]  # the names of two columns
    await keep(session, [given_up.model_copy(update={"version": 2})])
    assert (await found_by(database, "user_name", "bob")).id == anna.id
    assert (await found_by(database, "employee_number", "e-anna")).id == bob.id


async def test_a_directory_that_breaks_the_rule_is_stated_at_the_start(
    http: Any, database: Any, column: MatchColumn
) -> None:
    for number, (name, active) in enumerate([("a", True), ("A", True), ("b", True), ("B", False), ("", True)]):
        await http.add(f"p{number}", active=active, **{column: name})
    with structlog.testing.capture_logs() as said:
        await SharedNames(database, column).state()
    assert [entry for entry in said if entry["event"] == "people_share_a_sign_in"] == [
        {"event": "people_share_a_sign_in", "log_level": "warning", "matches": column, "shared": 1}
    ]


async def test_readiness_names_how_many_sign_ins_are_shared(http: Any, app: Any) -> None:
    await http.add("one", employee_number="E1")
    ready = (await http.anonymous.get("/health/ready")).json()
    assert ready["sign_in"] == {"matches": "employee_number", "shared": 0}
    await http.add("two", employee_number="e1")
    app.state.shared_names._counted = None
    ready = await http.anonymous.get("/health/ready")
    assert (ready.status_code, ready.json()["sign_in"]["shared"]) == (200, 1)
