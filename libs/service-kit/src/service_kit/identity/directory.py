"""What every service answers about people, and how it meets one it does not know yet."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import FastAPI, Response
from sqlalchemy import ColumnElement, and_, false, or_, true

from service_kit.data.database import Database, HotConnection
from service_kit.events.siblings import SiblingRefused, Siblings
from service_kit.identity import people
from service_kit.identity.auth import Actor, Needs, Reader
from service_kit.identity.matching import PEOPLE
from service_kit.identity.people import CARD, READ_WHOLE, ColleagueOut, PersonOut, SignIn
from service_kit.web.concurrency import tag
from service_kit.web.errors import Missing, Refusal
from service_kit.web.routes import capability_router

router = capability_router("/people", "People")


class MeOut(PersonOut):
    """The caller as this service knows them, with what they may do here."""

    permissions: list[str]


@router.get("/me")
async def read_me(actor: Annotated[Actor, Needs()], connection: HotConnection) -> MeOut:
    """The caller as this service knows them, with their permissions here."""
    person = await people.find(connection, actor.person_id)
    if person is None:
        raise Missing
    return MeOut(**PersonOut.model_validate(person).model_dump(), permissions=sorted(actor.permissions))


def may_see_whole(actor: Actor, person_id: UUID, manager_id: UUID | None) -> bool:
    """Whether numbers, addresses, roles and leavers are shown: to the person, their manager, HR and some systems."""
    own = actor.person is not None and actor.person.id in (person_id, manager_id)
    return own or actor.may(READ_WHOLE)


def whole_to(actor: Reader) -> ColumnElement[bool]:
    """The rows of people that `may_see_whole` lets this actor see whole."""
    if actor.may(READ_WHOLE):
        return true()
    if actor.person is None:
        return false()
    return or_(PEOPLE.c.id == actor.person.id, PEOPLE.c.manager_id == actor.person.id)


def seen_in(actor: Reader, wanted: ColumnElement[bool], *columns: str) -> ColumnElement[bool]:
    """A condition on these columns of people, as this actor may ask it: what the answer hides must not be searched.

    Whatever is no part of a card is compared only in the rows that the actor sees whole.
    """
    return wanted if set(columns) <= CARD else and_(whole_to(actor), wanted)


def as_seen_by(actor: Actor, person: Any) -> ColleagueOut:
    """A person (a row or a Person) as this caller may see them."""
    whole = ColleagueOut.model_validate(person)
    return whole if may_see_whole(actor, whole.id, whole.manager_id) else whole.card()


@router.get("/{person_id}")
async def read_person(
    actor: Annotated[Actor, Needs("people.read")], connection: HotConnection, response: Response, person_id: UUID
) -> ColleagueOut:
    """A person as this service knows them: whole, or as a card of the directory."""
    person = await people.find(connection, person_id)
    if person is None:
        raise Missing
    seen = as_seen_by(actor, person)
    if seen.version is not None:
        tag(response, seen.version)
    return seen


class SignInRefused(Refusal):
    """The directory's own refusal of somebody who signs in, told on as the directory says it."""

    def __init__(self, refused: SiblingRefused) -> None:
        super().__init__(str(refused.problem.get("detail", "")))
        self.status = refused.answered  # type: ignore[misc]  # as answered, not one for all
        self.title = str(refused.problem.get("title", ""))  # type: ignore[misc]  # as above
        self._code = str(refused.problem["code"])

    @property
    def code(self) -> str:
        """The directory's code."""
        return self._code


def _told(sign_in: SignIn) -> dict[str, Any]:
    """As a directory of the previous release takes it too, where no mapping is concerned."""
    return sign_in.model_dump(mode="json", exclude=None if sign_in.mappings else {"mappings"})


async def ask_directory(app: FastAPI, sign_in: SignIn) -> None:
    """Just in time: the directory makes the person known, and its answer enters our replica at once."""
    siblings: Siblings = app.state.siblings
    try:
        answer = await siblings["training"].post("/v1/people/sign-ins", json=_told(sign_in))
    except SiblingRefused as refused:
        if refused.answered == 409 and refused.problem.get("code"):
            raise SignInRefused(refused) from refused
        raise
    database: Database = app.state.database
    async with database.write() as session:
        await people.keep(session, [PersonOut.model_validate(answer)])
