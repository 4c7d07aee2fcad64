"""The issuer's keys for the gateway: it verifies with the very keys that services do, by the same algorithms.

So it needs no way outwards of its own. The gateway does not pass this address on.
"""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from service_kit.identity.auth import Authenticator

router = APIRouter(include_in_schema=False)


@router.get("/keys")
async def read_keys(request: Request) -> JSONResponse:
    """A JWK set of the keys that are accepted, each with its algorithm; 503 while none is known."""
    authenticator: Authenticator = request.app.state.authenticator
    keys = await authenticator.tokens.keys.published()
    return JSONResponse({"keys": keys}, headers={"Cache-Control": "no-store"})
