"""The directory over HTTP. Reading one person and oneself is the kit's, the same in every service."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from service_kit.data.database import HotConnection, WriteSession
from service_kit.domain.collections import Wanted, answer, wanted_from
from service_kit.domain.exports import FILES
from service_kit.identity.auth import Actor, Needs
from service_kit.identity.directory import as_seen_by
from service_kit.identity.matching import MatchColumn
from service_kit.identity.people import ColleagueOut, PersonOut, SignIn
from service_kit.web.concurrency import IfMatch, tag
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from training_api.directory.people import actions, queries
from training_api.directory.people.schemas import AddPerson, ChangePerson
from training_api.permissions import Permission

router = capability_router("/people", "People")


async def _matches(request: Request) -> MatchColumn:
    column: MatchColumn = request.app.state.settings.person_matches
    return column


Matches = Annotated[MatchColumn, Depends(_matches)]
Lister = Annotated[Actor, Needs(Permission.LIST_PEOPLE)]
Writer = Annotated[Actor, Needs(Permission.WRITE_PEOPLE)]
Provisioner = Annotated[Actor, Needs(Permission.PROVISION_PEOPLE)]


@router.get("", response_model=Page[ColleagueOut], responses=FILES)
async def list_people(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))], actor: Lister, connection: HotConnection, now: Now
) -> Any:
    """People by family name, narrowed by any of the filters; each as the caller may see them.

    With `q` and without `sort`, those whose family name begins with the words come first.
    """

    def show(row: Any) -> ColleagueOut:
        return as_seen_by(actor, row)

    wanted = queries.with_words(wanted)
    if queries.ranks(wanted):
        rows, cursor = await queries.found(connection, actor, wanted, now=now)
        return Page(items=[show(row) for row in rows], next_cursor=cursor)
    return await answer(queries.LIST, connection, actor, wanted, now=now, out=ColleagueOut, show=show)


@router.post("", status_code=201)
async def add_person(
    body: AddPerson, actor: Writer, matches: Matches, session: WriteSession, now: Now, response: Response
) -> PersonOut:
    """Add one person by hand."""
    person = await actions.add(session, actor, body, matches=matches, now=now)
    tag(response, person.version)
    return PersonOut.model_validate(person)


@router.post("/sign-ins")
async def sign_in_person(
    body: SignIn, _actor: Provisioner, matches: Matches, session: WriteSession, now: Now, response: Response
) -> PersonOut:
    """Make a person known who signed in at another service, with the roles of their token."""
    person = await actions.sign_in(session, body, matches=matches, now=now)
    tag(response, person.version)
    return PersonOut.model_validate(person)


@router.patch("/{person_id}")
async def change_person(
    person_id: UUID,
    body: ChangePerson,
    match: IfMatch,
    actor: Writer,
    matches: Matches,
    session: WriteSession,
    now: Now,
    response: Response,
) -> PersonOut:
    """Change what HR knows of a person; `active: false` when they leave."""
    person = await actions.change(session, actor, person_id, match, body, matches=matches, now=now)
    tag(response, person.version)
    return PersonOut.model_validate(person)
