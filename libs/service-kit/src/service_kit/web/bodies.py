"""The size of bodies: counted while they are read, for the requests that have one."""

from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send


def has_body(scope: Scope) -> bool:
    """Whether a request announces a body; HTTP/1.1 knows no body without one of these headers (RFC 9112, 6.3)."""
    names = dict(scope["headers"])
    return b"content-length" in names or b"transfer-encoding" in names


class LimitBodies:
    """Refuses a body above the limit of the whole app, whatever route takes it."""

    def __init__(self, app: ASGIApp, at_most: int) -> None:
        self._plain = app
        self._limited = RequestBodyLimitMiddleware(app, at_most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, its body counted where it has one."""
        limited = scope["type"] == "http" and has_body(scope)
        await (self._limited if limited else self._plain)(scope, receive, send)
