"""Databases of the time when point rules and badges were born in a migration."""

import asyncio

import psycopg
from alembic import command
from service_kit.data import migrate
from service_kit.service import Service
from service_kit.testing.plugin import new_database

BEFORE = "content_search"
OLD = """
INSERT INTO point_rules (reason, amount, daily_cap, diminishing, active, version)
VALUES ('completion', 10, NULL, 1, true, 1), ('certificate', 50, NULL, 1, true, 3), ('share', 10, 40, 0.8, false, 2),
    ('click', 1, 30, 1, true, 1);
INSERT INTO badges (code, title, description, axis, conditions, position)
VALUES ('both-ways', '{"en": "Both"}', '{"en": "Both"}', 'both', 2, 9);
INSERT INTO badge_requirements VALUES ('both-ways', 'certificate', 1), ('both-ways', 'share', 5);
INSERT INTO awarded_badges (id, person_id, badge_code, visibility, awarded_at, version)
VALUES (gen_random_uuid(), gen_random_uuid(), 'both-ways', 'public', now(), 1);
"""


async def test_the_rules_and_badges_of_a_database_in_use_stay_as_they_are(
    service: Service, database_server: str
) -> None:
    async with new_database(database_server) as url:
        await asyncio.to_thread(command.upgrade, migrate.kit_config(url), "head")
        await asyncio.to_thread(command.upgrade, migrate.service_config(service, url), BEFORE)
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            await connection.execute(OLD)
            await asyncio.to_thread(migrate.upgrade, service, url)
            rules = await connection.execute(
                "SELECT code, reason, amount, state, active, version, title ->> 'en' FROM point_rules ORDER BY code"
            )
            assert await rules.fetchall() == [
                ("certificate", "certificate", 50, "active", True, 3, "Earned a certificate"),
                ("click", "click", 1, "active", True, 1, "A link was followed"),
                ("completion", "completion", 10, "active", True, 1, "Completed a module"),
                ("share", "share", 10, "retired", False, 2, "Shared something"),
            ]
            badges = await connection.execute("SELECT code, state, conditions, version FROM badges")
            assert await badges.fetchall() == [("both-ways", "published", 2, 1)]
            kept = await connection.execute(
                "SELECT count(*) FROM awarded_badges JOIN badge_requirements USING (badge_code)"
            )
            assert await kept.fetchone() == (2,)
