"""Migrations: the kit's history first, then the service's own, by one migrator at a time, never waiting long on a lock."""

import asyncio
from pathlib import Path
from typing import Any

from alembic import command, context
from alembic.config import Config
from alembic.script import ScriptDirectory
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, MetaData, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from service_kit.database import kit_metadata, sqlalchemy_url
from service_kit.service import Service

KIT_MIGRATIONS = Path(__file__).parent / "migrations"
KIT_VERSIONS = "kit_version"
SERVICE_VERSIONS = "alembic_version"
LOCK_TIMEOUT = "5s"  # a migration that cannot have its lock soon gives way to the requests and is run again
ONE_MIGRATOR = 7_021_946


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
        # Waits for another migrator; the session lock ends with this connection, also when the process is killed.
        gate.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ONE_MIGRATOR})
        command.upgrade(kit_config(url), "head")
        command.upgrade(service_config(service, url), "head")


def heads_of(service: Service) -> dict[str, str | None]:
    """The newest revision of each history, as the code knows it, by version table."""
    kit = ScriptDirectory.from_config(kit_config(""))
    own = ScriptDirectory.from_config(service_config(service, ""))
    return {KIT_VERSIONS: kit.get_current_head(), SERVICE_VERSIONS: own.get_current_head()}


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
    """Procrastinate's tables and functions, once."""
    if not inspect(connection).has_table("procrastinate_jobs"):
        connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))


async def upgrade_async(service: Service, url: str) -> None:
    """`upgrade`, for callers inside an event loop."""
    await asyncio.to_thread(upgrade, service, url)
