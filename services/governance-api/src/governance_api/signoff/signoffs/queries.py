"""Every SELECT on sign-offs; `visible_to` is here."""

from collections.abc import Collection as Several
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, Connected, Statement, inserting, pipeline, run, updating
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals
from service_kit.domain.folding import localized_words
from service_kit.domain.readers import Asking, Reader, ReaderStatement, operand
from service_kit.domain.search import Findable
from service_kit.domain.tasks import PERSON, ROLES, TOKEN_ROLES, task, word_for
from service_kit.identity.auth import Actor
from service_kit.web.errors import Missing
from sqlalchemy import (
    ColumnElement,
    Select,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    exists,
    false,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, array
from sqlmodel import col

from governance_api.permissions import Permission
from governance_api.signoff.seats.queries import seat_is_mine, seats_in, signs_for
from governance_api.signoff.seats.tables import SignoffSeat
from governance_api.signoff.signoffs.rules import LIFE, Move, State
from governance_api.signoff.signoffs.tables import Signoff, SignoffContent, SignoffDecision, SignoffStage

signoffs = Signoff.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
stages = SignoffStage.__table__  # type: ignore[attr-defined]  # as above
contents = SignoffContent.__table__  # type: ignore[attr-defined]  # as above
decisions = SignoffDecision.__table__  # type: ignore[attr-defined]  # as above
STANDING = [state.value for state in LIFE.before(Move.VOID)]
"""A sign-off that runs or ended well: an edit of its subject voids it."""


@dataclass(frozen=True)
class Whole:
    """A sign-off with everything that belongs to it: stages and decisions in sequence, seats stage by stage, and the
    round before it of the same subject, if the reader sees that one too."""

    signoff: Any
    stages: Sequence[Any]
    seats: Sequence[Any]
    decisions: Sequence[Any]
    previous: Any | None = None


def _among(*ids: Select[Any]) -> ColumnElement[bool]:
    """The sign-offs with these ids, which are found first: each of them by an index, not all of them row by row."""
    named = func.array(union_all(*ids).scalar_subquery(), type_=ARRAY(Uuid))
    found: ColumnElement[bool] = signoffs.c.id == any_(named)
    return found


def _for_each(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition, asked of each sign-off that is read; PostgreSQL would prepare it for all there are."""
    return select(condition).correlate(signoffs).scalar_subquery()


def _seated(actor: Reader) -> ColumnElement[bool]:
    """Sign-offs in which a seat is or was the actor's."""
    return exists().where(col(SignoffSeat.signoff_id) == signoffs.c.id, seat_is_mine(actor)).correlate(signoffs)


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Those who write and sign see every sign-off; a named reviewer and an author see theirs."""
    if actor.may(Permission.READ_SIGNOFFS):
        return true()
    if actor.person is None:
        return false()
    written, me = signoffs.alias("written"), operand(actor.person.id)
    return _among(
        select(col(SignoffSeat.signoff_id)).where(seat_is_mine(actor)),
        select(written.c.id).where(written.c.author_ids.contains(array([me]))),
        select(written.c.id).where(written.c.submitted_by == me),
    )


def signed_by(actor: Reader, signoff_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the sign-off with this id counts the actor among its reviewers: nobody signs what they cannot read."""
    return exists().where(signoffs.c.id == signoff_id, signoffs.c.state.in_(STANDING), _seated(actor))


def subjects_signed_by(actor: Reader, subject_type: str, member: str) -> Select[Any]:
    """What the subjects of this type say in this member, of the sign-offs with the actor among their reviewers."""
    return select(signoffs.c.subject[member].astext).where(
        signoffs.c.subject_type == subject_type, signoffs.c.state.in_(STANDING), _seated(actor)
    )


def my_turn(actor: Reader) -> ColumnElement[bool]:
    """A free seat of the stage that is on is mine, I have not decided in it, and it is not my own work."""
    if actor.person is None:
        return false()
    mine = signs_for(col(SignoffSeat.role), actor.roles, actor.person.roles)
    return turn_of(operand(actor.person.id), mine)


def turn_of(person: ColumnElement[Any], signs_for_role: ColumnElement[bool]) -> ColumnElement[bool]:
    """`rules.is_turn_of` a person who signs for the role of a seat under this condition."""
    here = and_(col(SignoffSeat.signoff_id) == signoffs.c.id, col(SignoffSeat.stage) == signoffs.c.stage)
    mine = or_(col(SignoffSeat.person_id) == person, signs_for_role)
    # Of this sign-off, however deep the condition stands in a statement: without it they would ask of any sign-off.
    free = exists().where(here, col(SignoffSeat.verdict).is_(None), mine).correlate(signoffs)
    decided = exists().where(here, col(SignoffSeat.decided_by) == person).correlate(signoffs)
    own = or_(person == any_(signoffs.c.author_ids), signoffs.c.submitted_by == person)
    return and_(signoffs.c.state == State.RUNNING.value, free, not_(decided), not_(own))


TASKS = (
    select(
        *task(
            "sign-off",
            id=signoffs.c.id,
            subject_type="guideline",
            subject_id=cast(signoffs.c.subject["guideline_id"].astext, Uuid),
            subject_code=signoffs.c.subject["code"].astext,
            subject_title=signoffs.c.subject["title"],
            reason=word_for(stages.c.kind, {"co-create": "co-create", "decide": "decide"}),
            due_at=stages.c.due_at,
            minutes=15,
        )
    )
    .join_from(signoffs, stages, and_(stages.c.signoff_id == signoffs.c.id, stages.c.position == signoffs.c.stage))
    .where(turn_of(PERSON, signs_for(col(SignoffSeat.role), TOKEN_ROLES, ROLES)))
)
"""Where it is my turn."""


def _decided_by(actor: Reader) -> ColumnElement[bool]:
    theirs = exists().where(
        col(SignoffDecision.signoff_id) == signoffs.c.id, col(SignoffDecision.person_id) == actor.person_id
    )
    return theirs.correlate(signoffs)


def _mine(actor: Reader) -> ColumnElement[bool]:
    """What I decided in, and where it is my turn: looked for among free seats of mine."""
    me, person = actor.person_id, actor.person
    decided = select(col(SignoffDecision.signoff_id)).where(col(SignoffDecision.person_id) == me)
    signs = signs_for(col(SignoffSeat.role), actor.roles, person.roles if person else [])
    seat = and_(col(SignoffSeat.verdict).is_(None), or_(col(SignoffSeat.person_id) == me, signs))
    return and_(
        _among(decided, select(col(SignoffSeat.signoff_id)).where(seat)),
        _for_each(or_(_decided_by(actor), my_turn(actor))),
    )


def _rows(asking: Asking) -> Select[Any]:
    """A sign-off with the stage that is on, whether it is my turn, and my last decision."""
    person = asking.actor.person
    mine = (
        select(col(SignoffDecision.decision))
        .where(col(SignoffDecision.signoff_id) == signoffs.c.id)
        .where(col(SignoffDecision.person_id) == (person.id if person else null()))
        .order_by(col(SignoffDecision.sequence).desc())
        .limit(1)
        .scalar_subquery()
    )
    total = select(func.count()).where(stages.c.signoff_id == signoffs.c.id).correlate(signoffs).scalar_subquery()
    return select(
        *signoffs.c,
        stages.c.name.label("stage_name"),
        stages.c.due_at,
        total.label("stages_total"),
        _for_each(my_turn(asking.actor)).label("my_turn"),
        mine.label("my_decision"),
    ).join(stages, and_(stages.c.signoff_id == signoffs.c.id, stages.c.position == signoffs.c.stage))


SORTS = {
    "submitted_at": (By(signoffs.c.id),),
    "due_at": (By(stages.c.due_at, empty=datetime(1, 1, 1, tzinfo=UTC)),),
}
FILTERS = {"state": equals(signoffs.c.state, State)}
TITLE = localized_words(literal_column("signoffs.subject -> 'title'", JSONB))
LIST = Collection(
    "signoffs",
    _rows,
    key=signoffs.c.id,
    sorts=SORTS,
    default="-submitted_at",
    visible_to=lambda asking: visible_to(asking.actor),
    filters=FILTERS,
    searched=TITLE,
)
MINE = Collection(
    "my-signoffs",
    _rows,
    key=signoffs.c.id,
    sorts=SORTS,
    default="-submitted_at",
    visible_to=lambda asking: and_(visible_to(asking.actor), _mine(asking.actor)),
    filters=FILTERS,
    searched=TITLE,
)


FOUND = Findable(
    "sign-off",
    select(
        signoffs.c.id,
        signoffs.c.subject["code"].astext.label("code"),
        signoffs.c.subject["title"].label("title"),
        null().label("texts"),
    ),
    order=(signoffs.c.id.desc(),),
    title=TITLE,
    visible_to=MINE.visible_to,
    permission=Permission.DECIDE_SIGNOFFS,
)
"""Those that are mine to decide, or that I decided in; a system has none and is not asked."""


_VISIBLE = ReaderStatement(
    lambda asking: select(*signoffs.c).where(signoffs.c.id == bindparam("signoff"), visible_to(asking.actor))
)
_LOCKED = Statement(select(*signoffs.c).where(signoffs.c.id == bindparam("signoff")).with_for_update())
_STAGES = Statement(select(*stages.c).where(stages.c.signoff_id == bindparam("signoff")).order_by(stages.c.position))
_DECISIONS = Statement(
    select(*decisions.c).where(decisions.c.signoff_id == bindparam("signoff")).order_by(decisions.c.sequence)
)
_STANDING = Statement(
    select(*signoffs.c)
    .where(signoffs.c.subject_type == bindparam("type"), signoffs.c.subject_id == bindparam("subject"))
    .where(signoffs.c.state.in_(STANDING))
    .order_by(signoffs.c.id)
    .with_for_update()
)
_WAITS = (
    exists()
    .where(col(SignoffSeat.signoff_id) == signoffs.c.id, col(SignoffSeat.stage) >= signoffs.c.stage)
    .where(col(SignoffSeat.person_id) == any_(bindparam("people", type_=ARRAY(Uuid))))
    .where(col(SignoffSeat.verdict).is_(None))
)
_AWAITING = Statement(
    select(signoffs.c.id, signoffs.c.subject_type, signoffs.c.subject_id)
    .where(signoffs.c.state == State.RUNNING.value, _WAITS)
    .order_by(signoffs.c.id)
)
ADD = inserting(signoffs)
ADD_STAGES = inserting(stages)
KEEP = inserting(contents)
_THIS = signoffs.alias("this")
_PREVIOUS = ReaderStatement(
    lambda asking: (
        select(*(signoffs.c[name] for name in ("id", "state", "content_hash", "submitted_at", "closed_at")))
        .join(_THIS, and_(_THIS.c.id == bindparam("signoff"), _THIS.c.subject_id == signoffs.c.subject_id))
        .where(signoffs.c.subject_type == _THIS.c.subject_type, signoffs.c.id < _THIS.c.id, visible_to(asking.actor))
        .order_by(signoffs.c.id.desc())
        .limit(1)
    )
)
_SUBMITTED = ReaderStatement(
    lambda asking: (
        select(contents.c.content)
        .join(signoffs, signoffs.c.id == contents.c.signoff_id)
        .where(
            signoffs.c.id == bindparam("signoff"),
            signoffs.c.subject_type == bindparam("subject_type"),
            signoffs.c.subject_id == bindparam("subject"),
            visible_to(asking.actor),
        )
    )
)
_KEPT = Statement(select(contents.c.content).where(contents.c.signoff_id == bindparam("signoff")))
MOVE = updating(signoffs, "state", "stage", "version", "closed_at")
"""Where a sign-off stands after a decision."""
MOVE_STAGES = updating(stages, "state", "opened_at", "opened_version", "due_at", "completed_at")


async def visible(on: Connected, actor: Actor, signoff_id: UUID) -> Any:
    """A sign-off that the actor may see; 404 otherwise."""
    return or_missing(await run(on, shown(actor, signoff_id)))


def shown(actor: Actor, signoff_id: UUID | None) -> Bound[Any | None]:
    """The same, None where they may not or where there is none."""
    return _VISIBLE.first(actor, signoff=signoff_id)


def submitted(actor: Actor, signoff_id: UUID, subject_type: str, subject_id: UUID) -> Bound[Any | None]:
    """What this round of the subject was about, word for word; None when it is hidden, or older than such copies."""
    return _SUBMITTED.value(actor, signoff=signoff_id, subject_type=subject_type, subject=subject_id)


def or_missing(found: Any | None) -> Any:
    """What was found; 404 otherwise."""
    if found is None:
        raise Missing(case="signoff")
    return found


async def standing_locked(session: AsyncSession, subject_type: str, subject_id: UUID) -> list[Signoff]:
    """The subject's sign-offs that run or ended well, locked to be edited."""
    found = await run(session, _STANDING.rows(type=subject_type, subject=subject_id))
    return [session.edit(Signoff, row) for row in found]


async def awaiting(on: Connected, person_ids: Several[UUID]) -> list[Any]:
    """The running sign-offs that still wait for one of these people by name: id, subject's type and id."""
    return await run(on, _AWAITING.rows(people=list(person_ids))) if person_ids else []


async def whole(on: Connected, actor: Actor, signoff_id: UUID) -> Whole:
    """A sign-off that the actor may see, with all that belongs to it."""
    found, *parts = await pipeline(
        on,
        _VISIBLE.first(actor, signoff=signoff_id),
        *_parts_of(signoff_id),
        _PREVIOUS.first(actor, signoff=signoff_id),
    )
    return Whole(or_missing(found), *parts)


async def whole_with_content(on: Connected, actor: Actor, signoff_id: UUID) -> tuple[Whole, Any | None]:
    """The same with what was submitted, word for word; None where it is older than such copies. One trip."""
    found, *parts, kept = await pipeline(
        on, _VISIBLE.first(actor, signoff=signoff_id), *_parts_of(signoff_id), _KEPT.value(signoff=signoff_id)
    )
    return Whole(or_missing(found), *parts), kept


async def whole_locked(
    session: AsyncSession, lock_of_subject: Bound[Any], signoff_id: UUID, reader: Actor | None = None
) -> tuple[Any, Whole]:
    """The subject, and its sign-off with all that belongs to it, as they are now and held until the transaction ends.

    Whoever presses at once comes after. The sign-off, its stages and seats are copies to be changed; what changed in
    them is written by `MOVE`, `MOVE_STAGES`, and `FILL` or `PASS` of seats.
    """
    before = () if reader is None else (_PREVIOUS.first(reader, signoff=signoff_id),)
    subject, found, in_sequence, held, decided, *previous = await pipeline(
        session, lock_of_subject, _LOCKED.first(signoff=signoff_id), *_parts_of(signoff_id), *before
    )
    own_stages = [SignoffStage(**row._asdict()) for row in in_sequence]
    own_seats = [SignoffSeat(**row._asdict()) for row in held]
    return subject, Whole(Signoff(**found._asdict()), own_stages, own_seats, decided, *previous)


def _parts_of(signoff_id: UUID) -> tuple[Bound[Any], Bound[Any], Bound[Any]]:
    return _STAGES.rows(signoff=signoff_id), seats_in(signoff_id), _DECISIONS.rows(signoff=signoff_id)
