"""Migrations bring an empty database to what the tables say, also when two processes begin at once."""

import asyncio
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from service_kit.data import migrate
from service_kit.data.database import kit_metadata, sqlalchemy_url
from service_kit.events import feed, feed_cursors, feed_history, feed_repairs
from service_kit.identity import people
from service_kit.record import audit, audit_texts, audit_verifications
from service_kit.testing.plugin import new_database
from service_kit.web import concurrency
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DataError
from sqlalchemy.pool import NullPool

TABLES_OF = (
    audit,
    audit_texts,
    audit_verifications,
    concurrency,
    feed,
    feed_cursors,
    feed_history,
    feed_repairs,
    people,
)


def differences(connection: Connection) -> list[Any]:
    """What the migrated database has otherwise than the tables."""
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "include_name": lambda name, kind, _parents: kind != "table" or name in kit_metadata.tables,
        },
    )
    return list(compare_metadata(context, kit_metadata))


async def test_the_kits_history_ends_where_its_tables_are(service: Any, database_server: str) -> None:
    async with new_database(database_server) as url:
        await asyncio.to_thread(migrate.upgrade, service, url)
        engine = create_engine(sqlalchemy_url(url), poolclass=NullPool)
        with engine.connect() as connection:
            assert differences(connection) == []


async def test_two_migrators_at_once_do_no_harm(service: Any, database_server: str) -> None:
    async with new_database(database_server) as url:
        await asyncio.gather(*(asyncio.to_thread(migrate.upgrade, service, url) for _process in range(3)))
        engine = create_engine(sqlalchemy_url(url), poolclass=NullPool)
        with engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM kit_version")).scalar_one() == 1
            assert connection.execute(text("SELECT count(*) FROM notes")).scalar_one() == 0


async def test_procrastinates_own_migrations_are_applied_each_once_and_in_order(
    service: Any, database_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought = migrate.job_migrations()
    async with new_database(database_server) as url:
        await asyncio.to_thread(migrate.upgrade, service, url)
        engine = create_engine(sqlalchemy_url(url), poolclass=NullPool)
        with engine.connect() as connection:
            assert set(connection.execute(text("SELECT name FROM job_migrations")).scalars()) == set(brought)
        # A newer Procrastinate brings three; the second one fails at first, as when it cannot have its lock.
        newer = {"98.1.sql": "CREATE TABLE job_first (done text)", "98.2.sql": "SELECT 1 / 0", "98.3.sql": "SELECT 1"}
        monkeypatch.setattr(migrate, "job_migrations", lambda: brought | newer)
        with pytest.raises(DataError):
            await asyncio.to_thread(migrate.apply_job_migrations, url)
        newer["98.2.sql"] = "INSERT INTO job_first VALUES ('100%')"
        assert await asyncio.to_thread(migrate.apply_job_migrations, url) == ["98.2.sql", "98.3.sql"]
        assert await asyncio.to_thread(migrate.apply_job_migrations, url) == []
        with engine.connect() as connection:
            assert connection.execute(text("SELECT done FROM job_first")).scalars().all() == ["100%"]


@pytest.mark.parametrize("table", ["events", "feed_epochs", "audit_entries", "audit_seals"])
async def test_history_cannot_be_rewritten(service: Any, database_server: str, table: str) -> None:
    async with new_database(database_server) as url:
        await asyncio.to_thread(migrate.upgrade, service, url)
        engine = create_engine(sqlalchemy_url(url), poolclass=NullPool)
        for statement in (f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with engine.connect() as connection, pytest.raises(Exception, match="append-only"):
                connection.execute(text(statement))
