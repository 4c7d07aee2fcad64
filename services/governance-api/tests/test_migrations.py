"""The migrations build exactly the tables that the code names."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from governance_api.main import SERVICE
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine


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


async def test_receipts_and_decisions_are_append_only(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        guarded = await connection.execute(
            text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only' ORDER BY 1")
        )
        assert {"acknowledgement_receipts", "signoff_contents", "signoff_decisions"} <= set(guarded.scalars())
