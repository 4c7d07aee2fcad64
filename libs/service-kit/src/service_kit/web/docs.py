"""The contract and its page for people, from our own origin."""

from importlib import resources

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response

router = APIRouter(include_in_schema=False)
_ASSETS = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}
# Addresses are relative, so that the page works under any prefix the gateway puts before it.
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="docs/swagger-ui.css"><link rel="icon" href="docs/favicon-32x32.png">
</head>
<body><main id="swagger-ui"></main>
<script src="docs/swagger-ui-bundle.js"></script><script src="docs/start.js"></script></body>
</html>"""
_START = """SwaggerUIBundle({
  url: "openapi.json", dom_id: "#swagger-ui", deepLinking: true, filter: true, persistAuthorization: false,
  validatorUrl: null, presets: [SwaggerUIBundle.presets.apis, SwaggerUIBundle.SwaggerUIStandalonePreset],
});"""
_POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"


@router.get("/openapi.json")
async def read_contract(request: Request) -> JSONResponse:
    """The OpenAPI 3.1 contract of this service."""
    return JSONResponse(request.app.openapi())


@router.get("/docs")
async def read_docs(request: Request) -> HTMLResponse:
    """The contract as a page to read and try."""
    return HTMLResponse(_PAGE.format(title=request.app.title), headers={"Content-Security-Policy": _POLICY})


@router.get("/docs/start.js")
async def read_docs_start() -> Response:
    """What starts the page: in a file of its own, so that no script stands inline."""
    return Response(_START, media_type="text/javascript")


@router.get("/docs/{asset}")
async def read_docs_asset(asset: str) -> Response:
    """A file of Swagger UI."""
    if asset not in _ASSETS:
        return Response(status_code=404)
    with resources.as_file(resources.files("fastapi_swagger") / "resources" / asset) as path:
        return FileResponse(path, media_type=_ASSETS[asset], headers={"Cache-Control": "public, max-age=86400"})
