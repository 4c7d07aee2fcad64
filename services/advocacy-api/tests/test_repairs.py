"""What a repair of training's feed does to points: what is missing comes once, what is lost stays until decided."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from advocacy_api.followers import FOLLOWERS
from advocacy_api.learning.facts import actions as learning
from service_kit.events.feed import Event
from service_kit.testing.plugin import People, RolledBackDatabase, event_of
from sqlalchemy import text

pytestmark = pytest.mark.usefixtures("programme")

MOMENT = datetime(2026, 11, 20, 9, tzinfo=UTC).isoformat()
_MAPPINGS, PEOPLE, CERTIFICATES, COMPLETIONS = FOLLOWERS[0].replicas


def recorded(person_id: UUID, completion_id: UUID, module_id: UUID) -> Event:
    body = {"completion_id": completion_id, "person_id": person_id, "module_id": module_id, "completed_at": MOMENT}
    event: Event = event_of(learning.RECORDED, body)
    return event


def reversed_(person_id: UUID, completion_id: UUID, module_id: UUID) -> Event:
    body = {"completion_id": completion_id, "person_id": person_id, "module_id": module_id}
    event: Event = event_of(learning.REVERSED, body)
    return event


def issued(person_id: UUID, certificate_id: UUID) -> Event:
    event: Event = event_of(
        learning.ISSUED, {"certificate_id": certificate_id, "person_id": person_id, "issued_at": MOMENT}
    )
    return event


async def followed(database: RolledBackDatabase, *events: Event) -> None:
    async with database.write() as session:
        for event in events:
            await FOLLOWERS[0].handlers[event.type](session, [event])


async def balance(person: Any) -> int:
    return int((await person.get("/v1/me/points")).json()["balance"])


async def test_what_is_told_again_earns_nothing_and_what_was_missing_earns_once(
    http: People, database: RolledBackDatabase
) -> None:
    ada = await http.as_("employee", name="ada")
    me, known, missing, module = ada.person.id, uuid4(), uuid4(), uuid4()
    certificate = uuid4()
    await followed(database, recorded(me, known, module), issued(me, certificate))
    assert await balance(ada) == 60
    told = [recorded(me, known, module), recorded(me, missing, uuid4())]
    for _again in range(2):
        async with database.write() as session:
            await COMPLETIONS.restate(session, told)
            await CERTIFICATES.restate(session, [issued(me, certificate), issued(me, UUID(int=certificate.int + 1))])
    assert await balance(ada) == 120
    # Followed on from the snapshot, the same events are told once more.
    await followed(database, *told)
    assert await balance(ada) == 120
    manager = await http.as_("community-manager")
    assert (await manager.get("/v1/points/consistency")).json()["consistent"] is True


async def test_a_reversal_told_by_the_snapshot_takes_the_points(http: People, database: RolledBackDatabase) -> None:
    ada = await http.as_("employee", name="ada")
    me, known, never, module = ada.person.id, uuid4(), uuid4(), uuid4()
    await followed(database, recorded(me, known, module))
    told = [
        recorded(me, known, module),
        reversed_(me, known, module),
        recorded(me, never, uuid4()),
        reversed_(me, never, uuid4()),
    ]
    async with database.write() as session:
        await COMPLETIONS.restate(session, told)
        assert COMPLETIONS.records
        assert await COMPLETIONS.records(session, [], [str(known)]) == set()
    assert await balance(ada) == 0


async def test_points_of_lost_completions_stay_until_they_are_taken_back(
    http: People, database: RolledBackDatabase
) -> None:
    ada = await http.as_("employee", name="ada")
    me, lost, again, module = ada.person.id, uuid4(), uuid4(), uuid4()
    await followed(database, recorded(me, lost, module))
    async with database.write() as session:
        # After the restore the LMS reported the same completion once more: it is another one now.
        await COMPLETIONS.restate(session, [recorded(me, again, module)])
        await COMPLETIONS.retire(session, [str(lost)])
        assert COMPLETIONS.records
        assert await COMPLETIONS.records(session, [str(lost)], []) == {str(lost)}
    assert await balance(ada) == 10, "one module learned once is paid once"
    for _twice in range(2):
        async with database.write() as session:
            assert COMPLETIONS.reverse
            await COMPLETIONS.reverse(session, ada.person, [str(lost)])
        assert await balance(ada) == 10, "the completion that training knows has its points instead"
    entries = (await ada.get("/v1/me/points")).json()["entries"]
    assert sorted((entry["reason"], entry["event_id"]) for entry in entries) == sorted(
        [("completion", str(lost)), ("completion-reversed", str(lost)), ("completion", str(again))]
    )


async def test_points_taken_for_a_lost_reversal_can_be_given_again(http: People, database: RolledBackDatabase) -> None:
    ada = await http.as_("employee", name="ada")
    me, completion, module = ada.person.id, uuid4(), uuid4()
    await followed(database, recorded(me, completion, module), reversed_(me, completion, module))
    assert await balance(ada) == 0
    async with database.write() as session:
        await COMPLETIONS.restate(session, [recorded(me, completion, module)])
        assert COMPLETIONS.records
        assert await COMPLETIONS.records(session, [], [str(completion)]) == {str(completion)}
    assert await balance(ada) == 0, "kept as it is until an admin decides"
    for _twice in range(2):
        async with database.write() as session:
            assert COMPLETIONS.reverse
            await COMPLETIONS.reverse(session, ada.person, [str(completion)])
    assert await balance(ada) == 10
    manager = await http.as_("community-manager")
    assert (await manager.get("/v1/points/consistency")).json()["consistent"] is True


async def test_points_of_a_lost_certificate_are_taken_back_once(http: People, database: RolledBackDatabase) -> None:
    ada = await http.as_("employee", name="ada")
    certificate = uuid4()
    await followed(database, issued(ada.person.id, certificate))
    async with database.write() as session:
        assert CERTIFICATES.records
        assert await CERTIFICATES.records(session, [str(certificate)], []) == {str(certificate)}
    for _twice in range(2):
        async with database.write() as session:
            assert CERTIFICATES.reverse
            await CERTIFICATES.reverse(session, ada.person, [str(certificate)])
    assert await balance(ada) == 0
    async with database.write() as session:
        assert await CERTIFICATES.records(session, [str(certificate)], []) == set()


async def test_a_person_imported_anew_under_another_id_takes_the_number_over(
    http: People, database: RolledBackDatabase, session: Any
) -> None:
    lost = (await http.as_("employee", name="lost")).person
    body = {name: getattr(lost, name) for name in lost.model_dump()}
    body |= {"id": uuid4(), "updated_at": MOMENT, "version": 1}
    event = event_of("training.person.changed.v1", {"person": body, "changed": ["id"]})
    async with database.write() as writing:
        await PEOPLE.restate(writing, [event])
        await PEOPLE.retire(writing, [str(lost.id)])
    rows = (await session.execute(text("SELECT id, employee_number, active FROM people ORDER BY active"))).all()
    found = {row.id: (row.employee_number, row.active) for row in rows}
    assert found[lost.id] == (f"lost-{lost.id}", False)
    assert found[body["id"]] == (lost.employee_number, True)


async def test_consistency_names_a_feed_that_cannot_be_trusted(http: People, session: Any) -> None:
    manager = await http.as_("community-manager")
    await session.execute(text("INSERT INTO feed_cursors (source, position, rewound_at) VALUES ('training', 7, now())"))
    await session.commit()
    found = (await manager.get("/v1/points/consistency")).json()
    assert (found["consistent"], found["feeds"]) == (
        False,
        [{"source": "training", "state": "rewound", "differs": []}],
    )
    await session.execute(text("UPDATE feed_cursors SET rewound_at = NULL, differs = '[\"completion\"]'"))
    await session.commit()
    found = (await manager.get("/v1/points/consistency")).json()
    assert (found["consistent"], found["feeds"][0]["differs"]) == (False, ["completion"])


async def test_an_admin_finds_a_rewound_feed_among_the_tasks(http: People, session: Any) -> None:
    await session.execute(text("INSERT INTO feed_cursors (source, position, rewound_at) VALUES ('training', 7, now())"))
    await session.commit()
    [task] = (await (await http.as_("admin")).get("/v1/me/tasks?kind=feed-rewound")).json()["items"]
    assert (task["kind"], task["subject"]["code"], task["reason"]["code"]) == (
        "feed-rewound",
        "training",
        "FeedRewound",
    )
    assert (task["subject"]["type"], task["reason"]["params"], task["overdue"]) == ("feed", {}, True)
    assert (await (await http.as_("employee")).get("/v1/me/tasks")).json()["items"] == []
