"""An answer and a new version at the same moment: one of them is first, and the other one knows."""

import asyncio
from collections.abc import Callable
from typing import Any

from governance_api.followers import FOLLOWERS, follow_people
from service_kit.identity.people import PersonOut
from service_kit.testing.plugin import event_of
from sqlalchemy import text


async def test_an_answer_never_slips_past_the_version_that_asks_anew(live_office: Any, live_database: Any) -> None:
    clients = [await live_office.http.as_("employee", name=f"anna-{number}") for number in range(4)]
    first = await live_office.draft()
    await live_office.publish(first)
    paths, refusals = [], []
    for client in clients:
        asked = (await client.get("/v1/me/acknowledgements")).json()["items"][0]
        paths.append(f"/v1/acknowledgements/{asked['id']}/answer")
        accepted = await client.post(paths[-1], json={"accepted": True})
        refusals.append({"accepted": False, "replaces": accepted.json()["id"]})
    second = await live_office.next_version(first, live_office.clause("do"))
    await live_office.sign(second)
    strategist = await live_office.http.as_("strategist")
    published, *answers = await asyncio.gather(
        strategist.post(f"/v1/{second}/publish", json={}),
        *(client.post(path, json=no) for client, path, no in zip(clients, paths, refusals, strict=True)),
    )
    assert published.status_code == 200
    async with live_database.read() as session:
        for client, answer in zip(clients, answers, strict=True):
            rows = await session.execute(
                text("SELECT turn, state, held_before FROM acknowledgements WHERE person_id = :id ORDER BY turn"),
                {"id": client.person.id},
            )
            # Who declined before the new version was not current when it came; who came too late was, and is told.
            expected = {
                200: [(1, "declined", False), (2, "open", False)],
                409: [(1, "accepted", False), (2, "open", True)],
            }
            assert [tuple(row) for row in rows] == expected[answer.status_code], answer.text


async def test_an_answer_and_a_page_of_news_never_wait_for_each_other(
    live_office: Any, live_database: Any, certificate: Callable[..., dict[str, Any]]
) -> None:
    client = await live_office.http.as_("employee", name="anna")
    await live_office.publish(await live_office.draft())
    asked = (await client.get("/v1/me/acknowledgements")).json()["items"][0]
    issued = event_of("training.certificate.issued.v1", certificate(client.person.id))
    body = PersonOut.model_validate(client.person).model_dump(mode="json") | {
        "version": 2,
        "roles": ["employee", "poet"],
    }
    moved = event_of("training.person.changed.v1", {"person": body, "changed": ["roles"]})
    async with live_database.write() as session:
        await FOLLOWERS[0].handlers["training.certificate.issued.v1"](session, [issued])
        answering = asyncio.create_task(
            client.post(f"/v1/acknowledgements/{asked['id']}/answer", json={"accepted": True})
        )
        await asyncio.sleep(0.5)
        await follow_people(session, [moved])
    assert (await answering).status_code == 200


async def test_two_strategists_submit_at_once_and_one_signoff_runs(live_office: Any) -> None:
    path = await live_office.draft()
    body = {"template_id": await live_office.template()}
    client = await live_office.http.as_("strategist")
    answers = await asyncio.gather(*(client.post(f"/v1/{path}/submit", json=body) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert {answer.json().get("code") for answer in answers} == {None, "MoveNotAllowed"}


async def test_yes_and_no_sent_twenty_times_leave_one_receipt(live_office: Any, live_database: Any) -> None:
    client = await live_office.http.as_("employee", name="anna")
    await live_office.publish(await live_office.draft())
    asked = (await client.get("/v1/me/acknowledgements")).json()["items"][0]
    path = f"/v1/acknowledgements/{asked['id']}/answer"
    answers = await asyncio.gather(
        *(client.post(path, json={"accepted": number % 2 == 0, "comment": "Said."}) for number in range(20))
    )
    assert sorted(answer.status_code for answer in answers) == [200] * 10 + [409] * 10
    receipts = {answer.json()["id"] for answer in answers if answer.status_code == 200}
    assert len(receipts) == 1
    refusals = {(answer.json()["code"], answer.json()["receipt_id"]) for answer in answers if answer.status_code == 409}
    assert refusals == {("AlreadyAnswered", *receipts)}
    standing = (await client.get("/v1/me/acknowledgements")).json()["items"][0]
    change = {"accepted": standing["state"] == "declined", "replaces": standing["receipt_id"]}
    changed = await asyncio.gather(*(client.post(path, json=change) for _ in range(20)))
    assert {answer.status_code for answer in changed} == {200}
    assert len({answer.json()["id"] for answer in changed}) == 1
    async with live_database.read() as session:
        kept = await session.execute(text("SELECT replaces FROM acknowledgement_receipts ORDER BY answered_at, id"))
        assert [row.replaces and str(row.replaces) for row in kept] == [None, *receipts]
