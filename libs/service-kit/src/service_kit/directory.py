"""What every service answers about people, and how it meets one it does not know yet."""

from typing import Annotated
from uuid import UUID

from fastapi import FastAPI, Response

from service_kit import people
from service_kit.auth import Actor, Needs
from service_kit.concurrency import capability_router, tag
from service_kit.database import Database, ReadSession
from service_kit.errors import Missing
from service_kit.people import PersonOut, SignIn
from service_kit.siblings import Siblings

router = capability_router("/people", "People")


class MeOut(PersonOut):
    """The caller as this service knows her, with what she may do here."""

    permissions: list[str]


@router.get("/me")
async def read_me(session: ReadSession, actor: Annotated[Actor, Needs()]) -> MeOut:
    """The caller as this service knows her, with her permissions here."""
    person = await people.find(session, actor.person_id)
    if person is None:
        raise Missing
    return MeOut(**PersonOut.model_validate(person).model_dump(), permissions=sorted(actor.permissions))


@router.get("/{person_id}")
async def read_person(
    session: ReadSession, response: Response, person_id: UUID, _actor: Annotated[Actor, Needs("people.read")]
) -> PersonOut:
    """A person as this service knows them."""
    person = await people.find(session, person_id)
    if person is None:
        raise Missing
    tag(response, person.version)
    return PersonOut.model_validate(person)


async def ask_directory(app: FastAPI, sign_in: SignIn) -> None:
    """Just in time: the directory makes the person known, and its answer enters our replica at once."""
    siblings: Siblings = app.state.siblings
    answer = await siblings["training"].post("/v1/people/sign-ins", json=sign_in.model_dump())
    database: Database = app.state.database
    async with database.write() as session:
        await people.keep(session, [PersonOut.model_validate(answer)])
