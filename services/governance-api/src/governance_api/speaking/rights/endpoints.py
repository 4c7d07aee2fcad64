"""Speaking rights over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Header, Query, Response
from service_kit.data.database import HotConnection, ReadSession, WriteSession
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, capability_router, tag
from service_kit.web.errors import Missing
from service_kit.web.pages import Page, PageQuery
from service_kit.work.clock import Now

from governance_api.permissions import Permission
from governance_api.speaking.rights import actions, queries
from governance_api.speaking.rights.rules import may_see_why, right
from governance_api.speaking.rights.schemas import (
    CheckOut,
    Network,
    PolicyOut,
    Reinstate,
    SpeakingRightOut,
    Suspend,
    WritePolicy,
)
from governance_api.speaking.rights.wording import check_out, languages_of, whole_out

router = capability_router("/speaking-rights", "Speaking rights")
policies = capability_router("/speaking-policies", "Speaking rights")
Asker = Annotated[Actor, Needs(Permission.CHECK_SPEAKING_RIGHTS)]
Suspender = Annotated[Actor, Needs(Permission.SUSPEND_SPEAKING_RIGHTS)]
PolicyWriter = Annotated[Actor, Needs(Permission.EDIT_SPEAKING_POLICIES)]
AcceptLanguage = Annotated[str | None, Header(max_length=500)]


@router.get("/check", response_model=CheckOut)
async def check_speaking_right(
    actor: Asker,
    connection: HotConnection,
    person: UUID,
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
    actor: Asker, connection: HotConnection, person: UUID, now: Now, accept_language: AcceptLanguage = None
) -> SpeakingRightOut:
    """A person's right and on which networks with a policy of their own; since when and why is for a few."""
    known = await queries.known(connection, person, now)
    return whole_out(known, actor, accept_language, now=now)


@router.post("/{person}/suspend")
async def suspend_speaking_right(
    actor: Suspender,
    session: WriteSession,
    person: UUID,
    body: Suspend,
    now: Now,
    accept_language: AcceptLanguage = None,
) -> SpeakingRightOut:
    """No more speaking for the brand, until a moment or until somebody reinstates."""
    await actions.suspend(session, actor, person, body, now=now)
    known = await queries.known(await queries.beneath(session), person, now)
    return whole_out(known, actor, accept_language, now=now)


@router.post("/{person}/reinstate")
async def reinstate_speaking_right(
    actor: Suspender,
    session: WriteSession,
    person: UUID,
    now: Now,
    body: Reinstate | None = None,
    accept_language: AcceptLanguage = None,
) -> SpeakingRightOut:
    """End the suspension; the right comes back when everything else holds."""
    await actions.reinstate(session, actor, person, body.suspension_id if body else None, now=now)
    known = await queries.known(await queries.beneath(session), person, now)
    return whole_out(known, actor, accept_language, now=now)


@policies.get("")
async def list_speaking_policies(_actor: Asker, session: ReadSession, page: PageQuery) -> Page[PolicyOut]:
    """The networks where only certain schemes count."""
    found, cursor = await queries.policies(session, page)
    return Page(items=[PolicyOut.model_validate(policy) for policy in found], next_cursor=cursor)


@policies.get("/{network}")
async def read_speaking_policy(_actor: Asker, session: ReadSession, network: Network, response: Response) -> PolicyOut:
    """Which schemes count on a network; 404 where any does."""
    policy = await queries.policy(session, network)
    if policy is None:
        raise Missing("This network has no policy of its own: any scheme counts.")
    tag(response, policy.version)
    return PolicyOut.model_validate(policy)


@policies.put("/{network}")
async def write_speaking_policy(
    actor: PolicyWriter,
    session: WriteSession,
    network: Network,
    body: WritePolicy,
    match: IfMatch,
    response: Response,
    now: Now,
) -> PolicyOut:
    """From now on only these schemes count on the network; `If-Match: *` writes the first policy."""
    policy = await actions.write_policy(session, actor, network, body, match, now=now)
    tag(response, policy.version)
    return PolicyOut.model_validate(policy)


@policies.delete("/{network}", status_code=204)
async def remove_speaking_policy(actor: PolicyWriter, session: WriteSession, network: Network, match: IfMatch) -> None:
    """Any scheme counts on the network again."""
    await actions.remove_policy(session, actor, network, match)
