"""What must never be false: the database has the last word, whoever writes."""

from typing import Any

import pytest
from service_kit.data.database import AsyncSession
from service_kit.testing.plugin import People, RolledBackDatabase
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

NOBODY = "0192d4e0-0000-7000-8000-000000000000"
WRONG = [
    ("ambassadors", "accepted", "state = 'accepted'"),
    ("ambassadors", "activated", "state = 'active', accepted_at = now()"),
    ("ambassadors", "rested", "state = 'dormant', accepted_at = now(), activated_at = now()"),
    ("ambassadors", "left", "state = 'alumni'"),
    ("content", "taxonomy", "taxonomy = 'gossip'"),
    ("content", "validity", "valid_from = now(), valid_to = now()"),
    ("content", "closed", "state = 'closed'"),
    ("content", "published", "url = NULL"),
    ("content", "vacancy", "kind = 'vacancy', job_profile = NULL"),
    ("shares", "network", "network = 'myspace'"),
    ("redemptions", "cost", "cost = 0"),
    ("redemptions", "decided", "state = 'approved'"),
    ("redemptions", "four_eyes", "state = 'approved', decided_at = now(), decided_by = 'person:' || person_id"),
    ("redemptions", "fulfilled", "state = 'fulfilled', decided_at = now(), decided_by = 'person:x'"),
    ("badge_requirements", "times", "times = 0"),
    ("badges", "conditions", "conditions = 0"),
    ("badges", "state", "state = 'lost'"),
    ("rewards", "state", "state = 'lost'"),
    ("point_rules", "state", "state = 'lost'"),
    ("point_rules", "reason", "reason = 'present'"),
]
ENTRY = (
    "INSERT INTO point_entries (id, person_id, event_id, created_at, reason, amount, month, reverses_id) "
    "VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now(), {values})"
)
WRONG_ENTRIES = [
    ("ck_point_entries_worth", "'completion', 0, '2026-11-01', NULL"),
    ("ck_point_entries_worth", "'share', 5, NULL, NULL"),
    ("ck_point_entries_worth", "'redemption', 5, NULL, NULL"),
    ("ck_point_entries_worth", "'redemption-refused', -5, NULL, NULL"),
    ("ck_point_entries_worth", "'reversal', 5, NULL, NULL"),
    ("ck_point_entries_worth", "'present', 5, '2026-11-01', NULL"),
    ("ck_point_entries_reversal_of_another", f"'share', 5, '2026-11-01', '{NOBODY}'"),
    ("fk_point_entries_reverses_id", f"'reversal', -5, '2026-11-01', '{NOBODY}'"),
]


@pytest.fixture
async def _one_of_each(programme: None, http: People, make: Any, database: RolledBackDatabase) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await make.earned(database, employee.person.id, 2)  # type: ignore[attr-defined]  # set by the plugin
    await employee.post("/v1/me/ambassadorship")
    await make.share(employee, (await make.content(manager))["id"])
    reward = await make.reward(manager, cost=10)
    await employee.post("/v1/redemptions", json={"reward_id": reward["id"]})


@pytest.mark.usefixtures("_one_of_each")
@pytest.mark.parametrize(("table", "rule", "change"), WRONG)
async def test_a_row_in_an_impossible_state_is_refused(
    session: AsyncSession, table: str, rule: str, change: str
) -> None:
    with pytest.raises(IntegrityError, match=f"ck_{table}_{rule}"):
        await session.execute(text(f"UPDATE {table} SET {change}"))


@pytest.mark.parametrize(("rule", "values"), WRONG_ENTRIES)
async def test_an_entry_that_makes_no_sense_is_refused(session: AsyncSession, rule: str, values: str) -> None:
    with pytest.raises(IntegrityError, match=rule):
        await session.execute(text(ENTRY.format(values=values)))


async def test_a_click_belongs_to_a_share(session: AsyncSession) -> None:
    click = "INSERT INTO clicks (share_id, hour, clicks, awarded) VALUES (gen_random_uuid(), now(), 1, 0)"
    with pytest.raises(IntegrityError, match="fk_clicks_share_id"):
        await session.execute(text(click))
