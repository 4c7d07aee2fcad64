"""Which events say something between two people, and that no reader without `people.read` is told it."""

import types
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, get_args, get_origin
from uuid import UUID, uuid4

import pytest
from pydantic import BaseModel
from service_kit.data.database import Database
from service_kit.events.feed import EventBody, publish
from service_kit.identity.people import PersonOut
from service_kit.service import Service, load
from service_kit.testing.plugin import People

from tests.contracts.test_contracts import PACKAGES
from tests.documentation.events import published

WITHHELD = "withheld"
WHOLE: dict[str, Any] = {}
WHY = {"because": [], "missing": []}
TOLD: dict[str, Any] = {
    "training.certificate.expired.v1": WITHHELD,
    "training.certificate.issued.v1": WITHHELD,
    "training.certificate.reinstated.v1": WITHHELD,
    "training.certificate.revoked.v1": WITHHELD,
    "training.certificate.suspended.v1": WITHHELD,
    "training.completion.recorded.v1": WHOLE,
    "training.completion.reversed.v1": WITHHELD,
    "training.exemption.changed.v1": WITHHELD,
    "training.feed.restored.v1": WHOLE,
    "training.person.changed.v1": WITHHELD,
    "training.role-mapping.changed.v1": WITHHELD,
    "training.scheme.published.v1": WHOLE,
    "training.waiver.decided.v1": WITHHELD,
    "advocacy.ambassador.activated.v1": WHOLE,
    "advocacy.ambassador.left.v1": WHOLE,
    "advocacy.badge.awarded.v1": WHOLE,
    "advocacy.feed.restored.v1": WHOLE,
    "advocacy.share.created.v1": WHOLE,
    "governance.acknowledgement.current.v1": WITHHELD,
    "governance.acknowledgement.recorded.v1": WITHHELD,
    "governance.feed.restored.v1": WHOLE,
    "governance.guideline.published.v1": WHOLE,
    "governance.signoff.decided.v1": WHOLE,
    "governance.signoff.voided.v1": WHOLE,
    "governance.speaking-right.granted.v1": WHY,
    "governance.speaking-right.lapsed.v1": WHY,
}
"""By hand: what a reader without `people.read` gets of each event: nothing, all, or these values instead."""

JUDGES = {"reason", "because", "missing", "accepted", "current", "suspension", "comment", "note", "text"}
"""Fields that, beside a person, say how somebody judged them or what they answered."""

READERS = {"partner": ["feed.read"], "lms": ["feed.read", "completions.read", "certificates.read"]}


@pytest.fixture(scope="module", params=sorted(PACKAGES))
def service(request: pytest.FixtureRequest) -> Service:
    """Each service in turn."""
    return load(PACKAGES[request.param])


def test_every_event_has_its_place_in_the_table() -> None:
    every = {body.type for name in PACKAGES.values() for body in published(load(name))}
    assert every == set(TOLD)


def test_what_judges_somebody_is_never_told_to_all(service: Service) -> None:
    for body in published(service):
        names_somebody = "person_id" in body.model_fields
        if names_somebody and not body.personal:
            assert not (JUDGES & body.model_fields.keys()) - body.veiled.keys(), body.type


SAID = {UUID: str(uuid4()), str: "said", int: 1, bool: True}


def example(annotation: Any) -> Any:
    """Some value of this type that says something."""
    inner = [each for each in get_args(annotation) if each is not types.NoneType]
    if annotation in SAID:
        return SAID[annotation]
    if get_origin(annotation) is list:
        return [example(inner[0])]
    if get_origin(annotation) is dict:
        return {"en": example(inner[1])}
    if types.NoneType in get_args(annotation):
        return example(inner[0])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {name: example(field.annotation) for name, field in annotation.model_fields.items()}
    return datetime.now(UTC).isoformat()


def bodies(service: Service) -> Iterator[EventBody]:
    for body in published(service):
        yield body.model_validate(example(body))


async def test_each_reader_is_told_what_the_table_says(
    service: Service, live_database: Database, live_http: People
) -> None:
    said = {body.type: body.model_dump(mode="json") for body in bodies(service)}
    async with live_database.write() as session:
        for body in bodies(service):
            publish(session, body.model_validate(said[body.type]), uuid4())
    admin = await live_http.as_("admin", "strategist", "trainer")
    readers = {who: live_http.system(who, scopes) for who, scopes in READERS.items()} | {"admin": admin}
    seen = {kind: {**data, **TOLD[kind]} for kind, data in said.items() if TOLD[kind] != WITHHELD}
    withheld = [kind for kind in said if TOLD[kind] == WITHHELD]
    for who, reader in readers.items():
        for query in ({}, {"type": list(said)}):
            answer = await reader.get("/v1/feed", params=query)
            told = {event["type"]: event["data"] for event in answer.json()}
            assert told == seen, who
            assert answer.headers.get("feed-withheld", "") == ", ".join(withheld), who
        for kind in withheld:
            assert (await reader.get("/v1/feed", params={"type": kind})).json() == [], (who, kind)
    # What is told instead keeps to the contract of its type.
    for body in published(service):
        if body.type in seen:
            body.model_validate(seen[body.type])
    sibling = await live_http.system("own", ["feed.read", "people.read"]).get("/v1/feed")
    assert {event["type"]: event["data"] for event in sibling.json()} == said
    assert "feed-withheld" not in sibling.headers


def test_a_snapshot_tells_no_type_that_the_feed_withholds(service: Service) -> None:
    for snapshot in service.snapshots:
        told = snapshot.types_for(to_readers_of_people=False)
        assert told == {body.type for body in snapshot.types if TOLD[body.type] != WITHHELD}
        assert snapshot.types_for(to_readers_of_people=True) == {body.type for body in snapshot.types}


def test_our_own_services_may_read_what_they_follow() -> None:
    for package in PACKAGES.values():
        followed = {kind for follower in load(package).followers for kind in follower.handlers}
        if any(TOLD[kind] != WHOLE for kind in followed):
            assert "people.read" in load(package).settings.model_fields["service_scopes"].default, package


def test_a_person_as_published_is_a_person() -> None:
    assert PersonOut.model_validate(example(PersonOut))
