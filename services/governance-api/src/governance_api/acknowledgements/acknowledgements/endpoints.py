"""Acknowledgements over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from service_kit.data.database import HotConnection, WriteSession
from service_kit.domain.bulk_moves import refuse_bulk
from service_kit.domain.collections import Format, Wanted, answer, unnarrowed, wanted_from
from service_kit.domain.exports import FILES
from service_kit.identity.auth import Actor, Needs
from service_kit.web.pages import Page, PageQuery
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from governance_api.acknowledgements.acknowledgements import actions, queries
from governance_api.acknowledgements.acknowledgements.rules import refuse_if_it_points_at_persons
from governance_api.acknowledgements.acknowledgements.schemas import (
    AcknowledgementOut,
    Answer,
    AskedPersonOut,
    PersonAskOut,
    ReceiptOut,
    SummaryOut,
    asked_out,
    person_ask_out,
)
from governance_api.guidelines.versions import queries as versions
from governance_api.permissions import Permission

router = capability_router("/acknowledgements", "Acknowledgements")
mine = capability_router("/me/acknowledgements", "Acknowledgements")
of_person = capability_router("/people/{person_id}/acknowledgements", "Acknowledgements")
of_version = capability_router("/guidelines/{guideline}/versions/{number}", "Acknowledgements")
Answerer = Annotated[Actor, Needs(Permission.ACKNOWLEDGE)]
Counter = Annotated[Actor, Needs(Permission.READ_ACKNOWLEDGEMENT_SUMMARY)]
Reader = Annotated[Actor, Needs(Permission.READ_ACKNOWLEDGEMENTS)]


@mine.get("", response_model=Page[AcknowledgementOut], responses=FILES)
async def list_my_acknowledgements(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.MINE))], actor: Answerer, connection: HotConnection, now: Now
) -> Any:
    """What I am asked to acknowledge and what I answered, newest first, with the clauses that concern me."""

    def show(row: Any) -> AcknowledgementOut:
        return asked_out(row, actor)

    return await answer(queries.MINE, connection, actor, wanted, now=now, out=AcknowledgementOut, show=show)


@of_person.get("", response_model=Page[PersonAskOut], responses=FILES)
async def list_acknowledgements_of_person(
    person_id: UUID, page: PageQuery, actor: Answerer, connection: HotConnection, now: Now, file: Format = None
) -> Any:
    """What somebody was asked, and whether they answered: for them, those above, and who reads everybody's."""

    def show(row: Any) -> PersonAskOut:
        return person_ask_out(row, actor)

    await queries.refuse_unless_seen(connection, actor, person_id)
    wanted = unnarrowed(queries.OF_PERSON, page, file)
    whose = {"person": person_id}
    return await answer(
        queries.OF_PERSON, connection, actor, wanted, now=now, out=PersonAskOut, show=show, values=whose
    )


@router.post("/{acknowledgement_id}/answer")
async def answer_acknowledgement(
    acknowledgement_id: UUID, body: Answer, actor: Answerer, session: WriteSession, now: Now
) -> ReceiptOut:
    """Accept or decline; the receipt is bound to the version's hash and the language it was read in."""
    return await actions.answer(session, actor, acknowledgement_id, body, now=now)


refuse_bulk(router, "")


@of_version.get("/acknowledgement-summary")
async def read_acknowledgement_summary(
    guideline: str, number: int, actor: Counter, connection: HotConnection, now: Now
) -> SummaryOut:
    """How many were asked about a version, and how they answered."""
    version = await versions.visible(connection, actor, guideline, number)
    summary = SummaryOut.model_validate(await queries.summary(connection, version.id, now))
    if not actor.may(Permission.READ_DRAFTS):
        refuse_if_it_points_at_persons(summary.asked)
    return summary


@of_version.get("/acknowledgements", response_model=Page[AskedPersonOut], responses=FILES)
async def list_acknowledgements(
    guideline: str,
    number: int,
    wanted: Annotated[Wanted, Depends(wanted_from(queries.ASKED))],
    actor: Reader,
    connection: HotConnection,
    now: Now,
) -> Any:
    """Who was asked about a version and how they answered; `state=open` are those who have not answered yet."""
    version = await versions.visible(connection, actor, guideline, number)
    whose = {"version": version.id}
    return await answer(queries.ASKED, connection, actor, wanted, now=now, out=AskedPersonOut, values=whose)
