"""One process for a service's background: it follows the siblings' feeds, runs the jobs, seals the audit record."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Iterator
from functools import partial

import procrastinate
import psycopg
import structlog
import uvicorn
from procrastinate import PsycopgConnector
from procrastinate.exceptions import ProcrastinateException
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from service_kit.data.database import LONGEST_LIFE_SECONDS, UNUSED_SECONDS, Database
from service_kit.data.locks import watch_locks
from service_kit.domain.file_jobs import file_jobs
from service_kit.events import feed_compare
from service_kit.events.siblings import Siblings
from service_kit.observe import logs, output, telemetry
from service_kit.outward import trusted
from service_kit.record import audit
from service_kit.record.audit_verifications import audit_jobs
from service_kit.service import Service
from service_kit.settings import ServiceSettings
from service_kit.web import concurrency
from service_kit.work import clock, memory
from service_kit.work.background import start_lasting, start_shared
from service_kit.work.jobs import Jobs, build_worker_app, retry_stalled

CONCURRENT_JOBS = 4
LOOK_FOR_JOBS_SECONDS = 5.0
RETRY_STALLED_SECONDS = 30.0
RESTART_SECONDS = 2.0
STOP_WITHIN_SECONDS = 4.0
log = structlog.get_logger(__name__)


def work(service: Service, settings: ServiceSettings | None = None) -> None:
    """Run until SIGTERM or SIGINT; what is under way then is rolled back or runs again."""
    output.outlast_full_disks()
    asyncio.run(_work(service, settings or service.settings()))


async def _work(service: Service, settings: ServiceSettings) -> None:
    logs.configure(service.name, "worker", service.version, settings.log_level)
    telemetry.export_spans(settings, f"{service.name}-worker")
    asked_to_stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, asked_to_stop.set)
    async with running(service, settings) as parts:
        log.info("worker_started", follows=[follower.source for follower in service.followers])
        stopping = start_shared("stopping", asked_to_stop.wait())
        await asyncio.wait([stopping, *parts], return_when=asyncio.FIRST_COMPLETED)
        if not stopping.done():
            # A part ends only by a fault that cannot be survived; the supervisor then starts this process again.
            raise SystemExit(1)
    log.info("worker_stopped")


@contextlib.asynccontextmanager
async def running(service: Service, settings: ServiceSettings) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Every part of the worker at work inside this block; stopped within seconds at its end."""
    database, siblings = Database(settings, for_work=True), Siblings(settings)
    watch_locks(service.locks, database.engine)
    trusted()  # certificates that cannot be read are told now, not at the first call
    await database.open()
    tasks = [
        start_lasting(f"follow-{follower.source}", partial(follower.run, database, siblings[follower.source]))
        for follower in service.followers
    ]
    nightly = feed_compare.comparing(service.followers, siblings)
    asking = audit_jobs(service.name, siblings)
    groups = [*service.jobs, audit.sealing, asking, _housekeeping(settings), file_jobs(settings, service.name), nightly]
    tasks.append(start_lasting("jobs", partial(_run_jobs, database, groups)))
    tasks.append(start_lasting("memory", memory.give_back))
    if settings.worker_port is not None:
        tasks.append(start_lasting("probes", partial(_answer_probes, database, settings, tasks)))
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=STOP_WITHIN_SECONDS)
        await siblings.close()
        await database.close()


def _housekeeping(settings: ServiceSettings) -> Jobs:
    kit = Jobs("kit")

    @kit.periodic("17 * * * *", "forget_keys")
    async def forget_keys(database: Database) -> None:
        async with database.write() as session:
            await concurrency.forget_keys(session, now=clock.now(), hours=settings.idempotency_hours)

    return kit


async def _run_jobs(database: Database, groups: list[Jobs]) -> None:
    """Run jobs until cancelled; wait for a database that is away."""
    while True:
        # Try the first connection outside the pool, which would retry for long and hide the error.
        connector = PsycopgConnector(
            conninfo=database.conninfo,
            min_size=1,
            max_size=CONCURRENT_JOBS + 2,
            max_idle=UNUSED_SECONDS,
            max_lifetime=LONGEST_LIFE_SECONDS,
        )
        app = build_worker_app(database, groups, connector)
        try:
            async with await psycopg.AsyncConnection.connect(database.conninfo):
                pass
            async with app.open_async():
                rescue = start_lasting("retry-stalled", partial(_retry_stalled_for_good, app))
                try:
                    await app.run_worker_async(
                        concurrency=CONCURRENT_JOBS,
                        fetch_job_polling_interval=LOOK_FOR_JOBS_SECONDS,
                        shutdown_graceful_timeout=STOP_WITHIN_SECONDS / 2,
                        delete_jobs="successful",
                        install_signal_handlers=False,
                    )
                finally:
                    rescue.cancel()
        except (ProcrastinateException, psycopg.Error, OSError) as fault:
            log.warning("jobs_wait", fault=type(fault).__name__)
        await asyncio.sleep(RESTART_SECONDS)


async def _retry_stalled_for_good(app: procrastinate.App) -> None:
    while True:
        try:
            if retried := await retry_stalled(app):
                log.warning("stalled_jobs_retried", jobs=retried)
        except ProcrastinateException as fault:
            log.warning("jobs_wait", fault=type(fault).__name__)
        await asyncio.sleep(RETRY_STALLED_SECONDS)


class _ProbeServer(uvicorn.Server):
    """A server that leaves signals to the worker."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


async def _answer_probes(database: Database, settings: ServiceSettings, parts: list[asyncio.Task[None]]) -> None:
    async def live(_request: Request) -> JSONResponse:
        """The event loop that does the work answers; 503 once a part of it has ended for good."""
        ended = [part.get_name() for part in parts if part.done()]
        return JSONResponse({"status": "ended" if ended else "ok", "ended": ended}, status_code=503 if ended else 200)

    app = Starlette(routes=[Route("/health/live", live), Route("/metrics", telemetry.read_metrics)])
    app.state.database = database
    port = settings.worker_port or 0
    await _ProbeServer(uvicorn.Config(app, settings.host, port, log_config=None, access_log=False)).serve()
