"""The web server of one service."""

import uvicorn

from service_kit.app import build_app
from service_kit.service import Service

KEEP_ALIVE_SECONDS = 75  # longer than the gateway's, so that the gateway closes first and never meets a closing socket
STOP_WITHIN_SECONDS = 5


def serve(service: Service) -> None:
    """Serve the HTTP API until SIGTERM; requests under way get a few seconds to end."""
    app = build_app(service)
    uvicorn.run(
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
