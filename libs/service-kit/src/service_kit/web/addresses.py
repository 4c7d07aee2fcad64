"""Where callers reach us: behind the gateway's public prefix, in every header that names one of our paths."""

from uuid import UUID

from fastapi import Request, Response


def public_path(request: Request, path: str) -> str:
    """A path of ours as the caller of this request reaches it; the gateway says which prefix it took off."""
    return f"{request.headers.get('x-forwarded-prefix', '')}{path}"


def locate(request: Request, response: Response, key: UUID | str | int) -> None:
    """Say in `Location` where the thing is that this POST to its collection has made."""
    response.headers["Location"] = public_path(request, f"{request.url.path.rstrip('/')}/{key}")
