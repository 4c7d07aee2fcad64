"""The web server of one service."""

from types import FrameType

import uvicorn

from service_kit.events.feed_endpoints import FeedListener
from service_kit.observe import logs, output
from service_kit.service import Service
from service_kit.web.app import build_app

KEEP_ALIVE_SECONDS = 75  # longer than the gateway's, so that the gateway closes a connection first
STOP_WITHIN_SECONDS = 5


class _Server(uvicorn.Server):
    """uvicorn that ends the long requests of followers at once when it stops; they would take half a minute."""

    def __init__(self, config: uvicorn.Config, feed: FeedListener) -> None:
        super().__init__(config)
        self._feed = feed

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The signal to stop."""
        self._feed.end_waiting()
        super().handle_exit(sig, frame)


def serve(service: Service) -> None:
    """Serve the HTTP API until SIGTERM; requests under way get a few seconds to end."""
    output.outlast_full_disks()
    settings = service.settings()
    logs.configure(service.name, "api", service.version, settings.log_level)
    app = build_app(service, settings)
    config = uvicorn.Config(
        app,
        host=app.state.settings.host,
        port=app.state.settings.port,
        loop="uvloop",
        http="httptools",
        ws="none",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_WITHIN_SECONDS,
        access_log=False,
        log_config=None,
        server_header=False,
    )
    _Server(config, app.state.feed).run()
