"""The contract of a service in OpenAPI 3.1: every refusal listed, public operations marked, one problem schema."""

import json
import re
from collections import Counter
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from service_kit.web.errors import PROBLEM
from service_kit.web.routing import as_declared

METHODS = ("get", "post", "put", "patch", "delete", "head")
PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "A refusal by RFC 9457; `code` names it, further members explain it.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "examples": ["/problems/not-publishable"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "examples": ["NotPublishable"]},
        "request_id": {"type": "string"},
        "permission": {"type": "string", "description": "Of 403: what the caller lacks.", "examples": ["people.list"]},
        "scopes": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Of 403: the scopes under which a system has that permission; none where only people do.",
            "examples": [["people.read"]],
        },
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}, "kind": {"type": "string"}},
                "required": ["detail"],
            },
        },
    },
    "additionalProperties": True,
}
MEANINGS = {
    "400": "The body cannot be read",
    "401": "Authentication needed",
    "403": "Permission missing",
    "404": "Hidden or missing",
    "409": "Not possible now",
    "412": "It changed meanwhile",
    "422": "The request is not valid",
    "428": "If-Match is needed",
    "429": "Too many requests",
    "503": "A service does not answer",
}

MAY_BE_MISSING: dict[int | str, dict[str, Any]] = {
    404: {
        "description": MEANINGS["404"],
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}
"""For a route without an id in its path that may still find nothing: `responses=MAY_BE_MISSING`."""


def describe(app: FastAPI) -> None:
    """Let the app answer its contract, built at the first request."""

    def contract() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = build(app)
        return app.openapi_schema

    app.openapi = contract  # type: ignore[method-assign]  # FastAPI's documented way to extend the contract


def build(app: FastAPI) -> dict[str, Any]:
    """The contract as FastAPI derives it, with what FastAPI cannot know."""
    service = app.state.service
    schema = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=as_declared(app.routes),
        summary=None,
    )
    schema["servers"] = [{"url": f"/api/{service.name}"}]
    schemas = schema.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = PROBLEM_SCHEMA
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    public = set(service.public_paths)
    for path, operations in schema["paths"].items():
        for method in METHODS:
            if method in operations:
                _complete(operations[method], method, path, public=path in public)
    return with_names_of_the_business(schema)


def with_names_of_the_business(schema: dict[str, Any]) -> dict[str, Any]:
    """The contract with every schema named by its room and class: clients generate classes from these names.

    Pydantic tells two classes of one name apart by where they stand (`pkg__area__certificates__rules__State`), so a
    moved file would rename a partner's class. `CertificateState` stays. A name is letters and digits, as a class is in
    every language, and it is the title too: some generators name classes by titles, and seven were `State`.
    """
    names = {name: _plain_name(name) for name in schema["components"]["schemas"]}
    if len(set(names.values())) != len(names):
        twice = sorted(plain for plain, count in Counter(names.values()).items() if count > 1)
        raise ValueError(f"Two schemas of one name: {twice}")
    schema["components"]["schemas"] = {
        names[name]: {**body, "title": names[name]} for name, body in schema["components"]["schemas"].items()
    }
    text = json.dumps(schema)
    for name, plain in names.items():
        text = text.replace(f'"#/components/schemas/{name}"', f'"#/components/schemas/{plain}"')
    renamed: dict[str, Any] = json.loads(text)
    return renamed


def _plain_name(name: str) -> str:
    """`Page_CompletionOut_` as `PageCompletionOut`, `Body_upload_file` as `BodyUploadFile`."""
    parts = _business_name(name) if "__" in name else name
    return "".join(part[:1].upper() + part[1:] for part in re.split("[^A-Za-z0-9]+", parts))


def _business_name(name: str) -> str:
    """`training_api__certification__certificates__rules__State` as `CertificateState`."""
    *_, room, _file, shape = name.split("__")
    return "".join(word.title() for word in room.removesuffix("s").split("_")) + shape


def _complete(operation: dict[str, Any], method: str, path: str, *, public: bool) -> None:
    if public or not operation.get("security"):
        operation["security"] = []
    responses = operation["responses"]
    parameters = {parameter["name"].lower() for parameter in operation.get("parameters", [])}
    possible = {"429", "503"}
    possible |= {"401", "403", "409"} if operation["security"] else set()  # 409: two people answer to a sign-in
    possible |= {"400", "422"} if "requestBody" in operation else {"422"} if parameters else set()
    possible |= {"404"} if "{" in path else set()
    possible |= {"409"} if method != "get" else set()
    # A POST makes or moves: there If-Match is welcome and never needed.
    possible |= ({"412"} if method == "post" else {"412", "428"}) if "if-match" in parameters else set()
    if method == "post" and operation["security"]:
        operation.setdefault("parameters", []).append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "schema": {"type": "string", "maxLength": 200},
                "description": "The same key and body gives the first answer again.",
            }
        )
    for status in sorted(possible):
        responses[status] = {
            "description": MEANINGS[status],
            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    if method == "get" and operation["security"]:
        responses["304"] = {"description": "Not modified"}
