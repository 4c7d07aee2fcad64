"""Two strategists publish at the same moment: one version is in force."""

import asyncio
from typing import Any

from sqlalchemy import text


async def test_two_publications_at_once_put_one_in_force(live_office: Any, live_database: Any) -> None:
    first = await live_office.draft()
    second = await live_office.next_version(first)
    for path in (first, second):
        await live_office.sign(path)
    client = await live_office.http.as_("strategist")
    answers = await asyncio.gather(*(client.post(f"/v1/{path}/publish", json={}) for path in (first, second)))
    assert 200 in {answer.status_code for answer in answers}
    assert {answer.status_code for answer in answers} <= {200, 409}
    async with live_database.read() as session:
        states = await session.execute(text("SELECT count(*) FROM guideline_versions WHERE state = 'published'"))
        assert states.scalar_one() == 1
