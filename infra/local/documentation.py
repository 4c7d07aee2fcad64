"""One document for three contracts: every service's OpenAPI, at the addresses the gateway gives them."""

import json
from pathlib import Path
from typing import Any

from infra.local.settings import ROOT, SERVICES

VERSIONED = "/v1"


def contract(service: str) -> Path:
    """The contract a service promises, as it is committed."""
    return ROOT / "services" / f"{service}-api" / "openapi.json"


def _renamed(value: Any, prefix: str) -> Any:
    """The same document with its components named after their service."""
    if isinstance(value, list):
        return [_renamed(each, prefix) for each in value]
    if not isinstance(value, dict):
        return value
    renamed: dict[str, Any] = {}
    for key, each in value.items():
        if key == "$ref" and isinstance(each, str) and each.startswith("#/components/"):
            kind, name = each.removeprefix("#/components/").split("/", 1)
            renamed[key] = f"#/components/{kind}/{prefix}{name}"
        elif key == "security" and isinstance(each, list):
            renamed[key] = [{"bearer": []} for _ in each]
        else:
            renamed[key] = _renamed(each, prefix)
    return renamed


def _public(service: str, path: str) -> str | None:
    """Where the gateway serves a path; None when it does not."""
    if path.startswith(f"{VERSIONED}/"):
        return f"/api/{service}{path}"
    return path if path.startswith("/s/") else None


def _operations(service: str, item: dict[str, Any]) -> dict[str, Any]:
    word = service.capitalize()
    for method, operation in item.items():
        if isinstance(operation, dict) and method != "parameters":
            operation["tags"] = [f"{word}: {tag}" for tag in operation.get("tags", ["other"])]
            operation["operationId"] = f"{service}_{operation.get('operationId', '')}"
    return item


def merged() -> dict[str, Any]:
    """The whole public API as one OpenAPI 3.1 document."""
    paths: dict[str, Any] = {}
    components: dict[str, dict[str, Any]] = {}
    for service in SERVICES:
        if not contract(service).exists():
            continue
        word = service.capitalize()
        document = _renamed(json.loads(contract(service).read_text(encoding="utf-8")), word)
        for path, item in document.get("paths", {}).items():
            if public := _public(service, path):
                paths[public] = _operations(service, item)
        for kind, named in document.get("components", {}).items():
            if kind != "securitySchemes":
                components.setdefault(kind, {}).update({f"{word}{name}": each for name, each in named.items()})
    bearer = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "make -s token AS=employee"}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kring",
            "version": "1",
            "description": "Training, advocacy and governance behind one origin.",
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {**components, "securitySchemes": {"bearer": bearer}},
    }
