"""Acknowledgements over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from service_kit.data.database import ReadSession, WriteSession
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import capability_router
from service_kit.web.pages import Key, Page, PageQuery, cut, position
from service_kit.work.clock import Now

from governance_api.acknowledgements import actions, queries
from governance_api.acknowledgements.presentation import asked_out
from governance_api.acknowledgements.rules import refuse_if_it_points_at_persons
from governance_api.acknowledgements.schemas import AcknowledgementOut, Answer, ReceiptOut, StateFilter, SummaryOut
from governance_api.acknowledgements.tables import Acknowledgement
from governance_api.guidelines.versions import queries as versions
from governance_api.permissions import Permission

router = capability_router("/acknowledgements", "Acknowledgements")
mine = capability_router("/me/acknowledgements", "Acknowledgements")
summaries = capability_router("/guidelines/{guideline}/versions/{number}", "Acknowledgements")
Answerer = Annotated[Actor, Needs(Permission.ACKNOWLEDGE)]


@mine.get("")
async def list_my_acknowledgements(
    actor: Answerer,
    session: ReadSession,
    page: PageQuery,
    now: Now,
    state: StateFilter | None = None,
    guideline: Annotated[str | None, Query(max_length=64, description="A guideline's code.")] = None,
) -> Page[AcknowledgementOut]:
    """What I am asked to acknowledge and what I answered, newest first, with the clauses that concern me."""
    keys = [Key(Acknowledgement.__table__.c.id, descending=True)]  # type: ignore[attr-defined]  # hidden by SQLModel
    (before,) = position(page, keys)
    values = {"person": actor.person_id, "state": state, "guideline": guideline, "before": before, "now": now}
    rows = await queries.mine(session, {**values, "limit": page.limit + 1})
    shown, cursor = cut(page, keys, rows)
    asked_versions = {row[name] for row in shown for name in ("version_id", "known_version_id") if row[name]}
    clauses = await queries.clauses(session, sorted(asked_versions)) if asked_versions else []
    return Page(items=asked_out(shown, clauses, actor.person), next_cursor=cursor)


@router.post("/{acknowledgement_id}/answer")
async def answer_acknowledgement(
    actor: Answerer, session: WriteSession, acknowledgement_id: UUID, body: Answer, now: Now
) -> ReceiptOut:
    """Accept or decline; the receipt is bound to the version's hash and the language it was read in."""
    return await actions.answer(session, actor, acknowledgement_id, body, now=now)


@summaries.get("/acknowledgement-summary")
async def read_acknowledgement_summary(
    actor: Annotated[Actor, Needs(Permission.READ_ACKNOWLEDGEMENT_SUMMARY)],
    session: ReadSession,
    guideline: str,
    number: int,
    now: Now,
) -> SummaryOut:
    """How many were asked about a version, and how they answered."""
    _, version = await versions.visible(session, actor, guideline, number)
    summary = SummaryOut.model_validate(dict(await queries.summary(session, version.id, now)))
    if not actor.may(Permission.READ_DRAFTS):
        refuse_if_it_points_at_persons(summary.asked)
    return summary
