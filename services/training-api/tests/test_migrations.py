"""The tables as migrations leave them, and what was kept in an older form."""

import asyncio
from typing import Any
from uuid import UUID

import psycopg
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from service_kit.data import migrate
from service_kit.service import Service
from service_kit.testing.plugin import new_database
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine
from training_api.main import SERVICE

BEFORE = "trn_row_parameters"
OLD = {
    1: {"everyone": True, "departments": [], "divisions": [], "job_profiles": [], "roles": []},
    2: {"everyone": False, "departments": ["Sales"], "divisions": [], "job_profiles": [], "roles": []},
    3: {"everyone": False, "departments": ["Sales"], "divisions": [], "job_profiles": [], "roles": ["legal"]},
    4: {},
}


def differences(connection: Connection) -> list[Any]:
    """What autogenerate would still change."""
    ours = {
        "compare_type": True,
        "include_name": lambda name, kind, _: kind != "table" or name in SERVICE.metadata.tables,
    }
    return list(compare_metadata(MigrationContext.configure(connection, opts=ours), SERVICE.metadata))


async def test_the_tables_are_those_of_the_code(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_old_audiences_become_clear_and_what_was_said_in_a_sentence_becomes_a_code(
    service: Service, database_server: str
) -> None:
    async with new_database(database_server) as url:
        await asyncio.to_thread(migrate.upgrade, service, url)
        await asyncio.to_thread(command.downgrade, migrate.service_config(service, url), BEFORE)
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            for number, audience in OLD.items():
                await connection.execute(
                    "INSERT INTO tracks (id, code, title, phase, component, audience, state, version)"
                    " VALUES (%s, %s, '{}', 'function', 'all-staff', %s, 'draft', 1)",
                    (UUID(int=number), f"T-{number}", psycopg.types.json.Jsonb(audience)),
                )
            await asyncio.to_thread(migrate.upgrade, service, url)
            found = await (await connection.execute("SELECT audience, version FROM tracks ORDER BY id")).fetchall()
    assert found == [
        ({"everyone": True}, 1),
        ({"departments": ["Sales"]}, 1),
        ({"departments": ["Sales"], "roles": ["legal"]}, 2),
        ({"everyone": True}, 1),
    ]
