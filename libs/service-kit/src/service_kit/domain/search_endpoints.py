"""Search over HTTP: one shape in every service."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import Field, StringConstraints, create_model

from service_kit.data.database import HotConnection
from service_kit.data.localized import Localized, accepted_languages
from service_kit.domain.search import Findable, find
from service_kit.identity.auth import Actor, Needs
from service_kit.web.errors import Malformed
from service_kit.web.routes import capability_router
from service_kit.web.schemas import BodyOut
from service_kit.work.clock import Now

Typed = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)]


class UnknownKind(Malformed):
    """Nothing of this kind is found here; `known` lists the kinds there are."""

    title = "There is no such kind"
    pointer = "/kinds"


class HitOut(BodyOut):
    """One thing that was found; `excerpt` are plain words of it, around the first that was looked for."""

    kind: str
    id: UUID
    code: str | None
    title: Localized
    excerpt: str | None


class HitsOut(BodyOut):
    """What was found, titles before texts; kinds take turns."""

    items: list[HitOut] = Field(description="At most `limit`. There is no further page: more words find better.")


def search_router(permission: str, findable: tuple[Findable, ...]) -> APIRouter:
    """`GET /search` over what the rooms of a service let be found, for who holds the permission."""
    router = capability_router("/search", "Search")
    known = [one.kind for one in findable]
    kind: Any = Literal[tuple(known)]
    hit = create_model("HitOut", __base__=HitOut, __doc__=HitOut.__doc__, kind=(kind, ...))
    hits = create_model("HitsOut", __base__=HitsOut, __doc__=HitsOut.__doc__, items=(list[hit], ...))

    @router.get("", response_model=hits)
    async def search(
        actor: Annotated[Actor, Needs(permission)],
        connection: HotConnection,
        now: Now,
        request: Request,
        q: Annotated[Typed, Query(description="Two characters at least. Words, each by its beginning; all must fit.")],
        kinds: Annotated[
            list[str] | None, Query(max_length=20, description=f"Of these kinds alone: {', '.join(known)}.")
        ] = None,
        limit: Annotated[int, Query(ge=1, le=50)] = 8,
    ) -> Any:
        """What the caller may see and finds by these words, whatever their accents and case."""
        wanted = {name.strip() for given in kinds or () for name in given.split(",")}
        if unknown := wanted - set(known):
            raise UnknownKind(f"There is no {min(unknown)!r} here.", known=known)
        languages = accepted_languages(request.headers.get("accept-language"))
        language = languages[0] if languages else actor.person.locale if actor.person else "en"
        asked = [one for one in findable if not wanted or one.kind in wanted]
        found = await find(connection, actor, asked, q, limit=limit, now=now, language=language)
        return hits.model_validate({"items": [vars_of(one) for one in found]})

    return router


def vars_of(hit: Any) -> dict[str, Any]:
    """A hit as the members of its body."""
    return {name: getattr(hit, name) for name in HitOut.model_fields}
