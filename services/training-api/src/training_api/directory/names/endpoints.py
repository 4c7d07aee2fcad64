"""The names of the organisation over HTTP: what forms and filters offer, instead of having them typed as HR does."""

from typing import Annotated

from fastapi import Query
from service_kit.data.database import HotConnection, WriteSession
from service_kit.data.statements import run
from service_kit.identity.auth import Actor, Needs
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from training_api.directory.names import actions, queries
from training_api.directory.names.rules import Field
from training_api.directory.names.schemas import OrganisationNameOut, OrganisationNamesOut, RenamedOut, RenameName
from training_api.permissions import Permission

router = capability_router("/organisation-names", "People")


@router.get("")
async def list_organisation_names(
    field: Field,
    _actor: Annotated[Actor, Needs(Permission.READ_NAMES)],
    connection: HotConnection,
    q: Annotated[str, Query(max_length=200, description="Beginnings of words, whatever their accents and case.")] = "",
) -> OrganisationNamesOut:
    """The departments, divisions, job profiles or locations of those who are here, those of most people first."""
    found = await run(connection, queries.names(field, q))
    return OrganisationNamesOut(items=[OrganisationNameOut(name=row.name, people=row.people) for row in found])


@router.post("/rename")
async def rename_organisation_name(
    body: RenameName, actor: Annotated[Actor, Needs(Permission.RENAME_NAMES)], session: WriteSession, now: Now
) -> RenamedOut:
    """Everybody who has one name gets another, at once. Audiences that name the old one no longer find them."""
    name, people = await actions.rename(session, actor, body.field, body.old, body.new, now=now)
    return RenamedOut(field=body.field, name=name, people=people)
