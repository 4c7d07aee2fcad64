"""Role mappings over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from service_kit.data.database import HotConnection, WriteSession
from service_kit.domain.collections import Wanted, answer, wanted_from
from service_kit.domain.exports import FILES
from service_kit.identity.auth import Actor, Authenticator, Needs
from service_kit.web.addresses import locate
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from training_api.directory.role_mappings import actions, queries
from training_api.directory.role_mappings.schemas import AddRoleMapping, RoleMappingOut
from training_api.permissions import Permission

router = capability_router("/role-mappings", "People")
Reader = Annotated[Actor, Needs(Permission.READ_ROLE_MAPPINGS)]
Mapper = Annotated[Actor, Needs(Permission.MAP_ROLES)]


@router.get("", response_model=Page[RoleMappingOut], responses=FILES)
async def list_role_mappings(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))], actor: Reader, connection: HotConnection, now: Now
) -> Any:
    """What in a token gives which role, and how many people were seen with it."""
    return await answer(queries.LIST, connection, actor, wanted, now=now, out=RoleMappingOut)


@router.post("", status_code=201)
async def add_role_mapping(
    body: AddRoleMapping, actor: Mapper, session: WriteSession, now: Now, request: Request, response: Response
) -> RoleMappingOut:
    """From now on whoever's token holds the word has the role, in every service within seconds."""
    mapping_id = await actions.add(session, actor, body, now=now)
    locate(request, response, mapping_id)
    _forget(request)
    return RoleMappingOut.model_validate(await queries.mapping(session, actor, mapping_id, now=now))


@router.get("/{mapping_id}")
async def read_role_mapping(mapping_id: UUID, actor: Reader, connection: HotConnection, now: Now) -> RoleMappingOut:
    """One mapping."""
    return RoleMappingOut.model_validate(await queries.mapping(connection, actor, mapping_id, now=now))


@router.delete("/{mapping_id}", status_code=204)
async def remove_role_mapping(
    mapping_id: UUID, actor: Mapper, session: WriteSession, now: Now, request: Request
) -> None:
    """Whoever has the role by this alone has it no more, in every service within seconds."""
    await actions.remove(session, actor, mapping_id, now=now)
    _forget(request)


def _forget(request: Request) -> None:
    authenticator: Authenticator = request.app.state.authenticator
    authenticator.role_mappings.forget()
