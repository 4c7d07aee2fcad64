"""A reviewer left: a head above them decides in their place, and what nobody is left to decide is void."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.record import audit

from governance_api.people import queries as people
from governance_api.signoff.signoffs import actions, queries, rules
from governance_api.signoff.signoffs.rules import State
from governance_api.signoff.signoffs.subjects import SUBJECTS
from governance_api.signoff.signoffs.tables import Signoff, SignoffSeat

DIRECTORY = audit.SystemActor("directory")


async def pass_on(session: AsyncSession, leavers: Sequence[UUID], *, now: datetime) -> None:
    """Every decision that still waits for one of these people waits for a head above them from now on."""
    gone = set(leavers) - await people.active_among(session, leavers)
    for signoff_id, subject_type, subject_id in await queries.awaiting(session, gone):
        await SUBJECTS[subject_type].lock(session, subject_id)  # in the order of whoever decides
        signoff = await queries.locked(session, signoff_id)
        if signoff.state == State.RUNNING:
            await _pass_seats(session, signoff, gone, now=now)


async def _pass_seats(session: AsyncSession, signoff: Signoff, gone: Collection[UUID], *, now: datetime) -> None:
    seats = [seat for seat in await queries.seats(session, signoff.id) if seat.stage >= signoff.stage]
    authors = {*signoff.author_ids, signoff.submitted_by}
    for seat in seats:
        if seat.person_id in gone and seat.verdict is None:
            await _pass_seat(session, signoff, seat, taken=authors.union(*map(_held_by, _beside(seats, seat.stage))))
    signoff.version += 1
    waiting = [stage for stage in await queries.stages(session, signoff.id) if stage.position >= signoff.stage]
    unable = authors.union(gone)
    if any(
        rules.out_of_reach(actions.seats_of(_beside(seats, stage.position)), stage.needed, unable) for stage in waiting
    ):
        await actions.void(session, DIRECTORY, signoff.subject_type, signoff.subject_id, now=now)
        await SUBJECTS[signoff.subject_type].settled(session, signoff.subject_id, approved=False)


async def _pass_seat(session: AsyncSession, signoff: Signoff, seat: SignoffSeat, *, taken: Collection[UUID]) -> None:
    if seat.person_id is None:
        return
    head = rules.stand_in(await people.heads_above(session, seat.person_id), taken)
    if head is None:
        return
    passed = {"stage": seat.stage, "from": str(seat.person_id), "to": str(head)}
    audit.record(session, DIRECTORY, "signoff.passed-on", signoff.id, passed)
    seat.stands_in_for, seat.person_id = seat.stands_in_for or seat.person_id, head


def _beside(seats: Sequence[SignoffSeat], stage: int) -> list[SignoffSeat]:
    return [seat for seat in seats if seat.stage == stage]


def _held_by(seat: SignoffSeat) -> set[UUID]:
    return {person_id for person_id in (seat.person_id, seat.decided_by) if person_id is not None}
