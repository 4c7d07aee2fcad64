"""Policies over HTTP."""

from typing import Annotated, Any

from fastapi import Depends, Response
from service_kit.data.database import HotConnection, WriteSession
from service_kit.domain.collections import Wanted, answer, wanted_from
from service_kit.domain.exports import FILES
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, tag
from service_kit.web.errors import Missing
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from governance_api.permissions import Permission
from governance_api.speaking.policies import actions, queries
from governance_api.speaking.policies.schemas import Network, PolicyOut, WritePolicy

router = capability_router("/speaking-policies", "Speaking rights")
Reader = Annotated[Actor, Needs(Permission.CHECK_SPEAKING_RIGHTS)]
PolicyWriter = Annotated[Actor, Needs(Permission.EDIT_SPEAKING_POLICIES)]


@router.get("", response_model=Page[PolicyOut], responses=FILES)
async def list_speaking_policies(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))], actor: Reader, connection: HotConnection, now: Now
) -> Any:
    """The networks where only certain schemes count."""
    return await answer(queries.LIST, connection, actor, wanted, now=now, out=PolicyOut)


@router.get("/{network}")
async def read_speaking_policy(
    network: Network, _actor: Reader, connection: HotConnection, response: Response
) -> PolicyOut:
    """Which schemes count on a network; 404 where any does."""
    policy = await queries.policy(connection, network)
    if policy is None:
        raise Missing(case="policy")
    tag(response, policy.version)
    return PolicyOut.model_validate(policy)


@router.put("/{network}")
async def write_speaking_policy(
    network: Network,
    body: WritePolicy,
    match: IfMatch,
    actor: PolicyWriter,
    session: WriteSession,
    now: Now,
    response: Response,
) -> PolicyOut:
    """From now on only these schemes count on the network; `If-Match: *` writes the first policy."""
    policy = await actions.write(session, actor, network, match, body, now=now)
    tag(response, policy.version)
    return PolicyOut.model_validate(policy)


@router.delete("/{network}", status_code=204)
async def remove_speaking_policy(network: Network, match: IfMatch, actor: PolicyWriter, session: WriteSession) -> None:
    """Any scheme counts on the network again."""
    await actions.remove(session, actor, network, match)
