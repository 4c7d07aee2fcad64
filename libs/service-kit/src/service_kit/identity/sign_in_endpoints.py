"""Why somebody is who they are here: the caller's own sign-in, as every service understands it."""

from typing import Annotated

from fastapi import Request, Response

from service_kit.identity.auth import Actor, Authenticator, Needs
from service_kit.identity.explained import SignInOut, seen
from service_kit.web.routes import capability_router

router = capability_router("/me/sign-in", "People")


@router.get("")
async def read_my_sign_in(actor: Annotated[Actor, Needs()], request: Request, response: Response) -> SignInOut:
    """How my token was understood: as a person or a machine, by which sign or claim, and which roles and scopes it
    gives. Names of claims and roles only; for `admin` also the words that are no role here."""
    authenticator: Authenticator = request.app.state.authenticator
    token = await authenticator.token(request)
    response.headers["Cache-Control"] = "private, no-store"
    held = await authenticator.role_mappings.held(token.words)
    return seen(token, held, actor.person, request.app.state.settings)
