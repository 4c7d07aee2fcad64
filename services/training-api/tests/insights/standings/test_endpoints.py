"""Who has a module, a track or a certificate, who is on the way and who is late: over HTTP."""

from typing import Any

import pytest
from service_kit.testing.plugin import People, Statements, TestClock

REASON = {"en": "They answer customers in public."}


@pytest.fixture
async def world(http: People, catalogue: Any, clock: TestClock) -> dict[str, Any]:
    """A track of two modules, required of Sales within ten days; eleven have passed since for all but Nora.

    Dora has completed both, Ivo the first, Lars has begun the first, Olga nothing, Nora is new. Vera of Legal has
    begun the second.
    """
    track, [first, second] = await catalogue.published(modules=2, phase="function")
    scheme = await catalogue.scheme([first, second])
    boss = await http.as_("manager", name="boss")
    head = await http.as_("manager", name="head", manager_id=boss.person.id)
    people = {
        name: await http.as_("employee", name=name, department="Sales", manager_id=head.person.id)
        for name in ("dora", "ivo", "lars", "olga")
    }
    body = {"track_id": track["id"], "due_in_days": 10, "reason": REASON, "applies_to": {"departments": ["Sales"]}}
    made = await catalogue.post("requirements", body, expect=201)
    await catalogue.post(f"requirements/{made['id']}/activate")
    for module in (first, second):
        await catalogue.complete(people["dora"], module)
    await catalogue.complete(people["ivo"], first)
    assert (await people["lars"].post("/v1/enrolments", json={"module_id": first["id"]})).status_code == 201
    people["vera"] = await http.as_("employee", name="vera", department="Legal")
    assert (await people["vera"].post("/v1/enrolments", json={"module_id": second["id"]})).status_code == 201
    clock.advance(days=11)
    people["nora"] = await http.as_("employee", name="nora")
    hr = await http.as_("hr")
    card = await hr.get(f"/v1/people/{people['nora'].person.id}")
    moved = await hr.patch(
        f"/v1/people/{people['nora'].person.id}",
        json={"department": "Sales"},
        headers={"If-Match": card.headers["etag"]},
    )
    assert moved.status_code == 200, moved.text
    paths = {
        "track": f"/v1/tracks/{track['id']}/people",
        "first": f"/v1/modules/{first['id']}/people",
        "second": f"/v1/modules/{second['id']}/people",
        "scheme": f"/v1/certification-schemes/{scheme['id']}/people",
    }
    return {"paths": paths, "people": people, "head": head, "boss": boss, "requirement": made["id"], "first": first}


async def standing(client: Any, path: str, **params: str) -> dict[str, str]:
    answer = await client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return {one["given_name"]: one["state"] for one in answer.json()["items"]}


async def test_each_stands_as_they_do(http: People, world: dict[str, Any]) -> None:
    hr, paths = await http.as_("hr"), world["paths"]
    track = {"Dora": "done", "Ivo": "late", "Lars": "late", "Olga": "late", "Nora": "open", "Vera": "underway"}
    first = {"Dora": "done", "Ivo": "done", "Lars": "late", "Olga": "late", "Nora": "open"}
    second = {"Dora": "done", "Ivo": "late", "Lars": "late", "Olga": "late", "Nora": "open", "Vera": "underway"}
    scheme = {"Dora": "done", "Ivo": "underway", "Lars": "underway", "Vera": "underway"}
    assert await standing(hr, paths["track"]) == track
    assert await standing(hr, paths["first"]) == first
    assert await standing(hr, paths["second"]) == second
    assert await standing(hr, paths["scheme"]) == scheme
    answer = (await hr.get(paths["track"], params={"state": "late"})).json()
    assert answer["summary"] == {"late": 3, "open": 1, "underway": 1, "done": 1}
    ivo = answer["items"][0]
    assert (ivo["given_name"], ivo["parts_done"], ivo["parts"]) == ("Ivo", 1, 2)
    assert ivo["head"]["name"] == "Head Tester"
    assert "score" not in ivo
    assert await standing(hr, paths["track"], department="Legal") == {"Vera": "underway"}
    assert await standing(hr, paths["track"], q="ol") == {"Olga": "late"}
    assert await standing(hr, paths["track"], person=str(world["people"]["dora"].person.id)) == {"Dora": "done"}


async def test_what_no_longer_counts_is_not_had(http: People, world: dict[str, Any], catalogue: Any) -> None:
    hr, paths = await http.as_("hr"), world["paths"]
    dora = str(world["people"]["dora"].person.id)
    certificates = (await hr.get("/v1/certificates", params={"person": dora})).json()["items"]
    trainer = await http.as_("trainer")
    suspended = await trainer.post(f"/v1/certificates/{certificates[0]['id']}/suspend", json={"reason": "A doubt."})
    assert suspended.status_code == 200, suspended.text
    assert (await standing(hr, paths["scheme"], person=dora)) == {"Dora": "late"}
    [done] = (await hr.get("/v1/completions", params={"person": dora, "module": world["first"]["code"]})).json()[
        "items"
    ]
    assert (
        await trainer.post(f"/v1/completions/{done['id']}/reverse", json={"reason": "Not them."})
    ).status_code == 200
    assert await standing(hr, paths["first"], person=dora) == {"Dora": "late"}
    assert await standing(hr, paths["track"], person=dora) == {"Dora": "late"}


async def test_who_is_exempt_is_not_late(http: People, world: dict[str, Any]) -> None:
    hr = await http.as_("hr")
    body = {"person_id": str(world["people"]["olga"].person.id), "reason": "On leave.", "until": "2099-01-01T00:00:00Z"}
    assert (await hr.post(f"/v1/requirements/{world['requirement']}/exemptions", json=body)).status_code == 201
    assert "Olga" not in await standing(hr, world["paths"]["track"])


async def test_a_manager_sees_the_people_below_alone(http: People, world: dict[str, Any]) -> None:
    for client in (world["head"], world["boss"]):
        seen = await standing(client, world["paths"]["track"])
        assert sorted(seen) == ["Dora", "Ivo", "Lars", "Olga"]
        answer = (await client.get(world["paths"]["track"])).json()
        assert answer["summary"] == {"late": 3, "open": 0, "underway": 0, "done": 1}
    assert await standing(await http.as_("manager", name="elsewhere"), world["paths"]["track"]) == {}
    rows = (await world["head"].get(world["paths"]["scheme"], params={"format": "csv"})).text.splitlines()
    assert len(rows) == 4
    hr = await http.as_("hr")
    below = await standing(hr, world["paths"]["track"], manager=str(world["boss"].person.id))
    assert sorted(below) == ["Dora", "Ivo", "Lars", "Olga"]


@pytest.mark.parametrize("role", ["employee", "executive", "analyst", "strategist", "legal", "community-manager"])
async def test_others_may_not_ask(http: People, world: dict[str, Any], role: str) -> None:
    client = await http.as_(role, name=f"a-{role}")
    for path in world["paths"].values():
        assert (await client.get(path)).status_code == 403


async def test_a_list_is_read_in_pages_and_what_is_not_there_is_missing(
    http: People, world: dict[str, Any], statements: Statements
) -> None:
    hr, nowhere = await http.as_("hr"), "0194fdc2-fa2f-7cc0-81d3-ff12045b73c8"
    for path in ("modules", "tracks", "certification-schemes"):
        assert (await hr.get(f"/v1/{path}/{nowhere}/people")).status_code == 404
    for sort in ("name", "-due_at", "since"):
        seen: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            params = {"sort": sort, "limit": 4} | ({"cursor": cursor} if cursor else {})
            page = (await hr.get(world["paths"]["track"], params=params)).json()
            seen += [one["given_name"] for one in page["items"]]
            cursor = page["next_cursor"]
        assert sorted(seen) == ["Dora", "Ivo", "Lars", "Nora", "Olga", "Vera"], sort
    statements.seen.clear()
    statements.round_trips = 0
    await hr.get(world["paths"]["track"])
    assert (len(statements.seen), statements.round_trips) == (3, 2), "whether it is there; the page and the numbers"
