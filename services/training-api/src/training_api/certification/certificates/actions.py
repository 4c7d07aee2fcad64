"""What can happen to certificates: issued the moment everything holds, suspended, reinstated, revoked, expired."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession, new_id
from service_kit.domain.lifecycle import Moved, carry_out
from service_kit.events.feed import publish_many
from service_kit.identity.auth import Actor
from service_kit.web.concurrency import Match
from sqlalchemy import RowMapping, update
from sqlmodel import col

from training_api.certification.certificates import queries, rules
from training_api.certification.certificates.rules import Move, State, StateCode
from training_api.certification.certificates.tables import Certificate
from training_api.certification.schemes.rules import State as SchemeState
from training_api.certification.schemes.tables import Scheme
from training_api.events import CertificateExpired, CertificateIssued
from training_api.learning.completions.actions import Recorded, Reversed


async def lock_learners(session: AsyncSession, learned: Recorded | Reversed) -> None:
    """Completions were recorded or reversed: `lock_people` for whoever they concern."""
    await lock_people(session, learned.people)


async def issue_to_learners(session: AsyncSession, recorded: Recorded) -> None:
    """Completions were recorded: whatever is due to these people now."""
    await issue_due(session, recorded.people, now=recorded.now)


async def suspend_unlearned(session: AsyncSession, taken_back: Reversed) -> None:
    """A completion was reversed: `suspend_unfounded` for whose it was."""
    await suspend_unfounded(session, taken_back.actor, taken_back.person_id, now=taken_back.now)


async def lock_people(session: AsyncSession, people: Sequence[UUID]) -> None:
    """After a fact about these people was written, before anything is measured by it: one writer per person at a time.

    Also before lines of requirements are touched: whoever changes a person locks the person first, then the lines.
    """
    await session.flush()
    await queries.wait_for_people(session, people)


async def issue_due(session: AsyncSession, people: Sequence[UUID], *, now: datetime) -> list[UUID]:
    """Whatever is due to these people, whose rows are locked, now. Answers the new certificates."""
    schemes = await queries.schemes_in(session, SchemeState.PUBLISHED)
    if not schemes:
        return []
    return await _issue(session, await queries.progress_of(session, people), schemes, now)


async def issue_to_everyone(session: AsyncSession, scheme: Scheme, now: datetime) -> list[UUID]:
    """A scheme has just been published: whoever qualifies has it at once, in a handful of statements."""
    await session.flush()
    return await _issue(session, await queries.progress_of_everyone(session, scheme.id), {scheme.id: scheme}, now)


async def _issue(
    session: AsyncSession, progress_rows: Sequence[RowMapping], schemes: dict[UUID, Scheme], now: datetime
) -> list[UUID]:
    due = [
        row
        for row in progress_rows
        if row["scheme_id"] in schemes and queries.is_due(row, schemes[row["scheme_id"]], now)
    ]
    due = await _clear_current(session, due)
    if not due:
        return []
    rows = [_new_certificate(row, schemes[row["scheme_id"]], now) for row in due]
    new = await queries.insert_issued(session, rows)
    issued = [row for row in rows if row["id"] in new]
    await publish_many(
        session, [(row["person_id"], _issued(row, schemes[row["scheme_id"]])) for row in issued], now=now
    )
    return [row["id"] for row in issued]


async def _clear_current(session: AsyncSession, due: list[RowMapping]) -> list[RowMapping]:
    """Clear `is_current` on each certificate being renewed; leave out what was suspended or renewed meanwhile."""
    previous = [row["previous_id"] for row in due if row["previous_id"] is not None]
    if not previous:
        return due
    cleared = await session.execute(
        update(Certificate)
        .where(
            col(Certificate.id).in_(previous), col(Certificate.is_current), col(Certificate.state) != State.SUSPENDED
        )
        .values(is_current=False)
        .returning(col(Certificate.id))
        .execution_options(synchronize_session=False)
    )
    free = set(cleared.scalars())
    return [row for row in due if row["previous_id"] is None or row["previous_id"] in free]


def _new_certificate(row: RowMapping, scheme: Scheme, now: datetime) -> dict[str, Any]:
    term = rules.term(now, scheme.valid_for_days, scheme.refresher_window_days)
    return {
        "id": new_id(),
        "person_id": row["person_id"],
        "scheme_id": scheme.id,
        "renews": row["previous_id"],
        "issued_at": now,
        "valid_until": term.valid_until,
        "counted_from": row["renewable_from"],
        "renewable_from": term.renewable_from,
        "is_current": True,
        "state": State.VALID,
        "version": 1,
    }


def _issued(row: dict[str, Any], scheme: Scheme) -> CertificateIssued:
    return CertificateIssued(
        certificate_id=row["id"],
        person_id=row["person_id"],
        scheme_id=scheme.id,
        scheme_code=scheme.code,
        guideline_code=scheme.guideline_code,
        issued_at=row["issued_at"],
        valid_until=row["valid_until"],
        renews=row["renews"],
    )


async def move(
    session: AsyncSession,
    actor: Actor,
    certificate_id: UUID,
    match: Match,
    asked: Move,
    reason: str | None,
    *,
    now: datetime,
) -> Certificate:
    """Suspend, reinstate or revoke it."""
    certificate = await queries.locked(session, actor, certificate_id)
    match.check(certificate.version)
    state = rules.state_at(certificate.state, certificate.valid_until, now)
    moved = rules.LIFE.move(state, asked, actor, reason=reason, first=certificate.person_id)
    await _carry_out(session, certificate, moved, actor, code=None, now=now)
    await session.flush()
    return certificate


async def _carry_out(
    session: AsyncSession,
    certificate: Certificate,
    moved: Moved[State, Move],
    actor: Actor,
    *,
    code: StateCode | None,
    now: datetime,
) -> None:
    """The event says the code, never the text that a trainer wrote."""
    certificate.state_reason, certificate.state_code = moved.reason, code
    certificate.state_changed_by = actor.id
    if moved.to is State.REVOKED:
        certificate.renewable_from = now  # everything is learned again
    event = rules.EVENTS[moved.to](
        certificate_id=certificate.id,
        person_id=certificate.person_id,
        scheme_id=certificate.scheme_id,
        scheme_code=await queries.scheme_code(session, certificate.scheme_id),
        reason=code,
    )
    details = {"move": moved.move} if code is None else {"move": moved.move, "because": code}
    carry_out(session, certificate, moved, actor, now=now, details=details, event=event, subject=certificate.person_id)


async def suspend_unfounded(session: AsyncSession, actor: Actor, person_id: UUID, *, now: datetime) -> None:
    """After a reversal, the person locked: suspend a valid certificate whose requirements are no longer
    met, and do not revoke it.

    A trainer decides what becomes of it.
    """
    schemes = await queries.schemes_in(session, SchemeState.PUBLISHED, SchemeState.RETIRED)
    for row in await queries.progress_of(session, [person_id], held=True):
        scheme = schemes[row["scheme_id"]]
        if row["previous"] != State.VALID or queries.requirements_met(row, scheme):
            continue
        certificate = await session.get_one(Certificate, row["previous_id"], with_for_update=True)
        if certificate.state == State.VALID:
            moved = rules.LIFE.move(certificate.state, Move.LOSE_EVIDENCE, actor)
            await _carry_out(session, certificate, moved, actor, code=StateCode.COMPLETION_REVERSED, now=now)
    await session.flush()


async def expire(session: AsyncSession, *, now: datetime) -> int:
    """Everything whose validity has ended, in three statements. Only the newest of a person and scheme is published:
    the end of one that was renewed in time is not."""
    ended = await session.execute(
        update(Certificate)
        .where(col(Certificate.state).in_(rules.ENDING), col(Certificate.valid_until) <= now)
        .values(state=rules.LIFE.to(Move.EXPIRE), state_changed_at=now, version=col(Certificate.version) + 1)
        .returning(
            col(Certificate.id), col(Certificate.person_id), col(Certificate.scheme_id), col(Certificate.is_current)
        )
        .execution_options(synchronize_session=False)
    )
    rows = ended.all()
    codes = await queries.codes_of_schemes(session)
    events = [
        (
            row.person_id,
            CertificateExpired(
                certificate_id=row.id,
                person_id=row.person_id,
                scheme_id=row.scheme_id,
                scheme_code=codes[row.scheme_id],
                reason=None,
            ),
        )
        for row in rows
        if row.is_current
    ]
    await publish_many(session, events, now=now)
    return len(rows)
