"""Role mappings as the directory tells them: a role by a group is held here too, and goes again."""

from typing import Any

from service_kit.data.database import new_id
from service_kit.events.feed import Event
from service_kit.identity.role_mappings_state import (
    ROLE_MAPPINGS_REPLICA,
    RoleMappingChanged,
    follow_role_mappings,
)
from service_kit.testing.plugin import People
from service_kit.work import clock
from sqlalchemy import text


def told(number: int, **said: Any) -> Event:
    body = RoleMappingChanged(**said)
    return Event(
        id=str(number), type=body.type, source="training", subject=str(body.mapping_id), time=clock.now(),
        data=body.model_dump(mode="json"), eventkey=new_id(),
    )  # fmt: skip


async def test_a_mapping_of_the_directory_gives_its_permissions_here(http: People, session: Any, issuer: Any) -> None:
    anna = await http.add("anna", "legal")
    caller = http.with_token(issuer.token(employee_number="E-anna", client_id="app", roles=["/staff/law"]))
    said = {"mapping_id": new_id(), "value": "/staff/law", "issuer": None, "role": "legal"}
    assert anna.roles == ["employee", "legal"]
    await follow_role_mappings(session, [told(1, **said, removed=False)])
    await session.commit()
    assert (await caller.get("/v1/audit")).status_code == 200
    again = [told(2, **said, removed=False), told(3, **said, removed=True)]
    await follow_role_mappings(session, again)
    await session.commit()
    gone = await caller.get("/v1/audit")
    assert gone.status_code in {403, 503}, "what went is told to the directory, which is away in this test"


async def test_the_same_entry_of_another_history_takes_the_place_of_ours(session: Any) -> None:
    said = {"value": "/staff/law", "issuer": None, "role": "legal", "removed": False}
    ours, theirs = new_id(), new_id()
    await follow_role_mappings(session, [told(1, mapping_id=ours, **said)])
    await ROLE_MAPPINGS_REPLICA.restate(session, [told(1, mapping_id=theirs, **said)])
    await session.commit()
    assert [row.id for row in await session.execute(text("SELECT id FROM role_mappings"))] == [theirs]
