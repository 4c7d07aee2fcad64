"""Background work, deferred in the caller's transaction: it runs if that commits, and only then (Procrastinate).

A job runs at least once: after a crash it runs again, so it asks what is still to be done instead of assuming.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, Generic, ParamSpec

import procrastinate
from procrastinate import PsycopgConnector, RetryStrategy
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from service_kit.data.database import AsyncSession, Database
from service_kit.observe.trace import current_traceparent, enter_trace, enter_work

RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)
STALLED_AFTER_SECONDS = 30
P = ParamSpec("P")
Work = Callable[Concatenate[Database, P], Awaitable[None]]
TRACE = "_traceparent"

# Never opened: with `connection` given, deferring is one INSERT on that connection and touches no pool.
_deferring = procrastinate.App(connector=PsycopgConnector())


@dataclass(frozen=True)
class Task(Generic[P]):
    """One kind of job. Calling it runs it at once, without a queue."""

    name: str
    work: Work[P]
    retry: RetryStrategy | None
    lock: str | None = None
    cron: str | None = None

    async def __call__(self, database: Database, *args: P.args, **kwargs: P.kwargs) -> None:
        """Do the work now."""
        await self.work(database, *args, **kwargs)


@dataclass
class Jobs:
    """The jobs of one capability; `name` becomes part of each job's lasting name."""

    name: str
    tasks: list[Task[Any]] = field(default_factory=list)

    def task(
        self, name: str, *, retry: RetryStrategy | None = RETRY, lock: str | None = None
    ) -> Callable[[Work[P]], Task[P]]:
        """Declare a job. With a `lock`, jobs of that lock run one at a time, in order."""

        def declare(work: Work[P]) -> Task[P]:
            task = Task(f"{self.name}:{name}", work, retry, lock)
            self.tasks.append(task)
            return task

        return declare

    def periodic(self, cron: str, name: str) -> Callable[[Work[[]]], Task[[]]]:
        """Declare a job that the clock defers, once for all workers; a failed run waits for the next one."""

        def declare(work: Work[[]]) -> Task[[]]:
            task = Task(f"{self.name}:{name}", work, None, f"{self.name}:{name}", cron)
            self.tasks.append(task)
            return task

        return declare


async def defer(session: AsyncSession, task: Task[Any], **arguments: Any) -> None:
    """Run the task after the caller's transaction commits. Arguments are JSON values: text, numbers, lists, objects."""
    await _defer(session, task, None, arguments)


async def defer_until(session: AsyncSession, moment: datetime, task: Task[Any], **arguments: Any) -> None:
    """As `defer`, not before the given moment."""
    await _defer(session, task, moment, arguments)


async def _defer(session: AsyncSession, task: Task[Any], moment: datetime | None, arguments: dict[str, Any]) -> None:
    raw = await (await session.connection()).get_raw_connection()
    if traceparent := current_traceparent():
        arguments = {**arguments, TRACE: traceparent}
    await _deferring.configure_task(
        task.name, lock=task.lock, schedule_at=moment, connection=raw.driver_connection
    ).defer_async(**arguments)


def build_worker_app(database: Database, groups: list[Jobs], connector: PsycopgConnector) -> procrastinate.App:
    """The Procrastinate app that runs these jobs with this database."""
    app = procrastinate.App(connector=connector)
    for group in groups:
        for task in group.tasks:
            _register(app, database, task)
    return app


def _register(app: procrastinate.App, database: Database, task: Task[Any]) -> None:
    async def run(context: procrastinate.JobContext, /, timestamp: int = 0, **arguments: Any) -> None:
        enter_work(f"job-{context.job.id}")
        enter_trace(arguments.pop(TRACE, None))
        await task.work(database, **arguments)

    registered = app.task(name=task.name, pass_context=True, retry=task.retry or False, lock=task.lock)(run)
    if task.cron:
        app.periodic(cron=task.cron, queueing_lock=task.name)(registered)


async def retry_stalled(app: procrastinate.App) -> int:
    """Give the jobs of workers that died back to the queue; answers how many.

    One whose twin waits there already is ended instead: it could not go back beside the twin, and the twin could not
    run beside it, so that a periodic job would never run again.
    """
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS))
    for job in stalled:
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
    return len(stalled)
