"""Migrate the databases; skip those at their head without starting a service."""

import asyncio
import re
from pathlib import Path

import psycopg

from infra.local.prefork_client import PreforkClient
from infra.local.processes import PartFailed, last_lines
from infra.local.settings import ROOT, Settings, installed

KIT = ROOT / "libs" / "service-kit" / "src" / "service_kit" / "data" / "migrations" / "versions"
JOBS = installed("procrastinate") / "sql" / "migrations"
REVISION = re.compile(r"^(revision|down_revision)\b[^=]*=\s*(.+)$", re.MULTILINE)
NAME = re.compile(r"""["']([^"']+)["']""")


def heads(folder: Path) -> set[str]:
    """The newest revisions in a folder of migrations: those no other one follows."""
    made: set[str] = set()
    followed: set[str] = set()
    for path in folder.glob("*.py"):
        for kind, value in REVISION.findall(path.read_text(encoding="utf-8")):
            (made if kind == "revision" else followed).update(NAME.findall(value))
    return made - followed


def is_current(service: str, url: str) -> bool:
    """Whether the histories of the kit, of the service and of Procrastinate stand at their heads."""
    own = ROOT / "services" / f"{service}-api" / "src" / f"{service}_api" / "migrations" / "versions"
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            for table, folder in (("kit_version", KIT), ("alembic_version", own)):
                if connection.execute("SELECT to_regclass(%s)", (table,)).fetchone() == (None,):
                    return False
                rows = connection.execute(f"SELECT version_num FROM {table}")  # noqa: S608  # one of two names above
                if {version for (version,) in rows} != heads(folder):
                    return False
            if connection.execute("SELECT to_regclass('job_migrations')").fetchone() == (None,):
                return False
            held = {name for (name,) in connection.execute("SELECT name FROM job_migrations")}
            if not held.issuperset(path.name for path in JOBS.glob("*.sql")):
                return False
    except psycopg.OperationalError:
        return False  # the migration itself will say what is wrong
    return True


async def migrate(prefork: PreforkClient, settings: Settings, service: str, environment: dict[str, str]) -> bool:
    """Migrate one database to its head; False when it was there already."""
    if await asyncio.to_thread(is_current, service, environment["DATABASE_URL"]):
        return False
    log = settings.logs / f"{service}-migrations.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_bytes(b"")
    process = await prefork.start(("service_kit", "migrate", f"{service}_api"), environment, log)
    code = await process.wait()
    if code != 0:
        advice = "Mend the migration, or start empty with `make reset`."
        raise PartFailed(f"The {service} migrations ended with exit {code}:\n{last_lines(log, 25)}\n{advice}")
    return True
