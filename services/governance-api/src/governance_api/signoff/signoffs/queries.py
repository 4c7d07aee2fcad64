"""Every SELECT on sign-offs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.domain.tasks import PERSON, ROLES, TOKEN_ROLES, task, word_for
from service_kit.identity.auth import Actor
from service_kit.web.errors import Missing
from service_kit.web.pages import Key, PageRequest, paginate
from sqlalchemy import (
    ColumnElement,
    Select,
    Uuid,
    and_,
    any_,
    cast,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlmodel import col

from governance_api.permissions import Permission
from governance_api.signoff.signoffs.rules import State
from governance_api.signoff.signoffs.tables import Signoff, SignoffDecision, SignoffSeat, SignoffStage

STANDING_STATES = (State.RUNNING.value, State.APPROVED.value)
DERIVED_ROLES = frozenset({"employee", "manager"})


@dataclass(frozen=True)
class Whole:
    """A sign-off with everything that belongs to it."""

    signoff: Signoff
    stages: Sequence[SignoffStage]
    seats: Sequence[SignoffSeat]
    decisions: Sequence[SignoffDecision]


def signing_roles(actor: Actor) -> frozenset[str]:
    """The roles a person signs for: those their token holds now, and those that the directory derives.

    What the directory remembers of earlier tokens says whom a text concerns; it does not let anybody decide.
    """
    derived = DERIVED_ROLES.intersection(actor.person.roles) if actor.person else frozenset()
    return actor.roles | derived


def signs_for(role: Any, token_roles: Any, roles: Any) -> ColumnElement[bool]:
    """Whether a role is among the `signing_roles` of a person, by their token's roles and the directory's."""
    return or_(role == any_(token_roles), and_(role.in_(sorted(DERIVED_ROLES)), role == any_(roles)))


def seat_is_mine(actor: Actor) -> ColumnElement[bool]:
    """Seats that the actor holds by name or by role, and those they decided."""
    if actor.person is None:
        return false()
    return or_(
        col(SignoffSeat.person_id) == actor.person.id,
        col(SignoffSeat.decided_by) == actor.person.id,
        col(SignoffSeat.role).in_(sorted(signing_roles(actor))),
    )


def written_by(person_id: UUID) -> ColumnElement[bool]:
    """Sign-offs of what the person wrote."""
    return literal(person_id) == any_(col(Signoff.author_ids))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Those who write and sign see every sign-off; a named reviewer and an author see theirs."""
    if actor.may(Permission.READ_SIGNOFFS):
        return true()
    if actor.person is None:
        return false()
    mine = exists().where(col(SignoffSeat.signoff_id) == col(Signoff.id), seat_is_mine(actor))
    return or_(mine, written_by(actor.person.id), col(Signoff.submitted_by) == actor.person.id)


def my_turn(actor: Actor) -> ColumnElement[bool]:
    """A free seat of the stage that is on is mine, I have not decided in it, and it is not my own work."""
    if actor.person is None:
        return false()
    return turn_of(literal(actor.person.id), col(SignoffSeat.role).in_(sorted(signing_roles(actor))))


def turn_of(person: ColumnElement[Any], signs_for_role: ColumnElement[bool]) -> ColumnElement[bool]:
    """`my_turn` of a person who signs for the role of a seat under this condition."""
    here = and_(col(SignoffSeat.signoff_id) == col(Signoff.id), col(SignoffSeat.stage) == col(Signoff.stage))
    mine = or_(col(SignoffSeat.person_id) == person, signs_for_role)
    free = exists().where(here, col(SignoffSeat.verdict).is_(None), mine)
    decided = exists().where(here, col(SignoffSeat.decided_by) == person)
    own = or_(person == any_(col(Signoff.author_ids)), col(Signoff.submitted_by) == person)
    return and_(col(Signoff.state) == State.RUNNING.value, free, not_(decided), not_(own))


TASKS = (
    select(
        *task(
            "sign-off",
            id=col(Signoff.id),
            subject_type="guideline",
            subject_id=cast(col(Signoff.subject)["guideline_id"].astext, Uuid),
            subject_code=col(Signoff.subject)["code"].astext,
            subject_title=col(Signoff.subject)["title"],
            reason=word_for(col(SignoffStage.kind), {"co-create": "co-create", "decide": "decide"}),
            due_at=col(SignoffStage.due_at),
            minutes=15,
        )
    )
    .join_from(
        Signoff,
        SignoffStage,
        and_(col(SignoffStage.signoff_id) == col(Signoff.id), col(SignoffStage.position) == col(Signoff.stage)),
    )
    .where(turn_of(PERSON, signs_for(col(SignoffSeat.role), TOKEN_ROLES, ROLES)))
)
"""Where it is my turn."""


async def signoff(session: AsyncSession, actor: Actor, signoff_id: UUID) -> Signoff:
    """A sign-off that the actor may see; 404 otherwise."""
    statement = select(Signoff).where(col(Signoff.id) == signoff_id, visible_to(actor))
    found = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise Missing("There is no such sign-off, or it is not yours to see.")
    return found


async def locked(session: AsyncSession, signoff_id: UUID) -> Signoff:
    """The sign-off as it is now, held until the transaction ends: whoever presses at once comes after."""
    statement = select(Signoff).where(col(Signoff.id) == signoff_id).with_for_update()
    return (await session.execute(statement.execution_options(populate_existing=True))).scalar_one()


async def standing_for(session: AsyncSession, subject_type: str, subject_id: UUID) -> Sequence[Signoff]:
    """The subject's sign-offs that run or ended well, locked."""
    statement = (
        select(Signoff)
        .where(
            col(Signoff.subject_type) == subject_type,
            col(Signoff.subject_id) == subject_id,
            col(Signoff.state).in_(STANDING_STATES),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.execute(statement)).scalars().all()


async def awaiting(session: AsyncSession, person_ids: Collection[UUID]) -> list[tuple[UUID, str, UUID]]:
    """The running sign-offs that still wait for one of these people by name: id, subject's type and id."""
    here = and_(col(SignoffSeat.signoff_id) == col(Signoff.id), col(SignoffSeat.stage) >= col(Signoff.stage))
    named = and_(col(SignoffSeat.person_id).in_(person_ids), col(SignoffSeat.verdict).is_(None))
    statement = (
        select(col(Signoff.id), col(Signoff.subject_type), col(Signoff.subject_id))
        .where(col(Signoff.state) == State.RUNNING.value, exists().where(here, named))
        .order_by(col(Signoff.id))
    )
    return [(row[0], row[1], row[2]) for row in (await session.execute(statement)).all()] if person_ids else []


async def stages(session: AsyncSession, signoff_id: UUID) -> Sequence[SignoffStage]:
    """The stages of a sign-off, in sequence."""
    statement = select(SignoffStage).where(col(SignoffStage.signoff_id) == signoff_id)
    return (await session.execute(statement.order_by(col(SignoffStage.position)))).scalars().all()


async def seats(session: AsyncSession, signoff_id: UUID, stage: int | None = None) -> Sequence[SignoffSeat]:
    """The seats of a sign-off or of one of its stages."""
    statement = select(SignoffSeat).where(col(SignoffSeat.signoff_id) == signoff_id)
    if stage is not None:
        statement = statement.where(col(SignoffSeat.stage) == stage)
    return (await session.execute(statement.order_by(col(SignoffSeat.stage), col(SignoffSeat.id)))).scalars().all()


async def decisions(session: AsyncSession, signoff_id: UUID) -> Sequence[SignoffDecision]:
    """What was decided, in sequence."""
    statement = select(SignoffDecision).where(col(SignoffDecision.signoff_id) == signoff_id)
    return (await session.execute(statement.order_by(col(SignoffDecision.sequence)))).scalars().all()


async def last_link(session: AsyncSession, signoff_id: UUID) -> tuple[int, str] | None:
    """The sequence and hash of the last decision, or None before the first."""
    statement = (
        select(col(SignoffDecision.sequence), col(SignoffDecision.hash))
        .where(col(SignoffDecision.signoff_id) == signoff_id)
        .order_by(col(SignoffDecision.sequence).desc())
        .limit(1)
    )
    row = (await session.execute(statement)).first()
    return (row[0], row[1]) if row else None


async def whole(session: AsyncSession, actor: Actor, signoff_id: UUID) -> Whole:
    """A sign-off that the actor may see, with all that belongs to it."""
    found = await signoff(session, actor, signoff_id)
    return Whole(
        found,
        await stages(session, signoff_id),
        await seats(session, signoff_id),
        await decisions(session, signoff_id),
    )


def _summaries(actor: Actor) -> Select[Any]:
    """A sign-off with the stage that is on, whether it is my turn, and my last decision."""
    mine = (
        select(col(SignoffDecision.decision))
        .where(col(SignoffDecision.signoff_id) == col(Signoff.id))
        .where(col(SignoffDecision.person_id) == (actor.person.id if actor.person else None))
        .order_by(col(SignoffDecision.sequence).desc())
        .limit(1)
        .scalar_subquery()
    )
    total = (
        select(func.count()).where(col(SignoffStage.signoff_id) == col(Signoff.id)).correlate(Signoff).scalar_subquery()
    )
    here = and_(
        col(SignoffStage.signoff_id) == col(Signoff.id),
        col(SignoffStage.position) == col(Signoff.stage),
    )
    return select(
        Signoff,
        col(Signoff.id).label("id"),
        col(SignoffStage.name).label("stage_name"),
        col(SignoffStage.due_at).label("due_at"),
        total.label("stages_total"),
        my_turn(actor).label("my_turn"),
        mine.label("my_decision"),
    ).join(SignoffStage, here)


async def listed(
    session: AsyncSession, actor: Actor, page: PageRequest, *, state: str | None, mine: bool
) -> tuple[Sequence[Any], str | None]:
    """Sign-offs, newest first: all that the actor may see, or those where it is their turn or they decided."""
    statement = _summaries(actor).where(visible_to(actor))
    if state:
        statement = statement.where(col(Signoff.state) == state)
    if mine:
        person_id = actor.person_id
        decided = exists().where(
            col(SignoffDecision.signoff_id) == col(Signoff.id), col(SignoffDecision.person_id) == person_id
        )
        statement = statement.where(or_(decided, my_turn(actor)))
    return await paginate(session, statement, [Key(col(Signoff.id), descending=True)], page)
