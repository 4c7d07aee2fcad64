"""What training tells of its state, and how it takes over governance's after a repair."""

from typing import Any
from uuid import UUID

from service_kit.data.database import Database
from service_kit.events.feed import Event
from service_kit.testing.plugin import People, event_of
from training_api.certification.acknowledgements import actions as acknowledgements
from training_api.followers import FOLLOWERS

CURRENT = "governance.acknowledgement.current.v1"


async def snapshot(http: People, *scopes: str, **query: Any) -> list[dict[str, Any]]:
    """Every page of the snapshot, as a reader with these scopes sees it."""
    reader, found, cursor = http.system("reader", ["feed.read", *scopes]), [], None
    while True:
        wanted = {**query, "limit": 2, **({"cursor": cursor} if cursor else {})}
        answer = await reader.get("/v1/feed/snapshot", params=wanted)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return found


async def test_the_snapshot_tells_people_schemes_certificates_and_completions(http: People, catalogue: Any) -> None:
    _track, modules = await catalogue.published(2)
    scheme = await catalogue.scheme(modules)
    learner = await http.as_("employee", name="ada")
    for module in modules:
        await catalogue.complete(learner, module)
    [held] = (await learner.get("/v1/me/certificates")).json()["items"]
    await catalogue.post(f"certificates/{held['id']}/suspend", {"reason": "What a trainer wrote."})
    completions = (await learner.get("/v1/me/transcript")).json()["items"]
    await catalogue.post(f"completions/{completions[0]['id']}/reverse", {"reason": "Not in the room."})

    told = await snapshot(http, "people.read")
    by_type: dict[str, list[dict[str, Any]]] = {}
    for event in told:
        by_type.setdefault(event["type"], []).append(event["data"])
    ada = str(learner.person.id)
    assert ada in [data["person"]["id"] for data in by_type["training.person.changed.v1"]]
    assert [data["code"] for data in by_type["training.scheme.published.v1"]] == [scheme["code"]]
    [issued] = by_type["training.certificate.issued.v1"]
    assert (issued["certificate_id"], issued["person_id"]) == (held["id"], ada)
    [suspended] = by_type["training.certificate.suspended.v1"]
    assert (suspended["certificate_id"], suspended["reason"]) == (held["id"], None)
    recorded = by_type["training.completion.recorded.v1"]
    assert {data["module_id"] for data in recorded} == {module["id"] for module in modules}
    [taken_back] = by_type["training.completion.reversed.v1"]
    assert taken_back["completion_id"] == completions[0]["id"]
    assert "trainer wrote" not in str(told)

    hidden = await snapshot(http)
    open_to_all = {"training.scheme.published.v1", "training.completion.recorded.v1"}
    assert {event["type"] for event in hidden} == open_to_all
    assert hidden == [event for event in told if event["type"] in open_to_all]
    withheld = sorted(set(by_type) - open_to_all)
    assert await snapshot(http, types=",".join(withheld)) == []
    only = await snapshot(http, "people.read", types="training.certificate.issued.v1")
    assert [event["data"]["certificate_id"] for event in only] == [held["id"]]
    assert (await snapshot(http, "people.read")) == told


async def test_a_digest_changes_with_the_state_and_with_nothing_else(http: People, catalogue: Any) -> None:
    _track, modules = await catalogue.published(1)
    await catalogue.scheme(modules)
    learner = await http.as_("employee", name="ada")
    await catalogue.complete(learner, modules[0])
    [held] = (await learner.get("/v1/me/certificates")).json()["items"]
    reader = http.system("reader", ["feed.read"])

    async def digests() -> dict[str, Any]:
        answer = await reader.get("/v1/feed/digests")
        assert answer.status_code == 200, answer.text
        return {item["kind"]: (item["things"], item["digest"]) for item in answer.json()["items"]}

    before = await digests()
    assert set(before) == {"person", "role-mapping", "scheme", "certificate", "certificate-issued", "completion"}
    assert await digests() == before
    await catalogue.post(f"certificates/{held['id']}/suspend", {"reason": "To be looked at."})
    after = await digests()
    assert {kind for kind in before if before[kind] != after[kind]} == {"certificate"}


def current(person_id: UUID, code: str) -> Event:
    body = {"person_id": person_id, "guideline_code": code, "current": True, "version_number": 1}
    event: Event = event_of(CURRENT, body, source="governance")
    return event


async def test_a_certificate_whose_acknowledgement_is_lost_stays_and_is_listed(
    http: People, catalogue: Any, database: Database
) -> None:
    [replica] = FOLLOWERS[0].replicas
    _track, modules = await catalogue.published(1)
    await catalogue.scheme(modules, guideline_code="social-media")
    ada, ben = await http.as_("employee", name="ada"), await http.as_("employee", name="ben")
    for learner in (ada, ben):
        await catalogue.complete(learner, modules[0])
    async with database.write() as session:
        told = [current(ada.person.id, "social-media"), current(ben.person.id, "social-media")]
        await acknowledgements.follow_current(session, told)
    async with database.write() as session:
        await replica.restate(session, [current(ada.person.id, "other"), current(ada.person.id, "social-media")])
        await replica.retire(session, [str(ben.person.id)])
        assert replica.records
        left = await replica.records(session, [str(ben.person.id)], [str(ada.person.id)])
    assert left == {str(ben.person.id)}
    for learner in (ada, ben):
        assert (await learner.get("/v1/me/certificates")).json()["items"][0]["state"] == "valid"
    assert replica.reverse is None, "governance asks for the acknowledgement at every check of a right"


async def test_who_regains_an_acknowledgement_by_a_repair_is_certified(
    http: People, catalogue: Any, database: Database
) -> None:
    _track, modules = await catalogue.published(1)
    await catalogue.scheme(modules, guideline_code="social-media")
    ada = await http.as_("employee", name="ada")
    await catalogue.complete(ada, modules[0])
    assert (await ada.get("/v1/me/certificates")).json()["items"] == []
    async with database.write() as session:
        await FOLLOWERS[0].replicas[0].restate(session, [current(ada.person.id, "social-media")])
    assert len((await ada.get("/v1/me/certificates")).json()["items"]) == 1
