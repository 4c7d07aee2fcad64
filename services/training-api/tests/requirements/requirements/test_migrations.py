"""Requirements of the time when whom they concern stood in four columns."""

import asyncio
from uuid import UUID

import psycopg
from alembic import command
from service_kit.data import migrate
from service_kit.service import Service
from service_kit.testing.plugin import new_database

BEFORE = "trn_listed_errors"
TRACK, ANNA, BOB, ONE, TWO, ALL = (UUID(int=number) for number in range(1, 7))
OLD = f"""
INSERT INTO tracks (id, code, title, phase, component, audience, state, version)
VALUES ('{TRACK}', 'T', '{{"en": "T"}}', 'function', 'all-staff', '{{"everyone": true}}', 'published', 1);
INSERT INTO people (id, employee_number, user_name, given_name, family_name, email, locale, department, roles)
VALUES ('{ANNA}', 'E1', 'anna', 'A', 'B', '', 'en', 'Sales', '{{employee,manager}}'),
    ('{BOB}', 'E2', 'bob', 'A', 'B', '', 'en', 'Sales', '{{employee}}');
INSERT INTO requirements (id, track_id, departments, roles, due_in_days, reason, state, version, created_by, created_at)
SELECT id, '{TRACK}', departments, roles, 30, '{{"en": "Why"}}', 'active', 1, 'person:x', now()
FROM (VALUES ('{ONE}'::uuid, '{{Sales}}'::text[], '{{}}'::text[]), ('{TWO}', '{{Sales}}', '{{manager}}'),
    ('{ALL}', '{{}}', '{{}}')) AS old (id, departments, roles);
INSERT INTO assignments (person_id, requirement_id, assigned_at, first_due_at)
SELECT p.id, r.id, now(), now() FROM people p, requirements r;
"""


async def test_old_audiences_are_kept_and_lines_that_fitted_one_list_of_two_are_released(
    service: Service, database_server: str
) -> None:
    async with new_database(database_server) as url:
        await asyncio.to_thread(migrate.upgrade, service, url)
        await asyncio.to_thread(command.downgrade, migrate.service_config(service, url), BEFORE)
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            await connection.execute(OLD)
            await asyncio.to_thread(migrate.upgrade, service, url)
            found = await (await connection.execute("SELECT applies_to FROM requirements ORDER BY id")).fetchall()
            assert [row[0] for row in found] == [
                {"departments": ["Sales"]},
                {"departments": ["Sales"], "roles": ["manager"]},
                {"everyone": True},
            ]
            lines = await connection.execute("SELECT person_id, requirement_id FROM assignments")
            everybody = {(person, requirement) for person in (ANNA, BOB) for requirement in (ONE, TWO, ALL)}
            assert set(await lines.fetchall()) == everybody - {(BOB, TWO)}
