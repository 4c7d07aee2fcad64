"""Search: what somebody may see, by all words, whatever their accents and case; titles before texts."""

from typing import Any

import pytest
from service_kit.testing.plugin import People, Statements


@pytest.fixture
async def found(http: People, catalogue: Any) -> Any:
    """A track with a module that speaks of gloves in its text, another by its title, and a draft."""
    track = await catalogue.track(title={"en": "Working safely", "nl": "Veilig werken"})
    body = {"en": "Look first.\nGlóves keep your hands whole. Lift with a straight back.", "nl": "Handschoenen helpen."}
    await catalogue.module(
        track["id"],
        code="SAFE-101",
        title={"en": "Lifting", "nl": "Tillen"},
        content=[{"kind": "text", "title": {"en": "Hands"}, "body": body}],
    )
    gloves = await catalogue.module(track["id"], code="SAFE-102", title={"en": "Gloves"})
    await catalogue.draft(track["id"], code="SAFE-103", title={"en": "Gloves of tomorrow"})
    await catalogue.post(f"tracks/{track['id']}/publish")
    await catalogue.scheme([gloves], title={"en": "Glove keeper"}, code="glove-keeper")
    await http.add("glenn", given_name="Glenn", family_name="Gloverman", department="Sales", job_profile="Buyer")

    async def search(role: str, query: str) -> list[dict[str, Any]]:
        answer = await (await http.as_(role)).get(f"/v1/search?{query}")
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        assert all(set(item) == {"kind", "id", "code", "title", "excerpt"} for item in items)
        return items

    return search


async def test_titles_stand_before_texts_and_each_sees_what_they_may(found: Any) -> None:
    items = await found("employee", "q=glov")
    assert [(item["kind"], item["code"]) for item in items] == [
        ("module", "SAFE-102"),
        ("scheme", "glove-keeper"),
        ("module", "SAFE-101"),
    ]
    assert items[-1]["excerpt"].startswith("Look first. Glóves keep your hands")
    assert "SAFE-103" in {item["code"] for item in await found("trainer", "q=glov")}
    people = [item for item in await found("manager", "q=glov") if item["kind"] == "person"]
    assert [(one["title"], one["code"], one["excerpt"]) for one in people] == [
        ({"en": "Glenn Gloverman"}, None, "Buyer · Sales")
    ]


@pytest.mark.parametrize(
    ("q", "codes"),
    [
        ("GLÓVES+hands", ["SAFE-101"]),  # every word, the accents and the case aside
        ("handsch", ["SAFE-101"]),  # in another language than the reader's
        ("lift+stra", ["SAFE-101"]),  # one in the title, one in the text
        ("gloves+sandals", []),
        ("safe-102", ["SAFE-102"]),
        ("veil", ["T-001"]),
        ("--", []),
    ],
)
async def test_every_word_must_fit_by_its_beginning(found: Any, q: str, codes: list[str]) -> None:
    assert [item["code"] for item in await found("employee", f"q={q}")] == codes


async def test_kinds_and_limit_narrow_it(found: Any) -> None:
    assert {item["kind"] for item in await found("manager", "q=glov&kinds=scheme,person")} == {"scheme", "person"}
    assert {item["kind"] for item in await found("manager", "q=glov&kinds=scheme&kinds=person")} == {
        "scheme",
        "person",
    }
    assert len(await found("manager", "q=glov&limit=1")) == 1
    assert await found("employee", "q=glov&kinds=person") == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("q=g", "Malformed"),
        ("q=%20g%20", "Malformed"),
        ("", "Malformed"),
        ("q=glov&kinds=secret", "UnknownKind"),
        ("q=glov&limit=0", "Malformed"),
        ("q=glov&sort=code", "UnknownParameter"),
    ],
)
async def test_what_is_asked_wrongly_is_refused(http: People, query: str, code: str) -> None:
    refused = await (await http.as_("employee")).get(f"/v1/search?{query}")
    assert (refused.status_code, refused.json()["code"]) == (422, code)


@pytest.mark.parametrize(("role", "statements_of"), [("employee", 3), ("manager", 4), ("trainer", 4)])
async def test_it_is_one_statement_for_each_kind_in_one_trip(
    http: People, found: Any, statements: Statements, role: str, statements_of: int
) -> None:
    await found(role, "q=glov")
    client = await http.as_(role)
    statements.seen.clear()
    statements.round_trips = 0
    await client.get("/v1/search?q=glov")
    assert (len(statements.seen), statements.round_trips) == (statements_of, 1)
