"""Look-ups over HTTP: whom another system means by a number, a user name or an e-mail address."""

from typing import Annotated, Any

from fastapi import Response
from service_kit.data.database import HotConnection
from service_kit.data.statements import run
from service_kit.identity.auth import Actor, Needs
from service_kit.identity.lookups import Name, one_or_why, only_name, the_one
from service_kit.identity.people import READ_WHOLE
from service_kit.web.concurrency import tag
from service_kit.web.hot import hot
from service_kit.web.routes import capability_router

from training_api.directory.lookups import queries
from training_api.directory.lookups.schemas import KnownOut, LookedUpOut, LookUpPeople, PersonKnownOut, item_out
from training_api.permissions import Permission

router = capability_router("/people/lookup", "People")
Asker = Annotated[Actor, Needs(Permission.LOOK_UP_PEOPLE)]


@router.get("", response_model=PersonKnownOut | KnownOut)
@hot
async def look_up_person(
    actor: Asker,
    connection: HotConnection,
    response: Response,
    employee_number: Name | None = None,
    user_name: Name | None = None,
    email: Name | None = None,
) -> Any:
    """Whom one of these means: 409 where it could be two. Whole for who may read people, else that they are known."""
    way, name = only_name({"employee_number": employee_number, "user_name": user_name, "email": email})
    person = the_one(await run(connection, queries.known_by(actor, way, name)))
    if not actor.may(READ_WHOLE):
        return KnownOut.told(person, way, name)
    tag(response, person.version)
    return PersonKnownOut.told(person, way, name)


@router.post("")
async def look_up_people(body: LookUpPeople, actor: Asker, connection: HotConnection) -> LookedUpOut:
    """Whom each of up to 1,000 items means, or why it means nobody; in their order."""
    found: dict[int, list[Any]] = {}
    for row in await run(connection, queries.each_known(actor, body.items)):
        found.setdefault(row.index, []).append(row)
    answers = (one_or_why(item, found.get(index, [])) for index, item in enumerate(body.items))
    return LookedUpOut(items=[item_out(index, answer) for index, answer in enumerate(answers)])
