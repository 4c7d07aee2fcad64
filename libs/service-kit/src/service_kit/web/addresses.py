"""The public addresses of a service: the gateway's prefix in every header that names a path."""

from uuid import UUID

from fastapi import Request, Response


def public_path(request: Request, path: str) -> str:
    """A path with the public prefix that the gateway removed from this request."""
    return f"{request.headers.get('x-forwarded-prefix', '')}{path}"


def locate(request: Request, response: Response, key: UUID | str | int) -> None:
    """Set `Location` to the address of what this POST created."""
    response.headers["Location"] = public_path(request, f"{request.url.path.rstrip('/')}/{key}")
