"""Every SELECT on ambassadorships."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from service_kit.data.database import AsyncSession
from service_kit.data.statements import Connected, Statement, run
from service_kit.domain.collections import By, Collection, one
from service_kit.domain.filters import Words, equals
from service_kit.domain.folding import matching, name_sort_key, sort_key, together
from service_kit.domain.readers import NOW, Asking, ReaderStatement
from service_kit.domain.tasks import PERSON, Source, task, word_for
from service_kit.events.feed import publish_each
from service_kit.identity.auth import Actor, Reader
from service_kit.identity.directory import seen_in
from service_kit.identity.matching import answers_to
from service_kit.identity.people import Person
from service_kit.record import audit
from service_kit.record.audit import Acting
from service_kit.web.errors import Missing
from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    column,
    exists,
    func,
    literal,
    or_,
    select,
    table,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from advocacy_api.ambassadors.ambassadors.rules import State, Tier, Visibility
from advocacy_api.ambassadors.ambassadors.tables import Ambassadorship
from advocacy_api.events import AmbassadorLeft
from advocacy_api.permissions import Permission

ambassadors = Ambassadorship.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
people = Person.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
JOINED = ambassadors.outerjoin(people, people.c.id == ambassadors.c.person_id)
SHOWN = and_(ambassadors.c.visibility == Visibility.PUBLIC.value, ambassadors.c.state != State.ALUMNI.value)
"""Those living ones whose person shows that they are an ambassador."""
NAME = people.c.given_name + " " + people.c.family_name
_SUBJECT: Mapping[str, Any] = {
    "id": ambassadors.c.id,
    "subject_type": "ambassador",
    "subject_id": ambassadors.c.id,
    "subject_title": func.jsonb_build_object("en", func.coalesce(NAME, "")),
}
_MY_KINDS = {State.INVITED: "ambassador-invitation", State.ACCEPTED: "ambassador-activation"}
TASKS = (
    Source(
        select(
            *task(
                word_for(ambassadors.c.state, _MY_KINDS),
                reason=word_for(ambassadors.c.state, {State.INVITED: "Invited", State.ACCEPTED: "Accepted"}),
                **_SUBJECT,
            )
        )
        .select_from(JOINED)
        .where(ambassadors.c.person_id == PERSON, ambassadors.c.state.in_(list(_MY_KINDS)))
    ),
    Source(
        select(*task("ambassador-nomination", reason="SelfNominated", **_SUBJECT))
        .select_from(JOINED)
        .where(ambassadors.c.state == State.NOMINATED.value, ambassadors.c.self_nominated)
        .order_by(ambassadors.c.id)
        .limit(50),
        Permission.MANAGE_AMBASSADORS,
    ),
)
"""My own next step; and, for whoever manages ambassadors, the people who put themselves forward. An ambassadorship is
named by its person, in every language."""


def _rows() -> Select[Any]:
    return select(*ambassadors.c, NAME.label("name"), people.c.department).select_from(JOINED)


def _by_name(asking: Asking) -> tuple[By, ...]:
    family = By(name_sort_key(people.c.family_name, asking.language), empty="")
    return (family, By(sort_key(people.c.given_name), empty=""))


def _named(words: Words, asking: Asking) -> ColumnElement[bool]:
    """By words of the name, or by the whole user name where this reader may see it."""
    by_user_name = seen_in(asking.actor, answers_to("user_name", words.typed), "user_name")
    return or_(matching(together(people.c.given_name, people.c.family_name), words.terms), by_user_name)


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Who reads ambassadors sees all of them; everybody sees their own."""
    if actor.may(Permission.READ_AMBASSADORS) or actor.may(Permission.MANAGE_AMBASSADORS):
        return true()
    own: ColumnElement[bool] = ambassadors.c.person_id == actor.person_id
    return own


LIST = Collection(
    "ambassadors",
    _rows(),
    key=ambassadors.c.id,
    sorts={"nominated_at": (By(ambassadors.c.id),), "name": _by_name},
    default="-nominated_at",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={
        "state": equals(ambassadors.c.state, State),
        "tier": equals(ambassadors.c.tier, Tier),
        "person": equals(ambassadors.c.person_id, UUID, "The person's id."),
        "department": equals(people.c.department, Annotated[str, Field(max_length=128)]),
    },
    searched=_named,
    personal=True,
)


async def visible(on: Connected, actor: Actor, ambassador_id: UUID, *, now: datetime) -> Any:
    """One ambassadorship with its person's name and department; hidden and missing look the same."""
    return await one(LIST, on, actor, ambassador_id, now=now)


_LATEST_OF = Statement(
    _rows()
    .where(ambassadors.c.person_id == bindparam("person"))
    .order_by((ambassadors.c.state == State.ALUMNI.value).asc(), ambassadors.c.id.desc())
    .limit(1)
)


async def latest_of(session: Connected, actor: Actor) -> Any:
    """The caller's present ambassadorship, or else the last one."""
    row = await run(session, _LATEST_OF.first(person=actor.person_id))
    if row is None:
        raise Missing(case="never-ambassador")
    return row


_SHOWN_OF = ReaderStatement(
    lambda asking: select(ambassadors.c.state, ambassadors.c.tier, ambassadors.c.activated_at).where(
        ambassadors.c.person_id == bindparam("person"),
        ambassadors.c.state != State.ALUMNI.value,
        or_(SHOWN, visible_to(asking.actor)),
    )
)


async def shown_of(on: Connected, actor: Actor, person_id: UUID) -> Any:
    """A person's living ambassadorship, for who may see it; hidden and none look the same."""
    row = await run(on, _SHOWN_OF.first(actor, person=person_id))
    if row is None:
        raise Missing
    return row


_LOCKED = Statement(select(*ambassadors.c).where(ambassadors.c.id == bindparam("ambassador")).with_for_update())
_LIVING = Statement(
    select(*ambassadors.c)
    .where(ambassadors.c.person_id == bindparam("person"), ambassadors.c.state != State.ALUMNI.value)
    .with_for_update()
)
_IS_KNOWN = Statement(select(literal(1)).where(people.c.id == bindparam("person"), people.c.active))


async def locked(session: AsyncSession, ambassador_id: UUID) -> Ambassadorship:
    """To be edited: two community managers may press at once."""
    found = await run(session, _LOCKED.first(ambassador=ambassador_id))
    if found is None:
        raise Missing
    return session.edit(Ambassadorship, found)


async def living_of(session: AsyncSession, person_id: UUID) -> Ambassadorship:
    """The person's own, to be edited: the same request may come from two devices."""
    found = await run(session, _LIVING.first(person=person_id))
    if found is None:
        raise Missing(case="no-ambassadorship")
    return session.edit(Ambassadorship, found)


async def is_known(on: Connected, person_id: UUID) -> bool:
    """Whether the directory knows this person as active."""
    return await run(on, _IS_KNOWN.value(person=person_id)) is not None


# Named here and not imported: shares know ambassadors, not the other way round.
_SHARES = table("shares", column("person_id", Uuid), column("created_at", DateTime(timezone=True)))
_SINCE = bindparam("since", type_=DateTime(timezone=True))
_SHARED = exists().where(_SHARES.c.person_id == ambassadors.c.person_id, _SHARES.c.created_at >= _SINCE)
_QUIET = (
    update(ambassadors)
    .where(ambassadors.c.state == State.ACTIVE.value, ambassadors.c.activated_at < _SINCE, ~_SHARED)
    .values(state=State.DORMANT.value, rested_at=NOW, version=ambassadors.c.version + 1)
    .returning(ambassadors.c.id, ambassadors.c.person_id)
    .cte("quiet")
)
_REST_THE_QUIET = Statement(
    audit.record_each(
        _QUIET, action="ambassador.rested", subject=_QUIET.c.id, details={"person_id": _QUIET.c.person_id}
    )
)


async def rest_the_quiet(session: AsyncSession, actor: Acting, *, since: datetime, now: datetime) -> None:
    """Active ambassadors who shared nothing since then become dormant, each on record, in one statement."""
    await run(session, _REST_THE_QUIET.count(since=since, now=now, actor=actor.id))


_GONE = (
    update(ambassadors)
    .where(people.c.id == ambassadors.c.person_id, ~people.c.active, ambassadors.c.state != State.ALUMNI.value)
    .where(ambassadors.c.person_id == any_(bindparam("people", type_=ARRAY(Uuid))))
    .values(state=State.ALUMNI.value, left_at=NOW, version=ambassadors.c.version + 1)
    .returning(ambassadors.c.id, ambassadors.c.person_id)
    .cte("gone")
)
_TELL_LEFT = publish_each(
    select(
        literal(AmbassadorLeft.type).label("type"),
        cast(_GONE.c.person_id, Text).label("subject"),
        func.jsonb_build_object("ambassador_id", _GONE.c.id, "person_id", _GONE.c.person_id, "left_at", NOW).label(
            "data"
        ),
        NOW.label("occurred_at"),
    )
)
_LET_GO = Statement(
    audit.record_each(
        _GONE, action="ambassador.left", subject=_GONE.c.id, details={"person_id": _GONE.c.person_id}
    ).add_cte(_TELL_LEFT.cte("told"))
)


async def let_go(session: AsyncSession, actor: Acting, people: set[UUID], *, now: datetime) -> None:
    """The living ambassadorships of those of them who are no longer active, in one statement."""
    await run(session, _LET_GO.count(people=sorted(people), actor=actor.id, now=now))
