"""Speaking rights over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Header, Query, Response
from service_kit.data.database import HotConnection, WriteSession
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import capability_router
from service_kit.work.clock import Now

from governance_api.permissions import Permission
from governance_api.speaking.policies.schemas import Network
from governance_api.speaking.rights import actions, queries
from governance_api.speaking.rights.rules import may_see_why, right
from governance_api.speaking.rights.schemas import (
    CheckOut,
    Reinstate,
    SpeakingRightOut,
    Suspend,
    check_out,
    languages_of,
    whole_out,
)

router = capability_router("/speaking-rights", "Speaking rights")
Asker = Annotated[Actor, Needs(Permission.CHECK_SPEAKING_RIGHTS)]
Suspender = Annotated[Actor, Needs(Permission.SUSPEND_SPEAKING_RIGHTS)]
AcceptLanguage = Annotated[str | None, Header(max_length=500)]


@router.get("/check", response_model=CheckOut)
async def check_speaking_right(
    person: UUID,
    actor: Asker,
    connection: HotConnection,
    now: Now,
    network: Annotated[Network | None, Query(examples=["linkedin"])] = None,
    accept_language: AcceptLanguage = None,
) -> Response:
    """May this person speak for the brand on this network? Anyone may ask whether; why is for a few."""
    facts = await queries.facts(connection, person, network)
    answer = check_out(right(facts, now), languages_of(actor, accept_language), why=may_see_why(actor, person))
    # Written out here once: every share asks this, and validating our own answer would cost as much as the query.
    return Response(answer.model_dump_json(), media_type="application/json")


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
    known = await queries.known(await queries.connection_of(session), person, now)
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
    known = await queries.known(await queries.connection_of(session), person, now)
    return whole_out(known, actor, languages_of(actor, accept_language), now=now)
