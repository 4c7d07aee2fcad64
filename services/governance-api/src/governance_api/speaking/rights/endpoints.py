"""Speaking rights over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header
from service_kit.data.database import HotConnection, WriteSession
from service_kit.domain.collections import Wanted, answer, wanted_from
from service_kit.domain.exports import FILES
from service_kit.identity.auth import Actor, Needs
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from governance_api.permissions import Permission
from governance_api.speaking.rights import actions, queries
from governance_api.speaking.rights.schemas import (
    ListedRightOut,
    Reinstate,
    SpeakingRightOut,
    Suspend,
    languages_of,
    listed_out,
    whole_out,
)

router = capability_router("/speaking-rights", "Speaking rights")
Asker = Annotated[Actor, Needs(Permission.CHECK_SPEAKING_RIGHTS)]
Suspender = Annotated[Actor, Needs(Permission.SUSPEND_SPEAKING_RIGHTS)]
Keeper = Annotated[Actor, Needs(Permission.SEE_WHY_OF_SPEAKING_RIGHTS)]
AcceptLanguage = Annotated[str | None, Header(max_length=500)]


@router.get("", response_model=Page[ListedRightOut], responses=FILES)
async def list_speaking_rights(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))], actor: Keeper, connection: HotConnection, now: Now
) -> Any:
    """Who may speak for the brand, who was suspended and whose right lapsed, the latest change first."""

    def show(row: Any) -> ListedRightOut:
        return listed_out(row, actor)

    return await answer(queries.LIST, connection, actor, wanted, now=now, out=ListedRightOut, show=show)


@router.get("/{person}")
async def read_speaking_right(
    person: UUID, actor: Asker, connection: HotConnection, now: Now, accept_language: AcceptLanguage = None
) -> SpeakingRightOut:
    """A person's right and on which networks with a policy of their own; since when and why is for a few."""
    known = await queries.known(connection, person, now)
    return whole_out(known, actor, languages_of(actor, accept_language), now=now)


@router.post("/{person}/suspend")
async def suspend_speaking_right(
    person: UUID,
    body: Suspend,
    actor: Suspender,
    session: WriteSession,
    now: Now,
    accept_language: AcceptLanguage = None,
) -> SpeakingRightOut:
    """No more speaking for the brand, until a moment or until somebody reinstates."""
    await actions.suspend(session, actor, person, body, now=now)
    known = await queries.known(session, person, now)
    return whole_out(known, actor, languages_of(actor, accept_language), now=now)


@router.post("/{person}/reinstate")
async def reinstate_speaking_right(
    person: UUID,
    actor: Suspender,
    session: WriteSession,
    now: Now,
    body: Reinstate | None = None,
    accept_language: AcceptLanguage = None,
) -> SpeakingRightOut:
    """End the suspension; the right comes back when everything else holds."""
    await actions.reinstate(session, actor, person, body.suspension_id if body else None, now=now)
    known = await queries.known(session, person, now)
    return whole_out(known, actor, languages_of(actor, accept_language), now=now)
