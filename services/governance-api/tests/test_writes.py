"""What the writes of governance cost: their statements, and the trips to the server that carry them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from governance_api.acknowledgements.rounds import actions as rounds
from governance_api.followers import FOLLOWERS
from governance_api.speaking.certificates import actions as certificates
from governance_api.speaking.rights import actions as rights
from service_kit.data.database import AsyncSession
from service_kit.testing.plugin import People, Statements, event_of
from service_kit.work import clock

Counted = Callable[[Awaitable[Any]], Awaitable[tuple[Any, int, int]]]


@pytest.fixture
def counted(statements: Statements) -> Counted:
    """`await counted(call)`: the answer of a call, its statements and its trips."""

    async def count(call: Awaitable[Any]) -> tuple[Any, int, int]:
        statements.seen.clear()
        statements.round_trips = 0
        answer = await call
        assert not isinstance(answer, httpx.Response) or answer.is_success, answer.text
        return answer, len(statements.seen), statements.round_trips

    return count


async def test_what_training_tells_of_certificates(
    http: People, session: AsyncSession, certificate: Any, counted: Counted
) -> None:
    anna, handlers = (await http.as_("employee", name="anna")).person, FOLLOWERS[0].handlers
    scheme = event_of("training.scheme.published.v1", {"code": "speaker", "guideline_code": None})
    issued = event_of("training.certificate.issued.v1", certificate(anna.id))
    suspended = event_of("training.certificate.suspended.v1", certificate(anna.id))
    # The lock of asking; what was told; the locks of rights, and the rights computed anew.
    assert (await counted(handlers[scheme.type](session, [scheme])))[1:] == (3, 2)
    assert (await counted(handlers[issued.type](session, [issued])))[1:] == (6, 3)
    assert (await counted(handlers[suspended.type](session, [suspended])))[1:] == (5, 3)
    later = clock.now() + timedelta(days=40_000)
    assert (await counted(certificates.end_expired(session, now=later)))[1:] == (1, 1)


async def test_a_suspension_and_its_end(http: People, session: AsyncSession, counted: Counted) -> None:
    anna, strategist = (await http.as_("employee", name="anna")).person, await http.as_("strategist")
    path = f"/v1/speaking-rights/{anna.id}"
    _, *suspended = await counted(strategist.post(f"{path}/suspend", json={"reason": "A complaint"}))
    _, *reinstated = await counted(strategist.post(f"{path}/reinstate", json={}))
    # The lock with what the right rests on; the suspension; the right anew; what is shown; the record, with a text.
    assert (suspended, reinstated) == ([11, 5], [10, 5])
    assert (await counted(rights.end_suspensions(session, now=clock.now())))[1:] == (1, 1)


async def test_asking_whoever_changed(http: People, office: Any, session: AsyncSession, counted: Counted) -> None:
    await office.publish(await office.draft())
    people = [(await http.as_("employee", name=f"p{number}")).person.id for number in range(3)]
    for some in (people[:1], people):
        asking = rounds.ask_changed_people(session, some, default_days=14, now=clock.now())
        assert (await counted(asking))[1:] == (4, 1)
    assert (await counted(rounds.lapse_due(session, now=clock.now())))[1:] == (2, 1)
