"""Who answered a version, who has it open and who is late: over HTTP."""

from typing import Any

import pytest
from service_kit.testing.plugin import People, Statements, TestClock
from sqlalchemy import text


@pytest.fixture
async def world(http: People, office: Any, clock: TestClock) -> dict[str, Any]:
    """A version that is due in ten days, asked of all; eleven have passed.

    Of the boss's people Dora accepted, Ivo declined, Olga did neither; Vera, who has another head, accepted.
    """
    boss = await http.as_("manager", name="boss", department="Board")
    head = await http.as_("manager", name="head", department="Board", manager_id=boss.person.id)  # type: ignore[attr-defined]  # set by the kit's plugin
    people = {
        name: await http.as_("employee", name=name, department="Sales", manager_id=head.person.id)  # type: ignore[attr-defined]  # as above
        for name in ("dora", "ivo", "olga")
    }
    people["vera"] = await http.as_("employee", name="vera", department="Legal", location="Gent")
    path = await office.draft()
    await office.publish(path, within_days=10)
    for name, accepted in (("dora", True), ("ivo", False), ("vera", True)):
        [ask] = (await people[name].get("/v1/me/acknowledgements")).json()["items"]
        body = {"accepted": accepted, "language": "en", "comment": "A private word."}
        assert (await people[name].post(f"/v1/acknowledgements/{ask['id']}/answer", json=body)).status_code == 200
    return {"path": f"/v1/{path}/people", "version": path, "people": people, "head": head, "boss": boss}


SHOWN = ("Dora", "Ivo", "Olga", "Vera")


async def standing(client: Any, path: str, **params: str) -> dict[str, str]:
    answer = await client.get(path, params={"limit": 200, **params})
    assert answer.status_code == 200, answer.text
    return {one["given_name"]: one["state"] for one in answer.json()["items"] if one["given_name"] in SHOWN}


async def test_each_stands_as_they_do_and_only_keepers_read_the_answer(
    http: People, world: dict[str, Any], clock: TestClock
) -> None:
    path = world["path"]
    told = {"Dora": "answered", "Ivo": "answered", "Olga": "open", "Vera": "answered"}
    kept = {"Dora": "accepted", "Ivo": "declined", "Olga": "open", "Vera": "accepted"}
    for role, expected in (("hr", told), ("legal", told), ("strategist", kept), ("admin", kept)):
        assert await standing(await http.as_(role), path) == expected, role
    clock.advance(days=11)
    hr, strategist = await http.as_("hr"), await http.as_("strategist")
    assert (await standing(hr, path))["Olga"] == "late"
    numbers = (await strategist.get(path, params={"state": "late"})).json()["summary"]
    assert (numbers["accepted"], numbers["declined"], numbers["answered"], numbers["open"]) == (2, 1, 0, 0)
    told_numbers = (await hr.get(path)).json()["summary"]
    assert (told_numbers["answered"], told_numbers["accepted"], told_numbers["declined"]) == (3, 0, 0)
    assert told_numbers["late"] == numbers["late"] > 0
    [row] = (await hr.get(path, params={"person": str(world["people"]["ivo"].person.id)})).json()["items"]
    assert (row["head"]["name"], row["department"], row["state"]) == ("Head Tester", "Sales", "answered")
    assert len(row["content_hash"]) == 64
    assert "private" not in (await strategist.get(path, params={"limit": 200})).text


async def test_it_is_found_by_state_place_person_manager_and_words(http: People, world: dict[str, Any]) -> None:
    hr, strategist, path = await http.as_("hr"), await http.as_("strategist"), world["path"]
    assert await standing(hr, path, state="answered") == {"Dora": "answered", "Ivo": "answered", "Vera": "answered"}
    assert await standing(hr, path, state="declined") == {}, "what somebody answered is not asked for either"
    assert await standing(strategist, path, state="declined") == {"Ivo": "declined"}
    assert await standing(strategist, path, state="answered") == {
        "Dora": "accepted",
        "Ivo": "declined",
        "Vera": "accepted",
    }
    assert await standing(hr, path, state="open", department="Sales") == {"Olga": "open"}
    assert await standing(hr, path, location="Gent") == {"Vera": "answered"}
    assert await standing(hr, path, q="ol test") == {"Olga": "open"}
    below = await standing(hr, path, manager=str(world["boss"].person.id))
    assert sorted(below) == ["Dora", "Ivo", "Olga"]


async def test_a_manager_sees_the_people_below_alone_and_never_an_answer(http: People, world: dict[str, Any]) -> None:
    expected = {"Dora": "answered", "Ivo": "answered", "Olga": "open"}
    for client in (world["head"], world["boss"]):
        assert await standing(client, world["path"]) == expected
        assert await standing(client, world["path"], state="declined") == {}
    numbers = (await world["head"].get(world["path"])).json()["summary"]
    assert numbers == {"late": 0, "open": 1, "accepted": 0, "declined": 0, "answered": 2}
    assert await standing(world["boss"], world["path"], manager=str(world["head"].person.id)) == expected
    assert await standing(world["head"], world["path"], person=str(world["people"]["vera"].person.id)) == {}
    assert await standing(await http.as_("manager", name="elsewhere"), world["path"]) == {}
    rows = (await world["head"].get(world["path"], params={"format": "csv"})).text.splitlines()
    assert len(rows) == 4
    assert "content_hash" in rows[0]
    assert "answered" in rows[1] + rows[2]


@pytest.mark.parametrize("role", ["employee", "executive", "analyst", "corporate-affairs", "community-manager"])
async def test_others_may_not_ask(http: People, world: dict[str, Any], role: str) -> None:
    assert (await (await http.as_(role, name=f"a-{role}")).get(world["path"])).status_code == 403


async def test_who_was_asked_again_about_one_version_stands_as_asked_last(
    http: People, office: Any, world: dict[str, Any], session: Any
) -> None:
    vera = world["people"]["vera"]
    # As the directory's news of another department does when a clause is for it alone.
    await session.execute(
        text(
            """
            INSERT INTO acknowledgements (id, person_id, guideline_id, turn, version_id, version_number, content_hash,
                state, held_before, lapsed, asked_because, asked_roles, asked_at, due_at)
            SELECT gen_random_uuid(), person_id, guideline_id, turn + 1, version_id, version_number, content_hash,
                'open', true, false, 'role', asked_roles, asked_at, due_at
            FROM acknowledgements WHERE person_id = :vera
            """
        ),
        {"vera": vera.person.id},
    )
    hr = await http.as_("hr")
    assert await standing(hr, world["path"], person=str(vera.person.id)) == {"Vera": "open"}


async def test_a_draft_is_missing_and_pages_follow_one_another(
    http: People, office: Any, world: dict[str, Any], statements: Statements
) -> None:
    draft = await office.next_version(world["version"])
    assert (await world["head"].get(f"/v1/{draft}/people")).status_code == 404
    assert (await (await http.as_("hr")).get(f"/v1/{draft}/people")).status_code == 404
    strategist = await http.as_("strategist")
    assert (await strategist.get(f"/v1/{draft}/people")).json()["items"] == []
    hr = await http.as_("hr")
    for sort in ("name", "-due_at", "since"):
        seen: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            params = {"sort": sort, "limit": 3} | ({"cursor": cursor} if cursor else {})
            page = (await hr.get(world["path"], params=params)).json()
            seen += [one["person_id"] for one in page["items"]]
            assert (page["summary"] is None) is bool(cursor)
            cursor = page["next_cursor"]
        assert len(seen) == len(set(seen)) > 4, sort
    statements.seen.clear()
    statements.round_trips = 0
    await hr.get(world["path"])
    assert (len(statements.seen), statements.round_trips) == (3, 2), "the version; the page and the numbers"
