"""The public redirect `/s/{code}`: no cookie, nothing kept of the visitor, exact counts."""

from html import escape
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from service_kit.data.database import AsyncSession, database_of
from service_kit.data.localized import accepted_languages, pick
from service_kit.domain.file_links import links_of
from service_kit.web.hot import hot
from service_kit.web.previews import Preview, is_previewer, preview_page
from service_kit.web.routes import OpenRoute, operation_name
from service_kit.web.words import LANGUAGES, words_of
from service_kit.work.jobs import defer

from advocacy_api.sharing.clicks import queries, rules
from advocacy_api.sharing.clicks.actions import ClickCounter
from advocacy_api.sharing.clicks.jobs import award_clicks
from advocacy_api.sharing.crawlers.rules import is_crawler

router = APIRouter(tags=["Shares"], route_class=OpenRoute, generate_unique_id_function=operation_name)
PATH = "/s/{code}"
PURPOSES = (b"sec-purpose", b"purpose", b"x-purpose", b"x-moz")  # how browsers say that nobody looks yet
AHEAD = (b"prefetch", b"preview", b"prerender")
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
GONE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title></head>
<body><main><h1>{title}</h1><p>{advice}</p></main></body></html>
"""


async def _defer_awarding(session: AsyncSession) -> None:
    await defer(session, award_clicks)


def _counter_of(app: FastAPI) -> ClickCounter:
    """The counter of this process."""
    counter: ClickCounter | None = getattr(app.state, "click_counter", None)
    if counter is None:
        counter = app.state.click_counter = ClickCounter(app.state.database, _defer_awarding)
    return counter


def _is_click(request: Request) -> bool:
    if request.method != "GET":
        return False
    headers = dict(request.scope["headers"])
    purpose = next((headers[name] for name in PURPOSES if name in headers), b"")
    if any(word in purpose for word in AHEAD):
        return False
    return not is_crawler(headers.get(b"user-agent", b"").decode("latin-1"))


def _gone(request: Request) -> HTMLResponse:
    """The page for a link that leads nowhere, in the visitor's first language that we speak."""
    words = words_of("advocacy_api")
    asked = [tag.split("-")[0].lower() for tag in accepted_languages(request.headers.get("accept-language"))]
    language = next((one for one in asked if one in LANGUAGES), "en")
    texts = {name: escape(words.texts("pages", f"link_gone_{name}")[language]) for name in ("title", "advice")}
    return HTMLResponse(GONE.format(language=language, **texts), status_code=404, headers=HEADERS)


async def _previewed(request: Request, code: str) -> Response:
    """What the link is, for programs that show links to people: they would not follow it, and would show nothing."""
    async with database_of(request).hot() as connection:
        found = await queries.previewed(connection, code)
    if found is None:
        return _gone(request)
    language = found.language or "en"
    origin = request.app.state.settings.public_origin.rstrip("/")
    page = preview_page(
        Preview(
            url=f"{origin}/s/{code}",
            leads_to=rules.target(found.url, found.network, found.campaign),
            title=pick(found.title, [language]),
            language=language,
            site=urlsplit(found.url).hostname or "",
            picture=links_of("advocacy_api").preview(found.picture, language) if found.picture else None,
        )
    )
    page.headers.update(HEADERS)
    return page


async def _follow(request: Request, code: str) -> Response:
    found = None
    if len(code) <= 16 and code.isalnum():
        if is_previewer(request.headers.get("user-agent", "")):
            return await _previewed(request, code)
        found = await _counter_of(request.app).follow(code, is_click=_is_click(request))
    if found is None:
        return _gone(request)
    location = rules.target(found.url, found.network, found.campaign)
    return Response(status_code=302, headers={"Location": location, **HEADERS})


RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "What the link is, in Open Graph, for programs that show links.",
        "content": {"text/html": {}},
    },
    302: {"description": "On to the content, tagged with where the visitor came from."},
}


@router.get(PATH, response_class=RedirectResponse, status_code=302, responses=RESPONSES)
@hot
async def follow_link(code: str, request: Request) -> Response:
    """On to the content; a visit by a crawler is not a click. A link preview is told what the link is."""
    return await _follow(request, code)


@router.head(PATH, response_class=RedirectResponse, status_code=302, responses=RESPONSES)
@hot
async def peek_link(code: str, request: Request) -> Response:
    """Where the link leads, without a click."""
    return await _follow(request, code)
