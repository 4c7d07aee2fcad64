"""What certification costs: statements, and the trips to the server that carry them."""

from typing import Any

from service_kit.data.database import AsyncSession
from service_kit.events.feed import Event
from service_kit.testing.plugin import People, TestClock, event_of
from training_api.certification.acknowledgements import actions as acknowledgements
from training_api.certification.certificates import actions as certificates


async def test_a_scheme(http: People, catalogue: Any, counted: Any) -> None:
    _, [module] = await catalogue.published()
    trainer, learner = await catalogue.trainer(), await http.as_("employee")
    await catalogue.complete(learner, module)
    rule = {"modules": [module["id"]], "min_credits": 0, "min_offline_credits": 0}
    body = {"code": "speaker", "title": {"en": "Speaker"}, "rule": rule, "valid_for_days": 365}
    answer, many, trips = await counted(trainer.post("/v1/certification-schemes", json=body))
    assert (answer.status_code, many, trips) == (201, 3, 3)
    path = f"/v1/certification-schemes/{answer.json()['id']}"
    answer, many, trips = await counted(trainer.put(path, json=body, headers={"If-Match": "*"}))
    # Lock and read what it names, write, record.
    assert (answer.status_code, many, trips) == (200, 4, 3)
    answer, many, trips = await counted(trainer.post(f"{path}/publish"))
    # Locks and what it rests on; write; measure everyone; issue; record.
    assert (answer.status_code, many, trips) == (200, 10, 5)
    for told, asked in ((path, 1), (f"{path}/standing", 3)):
        answer, many, trips = await counted(learner.get(told))
        assert (answer.status_code, many, trips) == (200, asked, 1)
    answer, many, trips = await counted(trainer.post(f"{path}/retire"))
    assert (answer.status_code, many, trips) == (200, 3, 3)


async def test_a_certificate(http: People, catalogue: Any, counted: Any) -> None:
    _, [module] = await catalogue.published()
    for _ in range(2):
        await catalogue.scheme([module])
    trainer, learner = await catalogue.trainer(), await http.as_("employee")
    await catalogue.complete(learner, module)
    held, other = (await learner.get("/v1/me/certificates")).json()["items"]
    for move in ("suspend", "reinstate"):
        path = f"/v1/certificates/{held['id']}/{move}"
        answer, many, trips = await counted(trainer.post(path, json={"reason": "Between us"}))
        # Lock it with its scheme, write, read what is answered, publish and record.
        assert (answer.status_code, many, trips) == (200, 6, 4)
    [completion] = (await learner.get("/v1/me/transcript")).json()["items"]
    path = f"/v1/completions/{completion['id']}/reverse"
    answer, many, trips = await counted(trainer.post(path, json={"reason": "A mistake"}))
    # As without certificates; then both are locked at once, and each is written.
    assert (answer.status_code, many, trips) == (200, 15, 6)
    stands = (await learner.get(f"/v1/certificates/{other['id']}")).json()
    assert (stands["state"], stands["state_code"]) == ("suspended", "CompletionReversed")


async def test_the_end_of_many(
    http: People, catalogue: Any, session: AsyncSession, clock: TestClock, counted: Any
) -> None:
    _, [module] = await catalogue.published()
    await catalogue.scheme([module])
    for number in range(3):
        await catalogue.complete(await http.as_("employee", name=f"p{number}"), module)
    clock.advance(days=400)
    ended, many, trips = await counted(certificates.expire(session, now=clock.moment))
    # Their end; their events go with the commit.
    assert (ended, many, trips) == (3, 1, 1)


async def test_what_governance_tells(http: People, catalogue: Any, session: AsyncSession, counted: Any) -> None:
    _, [module] = await catalogue.published()
    await catalogue.scheme([module], guideline_code="speak-up")
    learners = [await http.as_("employee", name=f"p{number}") for number in range(3)]
    for learner in learners:
        await catalogue.complete(learner, module)

    def told(*, current: bool) -> list[Event]:
        ids = [str(learner.person.id) for learner in learners]  # type: ignore[attr-defined]  # set by the kit's plugin
        facts = [{"person_id": one, "guideline_code": "speak-up", "current": current} for one in ids]
        return [event_of("governance.acknowledgement.current.v1", fact, source="governance") for fact in facts]

    _, many, trips = await counted(acknowledgements.follow_current(session, told(current=False)))
    assert (many, trips) == (1, 1)
    _, many, trips = await counted(acknowledgements.follow_current(session, told(current=True)))
    # Lock, note and measure; issue.
    assert (many, trips) == (6, 2)
    for learner in learners:
        assert len((await learner.get("/v1/me/certificates")).json()["items"]) == 1
