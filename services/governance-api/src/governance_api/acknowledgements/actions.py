"""What can happen to an acknowledgement: its person answers it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession, new_id
from service_kit.events.feed import EventBody
from service_kit.identity.auth import Actor
from service_kit.web.errors import Missing, Refusal
from service_kit.work.hooks import Hook
from sqlalchemy import RowMapping

from governance_api.acknowledgements import queries, rules
from governance_api.acknowledgements.rules import Given, State
from governance_api.acknowledgements.schemas import Answer, GuidelineRef, ReceiptOut
from governance_api.events import AcknowledgementCurrent, AcknowledgementRecorded

acknowledgements_changed: Hook[[AsyncSession, Sequence[UUID], str, datetime]] = Hook("people answered or let it lapse")
"""Whose acknowledgement changed, and why as a code (`AcknowledgementAccepted`, `AcknowledgementOverdue` ...)."""
ANSWER_THE_NEWER = "Read and answer the newer version; it is among your acknowledgements."


class AcknowledgementSuperseded(Refusal):
    title = "A newer version took its place"


class AlreadyAnswered(Refusal):
    """This was answered meanwhile; read it again, and name the receipt that your answer replaces."""

    title = "It was answered already"


async def answer(
    session: AsyncSession, actor: Actor, acknowledgement_id: UUID, body: Answer, *, now: datetime
) -> ReceiptOut:
    """Yes or no to exactly this version; the same answer again gives the same receipt, another one names it."""
    person_id = actor.person_id
    asked = await queries.mine_locked(session, acknowledgement_id, person_id)
    if asked is None:
        raise Missing("You were not asked this.")
    kind = rules.given(
        accepted=body.accepted,
        replaces=body.replaces,
        standing=asked["accepted"],
        standing_id=asked["receipt_id"],
    )
    if kind is Given.REPEATED:
        return receipt_out(asked, dict(await queries.receipt(session, asked["receipt_id"])))
    if asked["state"] == State.SUPERSEDED:
        raise AcknowledgementSuperseded(ANSWER_THE_NEWER)
    if kind is Given.UNSEEN:
        raise _answered_otherwise(asked)
    receipt = {
        "id": new_id(),
        "acknowledgement_id": acknowledgement_id,
        "person_id": person_id,
        "guideline_id": asked["guideline_id"],
        "version_number": asked["version_number"],
        "content_hash": asked["content_hash"],
        "language": body.language or (actor.person.locale if actor.person else "en"),
        "accepted": body.accepted,
        "comment": body.comment,
        "recorded_by": actor.id,
        "answered_at": now,
        "replaces": body.replaces,
    }
    state = State.ACCEPTED if body.accepted else State.DECLINED
    if not await queries.record(session, receipt, state.value, told_of(asked, receipt)):
        raise AcknowledgementSuperseded(ANSWER_THE_NEWER)
    because = "AcknowledgementAccepted" if body.accepted else "AcknowledgementDeclined"
    await acknowledgements_changed(session, [person_id], because, now)
    return receipt_out(asked, receipt)


def _answered_otherwise(asked: RowMapping) -> AlreadyAnswered:
    if asked["receipt_id"] is None:
        return AlreadyAnswered("There is no answer yet that this one could replace. Answer without `replaces`.")
    answer = "accepted" if asked["accepted"] else "declined"
    return AlreadyAnswered(
        f"This was {answer} already. To change that answer, send `replaces` with the id of its receipt.",
        receipt_id=asked["receipt_id"],
        accepted=asked["accepted"],
        answered_at=asked["answered_at"],
    )


def told_of(asked: RowMapping, receipt: Mapping[str, Any]) -> list[EventBody]:
    """What the world is told of an answer: that it was given, and whether the person is current now."""
    person_id, code, number = receipt["person_id"], asked["guideline_code"], asked["version_number"]
    recorded = AcknowledgementRecorded(
        acknowledgement_id=asked["id"],
        person_id=person_id,
        guideline_id=asked["guideline_id"],
        guideline_code=code,
        version_number=number,
        accepted=receipt["accepted"],
        answered_at=receipt["answered_at"],
    )
    current = AcknowledgementCurrent(
        person_id=person_id, guideline_code=code, current=receipt["accepted"], version_number=number
    )
    return [recorded, current]


def receipt_out(asked: RowMapping, receipt: Mapping[str, Any]) -> ReceiptOut:
    """A receipt with the guideline it belongs to."""
    fields = {name: receipt[name] for name in ReceiptOut.model_fields.keys() - {"guideline", "state"}}
    guideline = GuidelineRef(id=asked["guideline_id"], code=asked["guideline_code"], title=asked["guideline_title"])
    state = State.ACCEPTED if receipt["accepted"] else State.DECLINED
    return ReceiptOut.model_validate({**fields, "guideline": guideline, "state": state.value})
