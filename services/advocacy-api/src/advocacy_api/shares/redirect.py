"""The public redirect `/s/{code}`: no cookie, nothing kept of the visitor, exact counts."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from service_kit.concurrency import operation_name

from advocacy_api.shares import rules
from advocacy_api.shares.counter import counter_of


class PlainRoute(APIRoute):
    """The path every visitor takes: the endpoint itself, without the machinery for bodies and dependencies."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Documented as any route, called directly."""
        endpoint = self.endpoint

        async def answer(request: Request) -> Response:
            response: Response = await endpoint(request, **request.path_params)
            return response

        return answer


router = APIRouter(tags=["Shares"], route_class=PlainRoute, generate_unique_id_function=operation_name)
PATH = "/s/{code}"
PURPOSES = ("sec-purpose", "purpose", "x-purpose", "x-moz")  # how browsers say that nobody looks yet
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
    headers = request.headers
    purpose = (
        headers.get("sec-purpose") or headers.get("purpose") or headers.get("x-purpose") or headers.get("x-moz") or ""
    )
    ahead = "prefetch" in purpose or "preview" in purpose or "prerender" in purpose
    return request.method == "GET" and not ahead and not rules.is_bot(headers.get("user-agent", ""))


async def _follow(request: Request, code: str) -> Response:
    found = None
    if len(code) <= 16 and code.isalnum():
        found = await counter_of(request.app).follow(code, is_click=_is_click(request))
    if found is None:
        return HTMLResponse(GONE, status_code=404, headers=HEADERS)
    url = rules.target(found["url"], found["network"], found["campaign"])
    return RedirectResponse(url, status_code=302, headers=HEADERS)


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
