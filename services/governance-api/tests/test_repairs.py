"""What a repair of training's feed does to rights, and what governance tells of its own state."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from governance_api.events import AcknowledgementCurrent, SpeakingRightLapsed
from governance_api.followers import FOLLOWERS
from governance_api.speaking.certificates import actions
from service_kit.data.database import Database
from service_kit.events.feed import Event
from service_kit.testing.plugin import People, event_of
from sqlalchemy import text

_MAPPINGS, PEOPLE, SCHEMES, CERTIFICATES = FOLLOWERS[0].replicas
SCHEME = {"scheme_id": "0190f3a0-0000-7000-8000-000000000000", "code": "speaker", "title": {"en": "Speaker"}}


def at(moment: datetime, kind: str, data: dict[str, Any]) -> Event:
    event: Event = event_of(f"training.certificate.{kind}.v1", data)
    return event.model_copy(update={"time": moment})


async def speaker(http: People, database: Database, certificate: Callable[..., dict[str, Any]], name: str) -> Any:
    """Somebody whom a certificate allows to speak."""
    person = (await http.as_("employee", name=name)).person
    async with database.write() as session:
        published = event_of("training.scheme.published.v1", {**SCHEME, "guideline_code": None})
        await actions.follow_schemes(session, [published])
        await actions.follow_issued(session, [event_of("training.certificate.issued.v1", certificate(person.id))])
    assert await allowed(http, person.id)
    return person


async def allowed(http: People, person_id: UUID) -> bool:
    manager = await http.as_("manager")
    answer = await manager.get("/v1/speaking-rights/check", params={"person": str(person_id)})
    return bool(answer.json()["allowed"])


async def test_a_certificate_suspended_after_the_restore_does_not_speak(
    http: People, database: Database, certificate: Callable[..., dict[str, Any]], published: Any
) -> None:
    anna = await speaker(http, database, certificate, "anna")
    data = certificate(anna.id)
    early = datetime.now(UTC) - timedelta(
        days=1
    )  # before what was known: the newer word is from a history that is gone
    told = [at(early, "issued", data), at(early, "suspended", data)]
    async with database.write() as session:
        await CERTIFICATES.restate(session, told)
        await CERTIFICATES.follow_up(session, [data["certificate_id"]])  # type: ignore[misc]  # it is declared
    assert not await allowed(http, anna.id)
    [lapsed] = await published(SpeakingRightLapsed.type)
    assert lapsed["data"]["because"] == ["FeedRepaired"]


async def test_a_lost_certificate_and_a_lost_person_do_not_speak(
    http: People, database: Database, certificate: Callable[..., dict[str, Any]]
) -> None:
    anna = await speaker(http, database, certificate, "anna")
    key = certificate(anna.id)["certificate_id"]
    async with database.write() as session:
        await CERTIFICATES.retire(session, [key])
        await CERTIFICATES.follow_up(session, [key])  # type: ignore[misc]  # it is declared
    assert not await allowed(http, anna.id)
    async with database.write() as session:
        await CERTIFICATES.restate(session, [event_of("training.certificate.issued.v1", certificate(anna.id))])
        await CERTIFICATES.follow_up(session, [key])  # type: ignore[misc]  # it is declared
    assert await allowed(http, anna.id)
    async with database.write() as session:
        await PEOPLE.retire(session, [str(anna.id)])
        await PEOPLE.follow_up(session, [str(anna.id)])  # type: ignore[misc]  # it is declared
    async with database.write() as session:
        row = (await session.execute(text("SELECT allowed FROM speaking_rights"))).scalar_one()
    assert row is False


async def test_a_scheme_that_training_never_published_is_replicated_no_more(database: Database) -> None:
    async with database.write() as session:
        await SCHEMES.restate(session, [event_of("training.scheme.published.v1", {**SCHEME, "guideline_code": None})])
        await SCHEMES.retire(session, ["speaker"])
        await SCHEMES.follow_up(session, ["speaker"])  # type: ignore[misc]  # it is declared
        assert (await session.execute(text("SELECT published FROM schemes"))).scalar_one() is False


async def test_the_snapshot_says_who_is_current_as_the_events_did(office: Any, http: People, published: Any) -> None:
    path = await office.draft()
    await http.as_("employee")
    await http.as_("manager")
    await office.publish(path)
    await office.acknowledge("employee")
    await office.acknowledge("manager", accepted=False)
    partner = (await http.system("partner", ["feed.read"]).get("/v1/feed/snapshot")).json()
    assert (partner["items"], partner["kinds"], partner["next_cursor"]) == ([], [], None)
    reader = http.system("training-api", ["feed.read", "people.read"])
    answer = await reader.get("/v1/feed/snapshot")
    assert answer.status_code == 200, answer.text
    told = [event["data"] for event in answer.json()["items"]]
    said = {event["data"]["person_id"]: event["data"] for event in await published(AcknowledgementCurrent.type)}
    assert told == [data for data in said.values() if data["current"]]
    assert len(told) == 1
