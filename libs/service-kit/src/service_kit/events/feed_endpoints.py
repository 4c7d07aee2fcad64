"""The feed over HTTP: committed events in order, waiting for the next one without a busy loop."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import psycopg
import structlog
from fastapi import Query, Request, Response

from service_kit.data.database import Database, database_of, plain_url
from service_kit.events.feed import CHANNEL, SEQUENCE_AT_ONCE, personal_types, read_page, sequence, veils
from service_kit.events.feed_history import Place, read_place
from service_kit.identity.auth import Actor, Needs
from service_kit.identity.people import READ_WHOLE
from service_kit.settings import ServiceSettings
from service_kit.web.errors import Unavailable
from service_kit.web.routes import StrictRoute, capability_router
from service_kit.work.background import start_lasting

MEDIA_TYPE = "application/cloudevents-batch+json"
MAX_WAITING = 200
LONGEST_WAIT = 30
LOOK_AGAIN_SECONDS = 5.0  # also without a notification: the listening connection may have been lost unseen
RECONNECT_SECONDS = 1.0
GATHER_SECONDS = 0.02
"""The shortest time between two turns of numbering. What comes alone is numbered at once; a burst is together."""
log = structlog.get_logger(__name__)
router = capability_router("", "Feed", StrictRoute)


class FeedBusy(Unavailable):
    title = "Too many are waiting"


class FeedListener:
    """One listening connection per process, opened with the first waiter: it sequences what is new and wakes all."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._url = plain_url(settings.database_url)
        self._task: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._waiting = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self.ending = False

    async def start(self) -> None:
        """Remember the loop, so that a signal can reach it; nothing is opened before somebody waits."""
        self._loop = asyncio.get_running_loop()

    def end_waiting(self) -> None:
        """Let every waiter go with what there is, because this process is about to stop. Safe in a signal handler."""
        self.ending = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._wake)

    async def stop(self) -> None:
        """Close the listening connection for good and let every waiter go."""
        self.ending = True
        self._wake()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def next_change(self) -> asyncio.Event:
        """Take this before reading: it is set by whatever is sequenced after."""
        if not self.ending and (self._task is None or self._task.done()):
            self._task = start_lasting("feed-listener", self._listen)
        return self._changed

    async def wait(self, change: asyncio.Event, seconds: float) -> bool:
        """Wait for the change, bounded; answers whether it came. Refused when too many wait already."""
        if self._waiting >= MAX_WAITING:
            raise FeedBusy("Too many are waiting for this feed. Ask again in a moment.")
        self._waiting += 1
        try:
            async with asyncio.timeout(seconds):
                await change.wait()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1
        return True

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def _listen(self) -> None:
        while True:
            try:
                connection: psycopg.AsyncConnection[dict[str, Any]] = await psycopg.AsyncConnection.connect(
                    self._url,
                    autocommit=True,
                    connect_timeout=5,
                    keepalives_idle=5,
                    application_name="feed-listener",
                    row_factory=psycopg.rows.dict_row,
                )
                async with connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    while True:
                        began = time.monotonic()
                        while await sequence(connection) == SEQUENCE_AT_ONCE:
                            self._wake()
                        self._wake()
                        await self._next_notice(connection)
                        await asyncio.sleep(began + GATHER_SECONDS - time.monotonic())
            except (psycopg.Error, OSError) as fault:
                log.warning("feed_listener_lost", fault=type(fault).__name__)
                await asyncio.sleep(RECONNECT_SECONDS)

    async def _next_notice(self, connection: psycopg.AsyncConnection[dict[str, Any]]) -> None:
        """Wait until something is published; what others sequenced only wakes the waiters."""
        while True:
            unheard = True
            async for notice in connection.notifies(timeout=LOOK_AGAIN_SECONDS, stop_after=1):
                unheard = False
                if notice.payload == "outbox":
                    return
            if unheard:
                return
            self._wake()


@router.get(
    "/feed",
    response_class=Response,
    responses={200: {"description": "A batch of CloudEvents 1.0", "content": {MEDIA_TYPE: {}}}},
)
async def read_feed(
    request: Request,
    actor: Annotated[Actor, Needs("feed.read")],
    after: Annotated[int, Query(ge=0, description="The id of the last event you have; 0 reads from the start.")] = 0,
    after_key: Annotated[
        UUID | None, Query(description="The `eventkey` of that event: tells whether this is the history you have read.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=2000)] = 100,
    timeout: Annotated[float, Query(ge=0, le=LONGEST_WAIT, description="Seconds to wait when nothing is new.")] = 0,  # noqa: ASYNC109 - the caller's wish, a promised parameter
    types: Annotated[list[str] | None, Query(alias="type", max_length=100, description="Only these types.")] = None,
) -> Response:
    """What happened, in order. Ids ascend; the last one is the next `after`, its `eventkey` the next `after_key`.

    `Feed-Head` is the newest id when the page was read: with a filter, a page that is not full covers all up to it.
    `Feed-Epoch` names this history; 409 `FeedRewound` says that the event you name is not in it.
    Some types are for readers with the scope `people.read` only: people themselves, and what tells how somebody was
    judged or what somebody answered. The list of events says which. The header `Feed-Withheld` names the types that
    this answer leaves out.
    """
    listener: FeedListener = request.app.state.feed
    database = database_of(request)
    may_read_people = actor.may(READ_WHOLE)
    withheld = [] if may_read_people else personal_types()
    wanted = _Wanted(
        source=request.app.state.service.name,
        origin=request.app.state.settings.public_origin,
        after=after,
        after_key=after_key,
        limit=limit,
        types=types,
        hidden=withheld,
        veils="{}" if may_read_people else veils(),
    )
    patience = 0 if request.method == "HEAD" else timeout  # who asks for the headers alone is not kept waiting
    deadline = asyncio.get_running_loop().time() + patience
    numbered = False
    while True:
        change = listener.next_change() if patience else None
        place, page = await _read(database, wanted, numbered=numbered)
        left = deadline - asyncio.get_running_loop().time()
        if page or change is None or left <= 0 or listener.ending:
            headers = headers_of(place, [each for each in withheld if each.startswith(f"{wanted.source}.")])
            return Response(f"[{page}]", media_type=MEDIA_TYPE, headers=headers)
        numbered = await listener.wait(change, min(left, LOOK_AGAIN_SECONDS))


def headers_of(place: Place, withheld: Sequence[str]) -> dict[str, str]:
    """The headers of an answer: where the feed stands, and which types it leaves out for this reader."""
    headers = {"Feed-Head": str(place.head), "Feed-Epoch": str(place.epoch), "Cache-Control": "no-store"}
    return headers | {"Feed-Withheld": ", ".join(withheld)} if withheld else headers


@dataclass(frozen=True, slots=True)
class _Wanted:
    source: str
    origin: str
    after: int
    after_key: UUID | None
    limit: int
    types: list[str] | None
    hidden: list[str]
    veils: str


async def _read(database: Database, wanted: _Wanted, *, numbered: bool) -> tuple[Place, str]:
    """A page, and where the feed stands. `numbered`: the listener has just done what is done here otherwise."""
    async with database.primary() as connection:
        if not numbered:
            await sequence(connection)
        # The head first: whatever it covers is in reach of the page read after it.
        place = await read_place(connection, wanted.after)
        place.refuse_unless_known(wanted.after, wanted.after_key)
        page = await read_page(
            connection,
            source=wanted.source,
            origin=wanted.origin,
            after=wanted.after,
            limit=wanted.limit,
            types=wanted.types,
            hidden=wanted.hidden,
            veils=wanted.veils,
        )
        return place, page
