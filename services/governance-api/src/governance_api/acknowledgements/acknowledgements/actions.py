"""What can happen to an acknowledgement: its person answers it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.events.feed import EventBody, publish
from service_kit.identity.auth import Actor
from service_kit.web.errors import Missing
from service_kit.work.hooks import Hook

from governance_api.acknowledgements.acknowledgements import queries, rules
from governance_api.acknowledgements.acknowledgements.rules import (
    LIFE,
    AcknowledgementSuperseded,
    AlreadyAnswered,
    Given,
    Move,
    State,
)
from governance_api.acknowledgements.acknowledgements.schemas import Answer, ReceiptOut, receipt_out
from governance_api.acknowledgements.acknowledgements.tables import AcknowledgementReceipt
from governance_api.events import AcknowledgementCurrent, AcknowledgementRecorded

acknowledgements_changed: Hook[[AsyncSession, Sequence[UUID], str, datetime]] = Hook("people answered or let it lapse")
"""Whose acknowledgement changed, and why as a code (`AcknowledgementAccepted`, `AcknowledgementOverdue` ...)."""


async def answer(
    session: AsyncSession, actor: Actor, acknowledgement_id: UUID, values: Answer, *, now: datetime
) -> ReceiptOut:
    """Yes or no to exactly this version; the same answer again gives the same receipt, another one names it."""
    person_id = actor.person_id
    asked = await queries.locked(session, acknowledgement_id, person_id)
    if asked is None:
        raise Missing(case="acknowledgement")
    kind = rules.given(
        accepted=values.accepted, replaces=values.replaces, present=asked.accepted, present_id=asked.receipt_id
    )
    if kind is Given.REPEATED:
        return receipt_out(asked, await queries.receipt(session, asked.receipt_id))
    if rules.true_state(asked.state, is_latest=asked.is_latest) is State.SUPERSEDED:
        raise AcknowledgementSuperseded
    if kind is Given.UNSEEN:
        raise _answered_otherwise(asked)
    moved = LIFE.move(asked.state, Move.ACCEPT if values.accepted else Move.DECLINE, actor, first=person_id)
    receipt = AcknowledgementReceipt(
        acknowledgement_id=acknowledgement_id,
        person_id=person_id,
        guideline_id=asked.guideline_id,
        version_number=asked.version_number,
        content_hash=asked.content_hash,
        language=values.language or (actor.person.locale if actor.person else "en"),
        accepted=values.accepted,
        comment=values.comment,
        recorded_by=actor.id,
        answered_at=now,
        replaces=values.replaces,
    )
    session.put(queries.RECORD, [{**receipt.model_dump(), "state": moved.to.value}])
    for event in events_of(asked, receipt):
        publish(session, event, person_id)
    if asked.more_rests_on_it:
        because = "AcknowledgementAccepted" if values.accepted else "AcknowledgementDeclined"
        await acknowledgements_changed(session, [person_id], because, now)
    return receipt_out(asked, receipt)


def _answered_otherwise(asked: Any) -> AlreadyAnswered:
    if asked.receipt_id is None:
        return AlreadyAnswered()
    return AlreadyAnswered(
        case="accepted" if asked.accepted else "declined",
        receipt_id=asked.receipt_id,
        accepted=asked.accepted,
        answered_at=asked.answered_at,
    )


def events_of(asked: Any, receipt: AcknowledgementReceipt) -> tuple[EventBody, EventBody]:
    """The events of an answer: that it was given, and whether the person is current now."""
    person_id, code, number = receipt.person_id, asked.guideline_code, asked.version_number
    recorded = AcknowledgementRecorded(
        acknowledgement_id=asked.id,
        person_id=person_id,
        guideline_id=asked.guideline_id,
        guideline_code=code,
        version_number=number,
        accepted=receipt.accepted,
        answered_at=receipt.answered_at,
    )
    current = AcknowledgementCurrent(
        person_id=person_id, guideline_code=code, current=receipt.accepted, version_number=number
    )
    return recorded, current
