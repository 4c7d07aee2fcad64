"""Serves the built app, deep links included, and the documentation of the whole API."""

import json
import os
from hashlib import sha256

from service_kit.observe import logs
from service_kit.web.tags import is_held
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from infra.local import documentation
from infra.local.settings import ROOT, installed

DIST = ROOT / "frontend" / "dist"
SWAGGER = installed("fastapi_swagger") / "resources"
YEAR = "public, max-age=31536000, immutable"

DOCS = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Kring API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css"><link rel="icon" href="/docs/assets/favicon-32x32.png"></head>
<body><div id="swagger-ui"></div><script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script></body></html>"""
START = """SwaggerUIBundle({url: "/docs/openapi.json", dom_id: "#swagger-ui", deepLinking: true, docExpansion: "none",
  filter: true, persistAuthorization: true, validatorUrl: null});
"""
NOT_BUILT = """<!doctype html><html lang="en"><title>Kring</title><h1>The app is not built yet</h1>
<p>Run <code>make up</code> once more; the API is at <a href="/docs">/docs</a>.</p></html>"""


class App(StaticFiles):
    """The files of the build; a page's address that is no file gets the app, which knows what to show."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or path.startswith("assets/") or "." in path.rsplit("/", 1)[-1]:
                raise
            path = "index.html"
            response = await super().get_response(path, scope)
        immutable = path.startswith("assets/")
        response.headers["cache-control"] = YEAR if immutable else "no-cache"
        return response


def _tagged(request: Request, body: bytes, media_type: str) -> Response:
    """A body with its ETag; 304 when the caller has it."""
    etag = f'"{sha256(body).hexdigest()[:24]}"'
    headers = {"etag": etag, "cache-control": "no-cache"}
    if is_held(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def app_config(_request: Request) -> JSONResponse:
    """Where the app signs people in."""
    variables = {
        "issuer": "KRING_ISSUER",
        "client_id": "KRING_CLIENT_ID",
        "scope": "KRING_SCOPE",
        "origin": "KRING_ORIGIN",
    }
    body = {name: os.environ[variable] for name, variable in variables.items() if os.environ.get(variable)}
    return JSONResponse(body, headers={"cache-control": "no-cache"})


def docs_page(request: Request) -> Response:
    return _tagged(request, DOCS.encode(), "text/html")


def docs_start(request: Request) -> Response:
    return _tagged(request, START.encode(), "text/javascript")


def docs_document(request: Request) -> Response:
    """The merged contract, read again each time: a rebuilt one shows at once."""
    return _tagged(request, json.dumps(documentation.merged()).encode(), "application/json")


def not_built(_request: Request) -> Response:
    return HTMLResponse(NOT_BUILT, status_code=503, headers={"retry-after": "10"})


def create_app() -> Starlette:
    """The app's files when they are built, and the pages around them."""
    logs.configure("web", "web", "1.0.0")
    built = (DIST / "index.html").exists()
    rest = Mount("/", App(directory=DIST, html=True)) if built else Route("/{path:path}", not_built)
    return Starlette(
        routes=[
            Route("/app-config.json", app_config),
            Route("/docs", docs_page),
            Route("/docs/start.js", docs_start),
            Route("/docs/openapi.json", docs_document),
            Mount("/docs/assets", StaticFiles(directory=SWAGGER)),
            rest,
        ]
    )
