"""What can happen to certificates: issued the moment everything holds, suspended, reinstated, revoked, expired."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession, new_id
from service_kit.data.statements import Bound, pipeline, run
from service_kit.domain.lifecycle import Moved, carry_out
from service_kit.events.feed import publish_many
from service_kit.identity.auth import Actor
from service_kit.web.concurrency import Match

from training_api.certification.certificates import queries, rules
from training_api.certification.certificates.rules import Move, State, StateCode
from training_api.certification.certificates.tables import Certificate
from training_api.certification.schemes.tables import Scheme
from training_api.events import CertificateExpired, CertificateIssued
from training_api.learning.completions.actions import Recorded, Reversed


def progress_of_learners(recorded: Recorded) -> list[Bound[Any]]:
    """Completions are recorded: how far their people are with every scheme then."""
    return [queries.progress_of(recorded.people)]


async def issue_to_learners(session: AsyncSession, answers: Sequence[Any], recorded: Recorded) -> None:
    """Completions were recorded: whatever is due to these people now."""
    [progress] = answers
    await _issue(session, progress, recorded.now)


def progress_of_held(taken_back: Reversed) -> list[Bound[Any]]:
    """A completion is taken back: how far whose it was is with every scheme whose certificate they hold."""
    return [queries.progress_of(taken_back.people, held=True)]


async def issue_after(session: AsyncSession, people: Sequence[UUID], *facts: Bound[Any], now: datetime) -> list[UUID]:
    """Write facts about these people, and issue whatever is due to them by these. Answers the new certificates."""
    *_, progress = await pipeline(session, *queries.waiting_for(people), *facts, queries.progress_of(people))
    return await _issue(session, progress, now)


async def issue_to_everyone(session: AsyncSession, scheme: Scheme, now: datetime) -> list[UUID]:
    """A scheme has just been published: whoever qualifies has it at once, in a handful of statements."""
    return await _issue(session, await queries.progress_of_everyone(session, scheme.id), now)


async def _issue(session: AsyncSession, progress: Sequence[Any], now: datetime) -> list[UUID]:
    due = [row for row in progress if rules.is_due(*rules.measured(row), now)]
    if not due:
        return []
    rows = [_new_certificate(row, now) for row in due]
    _, written = await pipeline(session, *queries.issue(rows))
    new = set(written)
    issued = [(made, row) for made, row in zip(rows, due, strict=True) if made["id"] in new]
    await publish_many(session, [(row.person_id, _issued(made, row)) for made, row in issued], now=now)
    return [made["id"] for made, _ in issued]


def _new_certificate(row: Any, now: datetime) -> dict[str, Any]:
    term = rules.term(now, row.valid_for_days, row.refresher_window_days)
    return {
        "id": new_id(),
        "person_id": row.person_id,
        "scheme_id": row.scheme_id,
        "renews": row.previous_id,
        "issued_at": now,
        "valid_until": term.valid_until,
        "counted_from": row.renewable_from,
        "renewable_from": term.renewable_from,
        "is_current": True,
        "state": State.VALID,
        "version": 1,
    }


def _issued(made: dict[str, Any], row: Any) -> CertificateIssued:
    return CertificateIssued(
        certificate_id=made["id"],
        person_id=row.person_id,
        scheme_id=row.scheme_id,
        scheme_code=row.code,
        guideline_code=row.guideline_code,
        issued_at=made["issued_at"],
        valid_until=made["valid_until"],
        renews=made["renews"],
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
    row = await queries.locked(session, actor, certificate_id)
    certificate = session.edit(Certificate, row)
    match.check(certificate.version)
    state = rules.state_at(certificate.state, certificate.valid_until, now)
    moved = rules.LIFE.move(state, asked, actor, reason=reason, first=certificate.person_id)
    _carry_out(session, certificate, row.scheme_code, moved, actor, code=None, now=now)
    await session.flush()
    return certificate


def _carry_out(
    session: AsyncSession,
    certificate: Certificate,
    scheme_code: str,
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
        scheme_code=scheme_code,
        reason=code,
    )
    details = {"move": moved.move} if code is None else {"move": moved.move, "because": code}
    carry_out(session, certificate, moved, actor, now=now, details=details, event=event, subject=certificate.person_id)


async def suspend_unfounded(session: AsyncSession, answers: Sequence[Any], taken_back: Reversed) -> None:
    """A completion was taken back: suspend a valid certificate whose requirements are no longer met, and do not revoke
    it.

    A trainer decides what becomes of it.
    """
    [held] = answers
    valid = [row for row in held if row.previous == State.VALID]
    unfounded = [row.previous_id for row in valid if not rules.requirements_met(*rules.measured(row))]
    if not unfounded:
        return
    actor, now, code = taken_back.actor, taken_back.now, StateCode.COMPLETION_REVERSED
    for row in await queries.locked_together(session, unfounded):
        if row.state == State.VALID:
            moved = rules.LIFE.move(row.state, Move.LOSE_EVIDENCE, actor)
            _carry_out(session, session.edit(Certificate, row), row.scheme_code, moved, actor, code=code, now=now)
    await session.flush()


async def expire(session: AsyncSession, *, now: datetime) -> int:
    """Everything whose validity has ended, in one statement.

    Only the newest of a person and scheme is published: the end of one that was renewed in time is not.
    """
    rows = await run(session, queries.expire(now))
    events = [
        (
            row.person_id,
            CertificateExpired(
                certificate_id=row.id,
                person_id=row.person_id,
                scheme_id=row.scheme_id,
                scheme_code=row.scheme_code,
                reason=None,
            ),
        )
        for row in rows
        if row.is_current
    ]
    await publish_many(session, events, now=now)
    return len(rows)
