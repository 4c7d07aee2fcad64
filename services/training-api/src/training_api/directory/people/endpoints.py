"""The directory over HTTP. Reading one person and oneself is the kit's, the same in every service."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from service_kit.data.database import ReadSession, WriteSession
from service_kit.identity.auth import Actor, Needs
from service_kit.identity.directory import as_seen_by
from service_kit.identity.matching import MatchColumn
from service_kit.identity.people import ColleagueOut, PersonOut, SignIn
from service_kit.web.concurrency import IfMatch, capability_router, tag
from service_kit.web.pages import Key, Page, PageQuery, paginate
from service_kit.work.clock import Now

from training_api.directory.people import actions, queries
from training_api.directory.people.queries import PeopleFilter
from training_api.directory.people.schemas import AddPerson, ChangePerson
from training_api.directory.people.tables import PEOPLE
from training_api.permissions import Permission

router = capability_router("/people", "People")


async def _matches(request: Request) -> MatchColumn:
    column: MatchColumn = request.app.state.settings.person_matches
    return column


Matches = Annotated[MatchColumn, Depends(_matches)]
BY_NAME = [Key(PEOPLE.c.family_name), Key(PEOPLE.c.given_name), Key(PEOPLE.c.id)]


@router.get("")
async def list_people(
    session: ReadSession,
    page: PageQuery,
    wanted: Annotated[PeopleFilter, Depends()],
    actor: Annotated[Actor, Needs(Permission.LIST_PEOPLE)],
) -> Page[ColleagueOut]:
    """People by family name, narrowed by any of the filters; each as the caller may see them."""
    rows, cursor = await paginate(session, queries.listed(wanted, actor), BY_NAME, page)
    return Page(items=[as_seen_by(actor, row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201)
async def add_person(
    session: WriteSession,
    response: Response,
    body: AddPerson,
    actor: Annotated[Actor, Needs(Permission.WRITE_PEOPLE)],
    matches: Matches,
    now: Now,
) -> PersonOut:
    """Add one person by hand."""
    person = await actions.add(session, actor, body, matches=matches, now=now)
    tag(response, person.version)
    return PersonOut.model_validate(person)


@router.post("/sign-ins")
async def sign_in_person(
    session: WriteSession,
    response: Response,
    body: SignIn,
    _actor: Annotated[Actor, Needs(Permission.PROVISION_PEOPLE)],
    matches: Matches,
    now: Now,
) -> PersonOut:
    """Make a person known who signed in at another service, with the roles of their token."""
    person = await actions.sign_in(session, body, matches=matches, now=now)
    tag(response, person.version)
    return PersonOut.model_validate(person)


@router.patch("/{person_id}")
async def change_person(
    session: WriteSession,
    response: Response,
    person_id: UUID,
    body: ChangePerson,
    match: IfMatch,
    actor: Annotated[Actor, Needs(Permission.WRITE_PEOPLE)],
    matches: Matches,
    now: Now,
) -> PersonOut:
    """Change what HR knows of a person; `active: false` when they leave."""
    person = await actions.change(session, actor, person_id, body, match, matches=matches, now=now)
    tag(response, person.version)
    return PersonOut.model_validate(person)
