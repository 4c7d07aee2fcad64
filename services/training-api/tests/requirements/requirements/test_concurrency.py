"""A requirement, a person and completions that change at the same moment do not miss each other."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from service_kit.data.database import AsyncSession, Database
from service_kit.data.statements import run
from service_kit.identity.auth import Actor
from service_kit.identity.people import Person
from service_kit.testing.plugin import People
from service_kit.web.concurrency import Match
from sqlalchemy import text
from training_api.catalogue.modules.rules import Modality
from training_api.catalogue.modules.rules import State as ModuleState
from training_api.catalogue.modules.tables import Module
from training_api.catalogue.tracks.rules import Component, Phase
from training_api.catalogue.tracks.rules import State as TrackState
from training_api.catalogue.tracks.tables import Track
from training_api.directory.people import queries as people
from training_api.learning.completions.rules import Source
from training_api.learning.completions.tables import Completion
from training_api.permissions import Permission
from training_api.requirements.lines import queries as lines
from training_api.requirements.requirements import actions


async def a_track(database: Database) -> tuple[UUID, list[UUID]]:
    async with database.write() as session:
        track = Track(
            code="DIQ",
            title={"en": "DIQ"},
            phase=Phase.FUNCTION,
            component=Component.ALL_STAFF,
            audience={"everyone": True},
            state=TrackState.PUBLISHED,
        )
        session.add(track)
        await session.flush()
        modules = [
            Module(
                code=f"DIQ-{number}",
                track_id=track.id,
                level=1,
                title={"en": "x"},
                goals=[],
                minutes=60,
                modality=Modality.ONLINE,
                content=[],
                state=ModuleState.PUBLISHED,
                edition=1,
            )
            for number in range(2)
        ]
        session.add_all(modules)
    return track.id, [module.id for module in modules]


async def draft(trainer: httpx.AsyncClient, track_id: UUID) -> str:
    body = {"track_id": str(track_id), "applies_to": {"departments": ["Sales"]}, "due_in_days": 30, "reason": "Why"}
    return str((await trainer.post("/v1/requirements", json=body)).json()["id"])


def id_of(client: httpx.AsyncClient) -> UUID:
    person: Person = client.person  # type: ignore[attr-defined]  # put there by the test client
    return person.id


async def states(client: httpx.AsyncClient) -> list[str]:
    return [line["state"] for line in (await client.get("/v1/me/requirements")).json()["items"]]


async def test_a_person_who_changes_while_a_requirement_is_activated_gets_it(
    live_http: People, live_database: Database
) -> None:
    track_id, _ = await a_track(live_database)
    trainer, hr = await live_http.as_("trainer"), await live_http.as_("hr")
    anna = await live_http.as_("employee", name="anna", department="Legal")
    requirement_id = await draft(trainer, track_id)
    change: asyncio.Task[Any] | None = None
    async with live_database.write() as session:
        permissions = frozenset({Permission.WRITE_REQUIREMENTS.value})
        actor = Actor("service", "trainer", "trainer", frozenset(), frozenset(), permissions)
        await actions.activate(
            session, actor, UUID(requirement_id), Match(None), hours_a_year=40, now=datetime.now(UTC)
        )
        change = asyncio.create_task(
            hr.patch(f"/v1/people/{id_of(anna)}", json={"department": "Sales"}, headers={"If-Match": "*"})
        )
        await asyncio.wait([change], timeout=0.3)
        assert not change.done()  # it waits for the requirement that is being activated
    assert (await change).status_code == 200
    assert await states(anna) == ["open"]


async def test_the_last_two_parts_completed_at_once_complete_the_line(
    live_http: People, live_database: Database
) -> None:
    track_id, modules = await a_track(live_database)
    trainer = await live_http.as_("trainer")
    anna = await live_http.as_("employee", name="anna", department="Sales")
    await trainer.post(f"/v1/requirements/{await draft(trainer, track_id)}/activate")

    async def complete(module_id: UUID) -> None:
        async with live_database.write() as session:
            session.add(
                Completion(
                    person_id=id_of(anna),
                    module_id=module_id,
                    edition=1,
                    minutes=60,
                    credits=1,
                    source=Source.LMS,
                    recorded_by="service:lms",
                    completed_at=datetime.now(UTC),
                )
            )
            await session.flush()
            await asyncio.sleep(0.1)  # both completions are written before either is counted
            await actions.recount(session, [id_of(anna)])
            await asyncio.sleep(0.1)

    await asyncio.gather(*(complete(module_id) for module_id in modules))
    assert await states(anna) == ["done"]


async def test_an_activation_by_two_trainers_at_once_happens_once(live_http: People, live_database: Database) -> None:
    track_id, _ = await a_track(live_database)
    trainer = await live_http.as_("trainer")
    anna = await live_http.as_("employee", name="anna", department="Sales")
    path = f"/v1/requirements/{await draft(trainer, track_id)}/activate"
    answers = await asyncio.gather(trainer.post(path), trainer.post(path))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    async with live_database.hot() as connection:
        assert len(await run(connection, lines.lines_of(id_of(anna), datetime.now(UTC)))) == 1


async def completed(session: AsyncSession, person_id: UUID, module_id: UUID) -> None:
    session.add(
        Completion(
            person_id=person_id,
            module_id=module_id,
            edition=1,
            minutes=60,
            credits=1,
            source=Source.LMS,
            recorded_by="service:lms",
            completed_at=datetime.now(UTC),
        )
    )
    await session.flush()


async def test_a_completion_amid_an_import_of_the_same_person_ends_in_neither_being_given_up(
    live_http: People, live_database: Database
) -> None:
    """The import locks the person's row, then their lines; the completion must not lock the lines before it."""
    track_id, [module_id, _] = await a_track(live_database)
    trainer = await live_http.as_("trainer")
    anna = await live_http.as_("employee", name="anna", department="Sales")
    await trainer.post(f"/v1/requirements/{await draft(trainer, track_id)}/activate")
    body = {"person_id": str(id_of(anna)), "module_id": str(module_id)}
    async with live_database.write() as session:
        await session.execute(text("UPDATE people SET department = 'Legal' WHERE id = :id"), {"id": id_of(anna)})
        learning = asyncio.create_task(trainer.post("/v1/completions", json=body))
        await asyncio.sleep(0.5)
        await actions.reassign_people(session, [id_of(anna)], now=datetime.now(UTC))
    assert (await learning).status_code == 201
    assert await states(anna) == []


async def test_an_activation_amid_a_change_of_somebody_it_concerns_ends_in_both(
    live_http: People, live_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    track_id, _ = await a_track(live_database)
    trainer, hr = await live_http.as_("trainer"), await live_http.as_("hr")
    anna = await live_http.as_("employee", name="anna", department="Sales")
    requirement_id = await draft(trainer, track_id)
    announce = people.announce

    async def slowly(*arguments: Any) -> None:
        await announce(*arguments)
        await asyncio.sleep(0.5)

    monkeypatch.setattr(people, "announce", slowly)
    change = hr.patch(f"/v1/people/{id_of(anna)}", json={"user_name": "anna.new"}, headers={"If-Match": "*"})
    changing = asyncio.create_task(change)
    await asyncio.sleep(0.25)
    activated = await trainer.post(f"/v1/requirements/{requirement_id}/activate")
    assert (activated.status_code, (await changing).status_code) == (200, 200)
    assert await states(anna) == ["open"]


async def test_a_module_archived_amid_a_completion_counts_it(live_http: People, live_database: Database) -> None:
    track_id, [module_id, other_id] = await a_track(live_database)
    trainer = await live_http.as_("trainer")
    anna = await live_http.as_("employee", name="anna", department="Sales")
    await trainer.post(f"/v1/requirements/{await draft(trainer, track_id)}/activate")
    async with live_database.write() as session:
        await completed(session, id_of(anna), module_id)
        await actions.recount(session, [id_of(anna)])
        archiving = asyncio.create_task(trainer.post(f"/v1/modules/{other_id}/archive"))
        await asyncio.sleep(0.5)
    assert (await archiving).status_code == 200
    assert await states(anna) == ["done"]
