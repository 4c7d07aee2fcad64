"""Every list of the catalogue, of learning and of certification: one statement, in pages and as a file."""

from typing import Any

import pytest
from service_kit.data.database import AsyncSession
from service_kit.domain.collections import Collection, Selection, derived
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.testing.doubles import plan_of
from service_kit.testing.plugin import People, Statements
from service_kit.work import clock
from sqlalchemy import select, text
from training_api.catalogue.modules import queries as modules
from training_api.catalogue.tracks import queries as tracks
from training_api.permissions import Permission

LISTS = {
    "tracks": "tracks",
    "modules": "modules",
    "certification-schemes": "certification-schemes",
    "waivers": "waivers",
    "enrolments": "enrolments",
    "me/enrolments": "my-enrolments",
    "completions": "completions",
    "me/transcript": "transcript",
    "certificates": "certificates",
    "me/certificates": "my-certificates",
}
"""Each list with the name of its file."""
OF_PEOPLE = [path for path in LISTS if path not in ("tracks", "modules", "certification-schemes")]


@pytest.fixture
async def learner(http: People, catalogue: Any) -> Any:
    """Somebody of whom each list shows one thing."""
    _, [module, other] = await catalogue.published(modules=2)
    await catalogue.scheme([module])
    learner = await http.as_("employee")
    await catalogue.complete(learner, module)
    await learner.post("/v1/waivers", json={"module_id": other["id"], "reason": "=SUM(1)"})
    await learner.get("/v1/people/me")
    return learner


@pytest.mark.parametrize("path", LISTS)
async def test_a_list_is_one_statement_and_so_is_its_file(learner: Any, path: str, statements: Statements) -> None:
    first = (await learner.get(f"/v1/{path}")).json()["items"]
    assert first
    statements.seen.clear()
    page = await learner.get(f"/v1/{path}?limit=10")
    table = "prerequisite_waivers" if path == "waivers" else path.removeprefix("me/").replace("-", "_")
    table = "completions" if table == "transcript" else table
    asked = [sql for sql in statements.seen if table in sql and "concat_ws" not in sql]
    # The totals of the transcript are the second; the revision of the catalogue says whether anything changed.
    assert len(asked) == (2 if path == "me/transcript" else 1), asked
    file = await learner.get(f"/v1/{path}?format=csv")
    assert (file.status_code, len(file.text.splitlines())) == (200, len(page.json()["items"]) + 1), file.text
    assert file.headers["content-disposition"].startswith(f'attachment; filename="{LISTS[path]}-')
    assert "'=SUM(1)" in file.text or "=SUM(1)" not in file.text
    workbook = await learner.get(f"/v1/{path}?format=xlsx")
    assert workbook.content.startswith(b"PK")


@pytest.mark.parametrize("path", LISTS)
async def test_a_parameter_that_a_list_does_not_know_is_refused(learner: Any, path: str) -> None:
    refused = await learner.get(f"/v1/{path}?colour=red")
    assert (refused.status_code, refused.json()["code"]) == (422, "UnknownParameter")
    assert {"limit", "cursor", "format"} <= set(refused.json()["known"])


async def test_files_about_people_stand_in_the_record(learner: Any, session: AsyncSession) -> None:
    for path in LISTS:
        await learner.get(f"/v1/{path}?format=csv")
    noted = await session.execute(select(audit.entries.c.action).where(audit.entries.c.action.like("%.exported")))
    assert sorted(noted.scalars()) == sorted(f"{LISTS[path]}.exported" for path in OF_PEOPLE)


async def test_a_file_shows_what_its_reader_may_see(http: People, catalogue: Any, learner: Any) -> None:
    trainer = await http.as_("trainer")
    mine = (await learner.get("/v1/me/certificates")).json()["items"]
    await trainer.post(f"/v1/certificates/{mine[0]['id']}/suspend", json={"reason": "Between us"})
    for client, told in ((learner, True), (trainer, True), (await http.as_("hr"), False)):
        file = (await client.get("/v1/certificates?format=csv&state=suspended")).text
        assert len(file.splitlines()) == 2
        assert ("Between us" in file) is told


async def test_words_are_found_whatever_their_accents_and_the_tags_of_languages_are_not_words(
    http: People, catalogue: Any
) -> None:
    track = await catalogue.track(title={"fr": "Éthique d'entreprise"})
    module = await catalogue.module(track["id"], title={"nl": "Crème"}, goals=[{"en": "Know-how"}])
    trainer = await http.as_("trainer")

    async def found(path: str, words: str) -> list[str]:
        listed = (await trainer.get(f"/v1/{path}", params={"q": words})).json()["items"]
        return [one["code"] for one in listed]

    assert await found("tracks", "ethique") == await found("tracks", "entrep") == [track["code"]]
    assert await found("modules", "CREME") == await found("modules", "knowhow") == [module["code"]]
    assert await found("modules", module["code"]) == [module["code"]]
    assert await found("tracks", "fr") == await found("modules", "nl") == []


@pytest.mark.parametrize(("listing", "index"), [(tracks.LIST, "ix_tracks_search"), (modules.LIST, "ix_modules_search")])
async def test_words_are_found_by_the_index(listing: Collection, index: str, session: AsyncSession) -> None:
    # Few rows are read in any way at all: only ways that ask the words' own index are left.
    for way in ("seqscan", "indexscan", "nestloop"):
        await session.execute(text(f"SET LOCAL enable_{way} = off"))
    trainer = Actor("service", "t", "t", frozenset(), frozenset(), frozenset({Permission.WRITE_CATALOGUE}))
    found = derived(listing, trainer, Selection({}, "knowhow"), lambda found: found, now=clock.now())
    assert index in await plan_of(session, found)
