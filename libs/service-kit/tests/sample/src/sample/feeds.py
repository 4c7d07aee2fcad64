"""A feed over real HTTP that can be away, and waiting for what comes of it."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import uvicorn
from service_kit.service import Service
from service_kit.testing.plugin import settings_for


class QuietServer(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        yield


@dataclass
class Feed:
    """A publisher that answers over real HTTP and can be away."""

    app: Any
    port: int
    server: QuietServer | None = None
    task: Any = None

    async def come(self) -> None:
        self.server = QuietServer(
            uvicorn.Config(
                self.app, "127.0.0.1", self.port, log_config=None, lifespan="off", timeout_graceful_shutdown=0
            )
        )
        self.task = asyncio.create_task(self.server.serve())
        async with asyncio.timeout(60):
            while not self.server.started:
                await asyncio.sleep(0.01)

    async def go(self) -> None:
        assert self.server
        self.server.should_exit = True
        await self.task


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def follower_settings(service: Service, url: str, feed: Feed) -> Any:
    base = f"http://127.0.0.1:{feed.port}"
    return settings_for(
        service,
        url,
        sibling_training_url=base,
        oidc_token_url=f"{base}/token",
        service_client_id="follower",
        service_client_secret="not-really",
    )


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not await condition():
            await asyncio.sleep(0.03)


@contextlib.asynccontextmanager
async def at_work(*runs: Any) -> AsyncIterator[list[asyncio.Task[None]]]:
    tasks = [asyncio.create_task(run) for run in runs]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
