"""Whom a track is for, and which moves are open to whom, over HTTP."""

from typing import Any

import pytest
from service_kit.testing.plugin import People

ANY = {"If-Match": "*"}


@pytest.mark.parametrize(
    ("audience", "code"),
    [
        ({"everyone": True, "departments": ["Sales"]}, "AudienceContradictory"),
        ({"departments": []}, "AudienceEmpty"),
        ({"countries": ["NL"]}, "Malformed"),
    ],
)
async def test_an_audience_that_is_not_clear_is_refused(catalogue: Any, audience: dict[str, Any], code: str) -> None:
    body = {"code": "T-1", "title": {"en": "A track"}, "audience": audience}
    assert (await catalogue.post("tracks", body, expect=422))["code"] == code
    made = await catalogue.post("tracks", body | {"audience": {"divisions": ["North"]}}, expect=201)
    assert (made["audience"]["divisions"], made["audience"]["everyone"]) == (["North"], False)
    refused = await (await catalogue.trainer()).patch(
        f"/v1/tracks/{made['id']}", json={"audience": audience}, headers=ANY
    )
    assert refused.json()["code"] == code


async def test_names_that_nobody_has_are_told_after_a_change(http: People, catalogue: Any) -> None:
    await http.add("seller", department="Sales")
    track = await catalogue.track(audience={"departments": ["Sales", "Slaes"]})
    assert track["unknown"] == {"departments": ["Slaes"]}
    trainer = await http.as_("trainer")
    changed = await trainer.patch(
        f"/v1/tracks/{track['id']}", json={"audience": {"departments": ["Sales"]}}, headers=ANY
    )
    assert (changed.json()["unknown"], changed.json()["audience"]["departments"]) == ({}, ["Sales"])


async def test_one_name_of_each_list_must_fit_also_in_what_is_kept_of_the_catalogue(
    http: People, catalogue: Any
) -> None:
    audience = {"departments": ["Sales", "Marketing"], "locations": ["Delft"]}
    track, [module] = await catalogue.published(audience=audience)
    people = {
        "both": {"department": "Sales", "location": "Delft"},
        "elsewhere": {"department": "Sales", "location": "Gent"},
        "others": {"department": "Legal", "location": "Delft"},
    }
    for name, values in people.items():
        client, shown = await http.as_(name=name, **values), name == "both"
        assert (await client.get(f"/v1/tracks/{track['id']}")).status_code == (200 if shown else 404)
        for path, one in (("tracks", track), ("modules", module)):
            listed = (await client.get(f"/v1/{path}")).json()["items"]
            assert [found["id"] for found in listed] == ([one["id"]] if shown else [])
        enrolled = await client.post("/v1/enrolments", json={"module_id": module["id"]})
        assert enrolled.status_code == (201 if shown else 404)


async def test_each_answer_says_which_moves_are_open_to_its_reader(http: People, catalogue: Any) -> None:
    track, [module] = await catalogue.published()
    draft = await catalogue.track()
    assert draft["allowed"] == ["publish", "archive"]
    trainer, learner = await http.as_("trainer"), await http.as_("employee")
    for client, allowed in ((trainer, ["archive"]), (learner, [])):
        assert (await client.get(f"/v1/tracks/{track['id']}")).json()["allowed"] == allowed
        assert (await client.get(f"/v1/modules/{module['id']}")).json()["allowed"] == allowed
        for path, one in (("tracks", track), ("modules", module)):
            listed = (await client.get(f"/v1/{path}?state=published")).json()["items"]
            assert [(found["id"], found["allowed"]) for found in listed] == [(one["id"], allowed)]
    again = await catalogue.post(f"tracks/{track['id']}/publish", expect=409)
    assert (again["code"], again["state"], again["allowed"]) == ("MoveNotAllowed", "published", ["archive"])
    assert (await catalogue.post(f"tracks/{track['id']}/archive"))["allowed"] == []


async def test_what_relies_on_a_module_is_said_in_the_language_that_was_asked_for(catalogue: Any) -> None:
    _, [first, then] = await catalogue.published(modules=2)
    scheme = await catalogue.scheme([first])
    await catalogue.requires(then, {"module": first["id"]})
    trainer, path = await catalogue.trainer(), f"/v1/modules/{first['id']}/archive"

    async def said(language: str) -> str:
        refused = await trainer.post(path, headers={"Accept-Language": language})
        detail: str = refused.json()["detail"]
        return detail

    assert await said("nl-NL") == f"Haal haar eerst uit de voorwaarden van {then['code']}."
    assert await said("de") == f"First take it out of the prerequisites of {then['code']}."
    await catalogue.requires(then, {"all_of": []})
    assert await said("fr") == f"Mettez d'abord fin à la certification {scheme['code']}."
