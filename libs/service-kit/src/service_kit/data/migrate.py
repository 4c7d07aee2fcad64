"""Migrations: the kit's history first, then the service's own, by one migrator at a time, no long waits."""

import asyncio
import time
from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from alembic import command, context
from alembic.config import Config
from alembic.script import ScriptDirectory
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, MetaData, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from service_kit.data.database import kit_metadata, sqlalchemy_url
from service_kit.observe import logs
from service_kit.service import Service

KIT_MIGRATIONS = Path(__file__).parent / "migrations"
KIT_VERSIONS = "kit_version"
SERVICE_VERSIONS = "alembic_version"
LOCK_TIMEOUT = "5s"  # a migration that waits longer for a lock is rolled back, so that requests go on, and run again
ONE_MIGRATOR = 7_021_946
ASK_AGAIN_SECONDS = 0.2


def _config(folder: Path, version_table: str, metadata: MetaData, url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes.update(url=url, metadata=metadata, version_table=version_table)
    return config


def kit_config(url: str) -> Config:
    """Alembic's configuration for the kit's own tables."""
    return _config(KIT_MIGRATIONS, KIT_VERSIONS, kit_metadata, url)


def service_config(service: Service, url: str) -> Config:
    """Alembic's configuration for the service's tables."""
    return _config(service.migrations, SERVICE_VERSIONS, service.metadata, url)


def upgrade(service: Service, url: str) -> None:
    """Bring a database to the head of both histories. Safe to call from several processes at once."""
    engine = create_engine(sqlalchemy_url(url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as gate:
        # Asked again and again instead of waited for: a waiting statement would hold up CREATE INDEX CONCURRENTLY.
        # The session lock ends with this connection, also when the process is killed.
        while not gate.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": ONE_MIGRATOR}).scalar_one():
            time.sleep(ASK_AGAIN_SECONDS)
        command.upgrade(kit_config(url), "head")
        apply_job_migrations(url)
        command.upgrade(service_config(service, url), "head")


def upgrade_from_settings(service: Service) -> None:
    """`upgrade` for the database that the environment names."""
    settings = service.settings()
    logs.configure(service.name, "migrations", service.version, settings.log_level)
    upgrade(service, settings.database_url)


def revisions_of(service: Service) -> dict[str, list[str]]:
    """The revisions of each history that this code knows, newest first, by version table."""
    histories = {KIT_VERSIONS: KIT_MIGRATIONS, SERVICE_VERSIONS: service.migrations}
    return {table: list(_newest_first(folder)) for table, folder in histories.items()}


@cache
def _newest_first(folder: Path) -> tuple[str, ...]:
    """Read once per process: Alembic imports every migration for it."""
    return tuple(script.revision for script in ScriptDirectory(folder).walk_revisions())


def run_environment() -> None:
    """What every `env.py` calls: run the migrations of the configuration at hand, each in a transaction of its own."""
    attributes: dict[Any, Any] = context.config.attributes
    metadata: MetaData = attributes["metadata"]
    engine = create_engine(sqlalchemy_url(attributes["url"]), poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=metadata,
            version_table=attributes["version_table"],
            transaction_per_migration=True,
            compare_type=True,
            include_name=lambda name, kind, _parents: kind != "table" or name in metadata.tables,
        )
        with context.begin_transaction():
            context.run_migrations()


def install_jobs(connection: Connection) -> None:
    """Procrastinate's tables and functions, once, with a note of which of its own migrations they hold."""
    if not inspect(connection).has_table("procrastinate_jobs"):
        connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
        note_job_migrations(connection, job_migrations())


def job_migrations(up_to: str | None = None) -> dict[str, str]:
    """The migrations that the installed Procrastinate brings, by name in their order, each with its SQL."""
    folder = resources.files("procrastinate.sql.migrations")
    found = {entry.name: entry.read_text("utf-8") for entry in folder.iterdir() if entry.name.endswith(".sql")}
    return {name: found[name] for name in sorted(found) if up_to is None or name <= up_to}


def note_job_migrations(connection: Connection, names: Iterable[str]) -> None:
    """Note that this database holds these of Procrastinate's migrations."""
    connection.exec_driver_sql(
        "CREATE TABLE IF NOT EXISTS job_migrations "
        "(name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())"
    )
    for name in names:
        connection.execute(
            text("INSERT INTO job_migrations (name) VALUES (:name) ON CONFLICT DO NOTHING"), {"name": name}
        )


def apply_job_migrations(url: str) -> list[str]:
    """Bring Procrastinate's own tables to what the installed Procrastinate needs; answers the names applied now.

    Each in a transaction of its own, with its note: an interrupted run goes on where it stopped.
    """
    engine = create_engine(sqlalchemy_url(url), poolclass=NullPool)
    with engine.connect() as connection:
        held = set(connection.execute(text("SELECT name FROM job_migrations")).scalars())
        connection.rollback()
        missing = {name: statements for name, statements in job_migrations().items() if name not in held}
        for name, statements in missing.items():
            with connection.begin():
                connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
                connection.exec_driver_sql(statements.replace("%", "%%"))
                note_job_migrations(connection, [name])
    return list(missing)


async def upgrade_async(service: Service, url: str) -> None:
    """`upgrade`, for callers inside an event loop."""
    await asyncio.to_thread(upgrade, service, url)
