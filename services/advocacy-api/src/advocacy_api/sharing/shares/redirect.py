"""The public redirect `/s/{code}`: no cookie, nothing kept of the visitor, exact counts."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from service_kit.web.concurrency import operation_name
from starlette.types import Receive, Scope, Send

from advocacy_api.sharing.shares import rules
from advocacy_api.sharing.shares.counter import counter_of


class PlainRoute(APIRoute):
    """The path every visitor takes: documented as any route, without the machinery for bodies and dependencies."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            response: Response = await endpoint(Request(scope), **scope["path_params"])
            await response(scope, receive, send)

        self.app = answer


router = APIRouter(tags=["Shares"], route_class=PlainRoute, generate_unique_id_function=operation_name)
PATH = "/s/{code}"
PURPOSES = (b"sec-purpose", b"purpose", b"x-purpose", b"x-moz")  # how browsers say that nobody looks yet
AHEAD = (b"prefetch", b"preview", b"prerender")
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
GONE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>This link leads nowhere</title></head>
<body><main><h1>This link leads nowhere (any more)</h1>
<p>Perhaps a letter got lost on the way. Ask the colleague who shared it.</p>
<p lang="nl">Deze link leidt nergens (meer) heen. Vraag het de collega die hem deelde.</p>
<p lang="fr">Ce lien ne mène nulle part. Demandez au collègue qui l’a partagé.</p></main></body></html>
"""


def _is_click(request: Request) -> bool:
    if request.method != "GET":
        return False
    headers = dict(request.scope["headers"])
    purpose = next((headers[name] for name in PURPOSES if name in headers), b"")
    if any(word in purpose for word in AHEAD):
        return False
    return not rules.is_bot(headers.get(b"user-agent", b"").decode("latin-1"))


async def _follow(request: Request, code: str) -> Response:
    found = None
    if len(code) <= 16 and code.isalnum():
        found = await counter_of(request.app).follow(code, is_click=_is_click(request))
    if found is None:
        return HTMLResponse(GONE, status_code=404, headers=HEADERS)
    location = rules.target(found["url"], found["network"], found["campaign"])
    return Response(status_code=302, headers={"Location": location, **HEADERS})


RESPONSES: dict[int | str, dict[str, Any]] = {
    302: {"description": "On to the content, tagged with where the visitor came from."}
}


@router.get(PATH, response_class=RedirectResponse, status_code=302, responses=RESPONSES)
async def follow_link(request: Request, code: str) -> Response:
    """On to the content; a visit by a known bot or a link preview is not a click."""
    return await _follow(request, code)


@router.head(PATH, response_class=RedirectResponse, status_code=302, responses=RESPONSES)
async def peek_link(request: Request, code: str) -> Response:
    """Where the link leads, without a click."""
    return await _follow(request, code)
