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
from service_kit.domain.readers import Asking
from service_kit.domain.tasks import PERSON, Source, task, word_for
from service_kit.events.feed import outbox_insert, publishing
from service_kit.identity.auth import Actor, Reader
from service_kit.identity.directory import seen_in
from service_kit.identity.matching import answers_to
from service_kit.identity.people import Person
from service_kit.record import audit
from service_kit.record.audit import Acting
from service_kit.web.errors import Missing
from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal, or_, select, text, true

from advocacy_api.ambassadors.ambassadors.rules import State, Tier, Visibility
from advocacy_api.ambassadors.ambassadors.tables import Ambassadorship
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
        "department": equals(people.c.department, Annotated[str, Field(max_length=128)]),
    },
    searched=_named,
    personal=True,
)


async def visible(session: AsyncSession, actor: Actor, ambassador_id: UUID, *, now: datetime) -> Any:
    """One ambassadorship with its person's name and department; hidden and missing look the same."""
    return await one(LIST, session, actor, ambassador_id, now=now)


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


async def locked(session: AsyncSession, ambassador_id: UUID) -> Ambassadorship:
    """Two community managers may press at once."""
    statement = select(Ambassadorship).where(ambassadors.c.id == ambassador_id).with_for_update()
    found: Ambassadorship | None = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise Missing
    return found


async def living_of(session: AsyncSession, person_id: UUID) -> Ambassadorship:
    """The person's own, locked: the same request may come from two devices."""
    statement = (
        select(Ambassadorship)
        .where(ambassadors.c.person_id == person_id, ambassadors.c.state != State.ALUMNI.value)
        .with_for_update()
    )
    found: Ambassadorship | None = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise Missing(case="no-ambassadorship")
    return found


async def is_known(session: AsyncSession, person_id: UUID) -> bool:
    """Whether the directory knows this person as active."""
    statement = select(literal(1)).where(people.c.id == person_id, people.c.active)
    return (await session.execute(statement)).first() is not None


_RECORD_RESTED = audit.record_insert(
    action="ambassador.rested", subject="id::text", details={"person_id": "person_id"}, source="FROM quiet"
)
REST_THE_QUIET = text(
    f"""
    WITH quiet AS (
        UPDATE ambassadors a SET state = 'dormant', rested_at = :now, version = version + 1
        WHERE a.state = 'active' AND a.activated_at < :since
          AND NOT EXISTS (SELECT FROM shares s WHERE s.person_id = a.person_id AND s.created_at >= :since)
        RETURNING id, person_id
    )
    {_RECORD_RESTED}
    """  # noqa: S608 - constants of this file
)


async def rest_the_quiet(session: AsyncSession, actor: Acting, *, since: datetime, now: datetime) -> None:
    """Active ambassadors who shared nothing since then become dormant, each on record, in one statement."""
    await session.execute(REST_THE_QUIET, {"since": since, "now": now, "actor": actor.id})


_TELL_LEFT = outbox_insert(
    event_type="CAST(:type AS text)",
    subject="person_id::text",
    occurred_at="CAST(:now AS timestamptz)",
    data="jsonb_build_object('ambassador_id', id, 'person_id', person_id, 'left_at', CAST(:now AS timestamptz))",
    source="FROM gone",
)
_RECORD_LEFT = audit.record_insert(
    action="ambassador.left", subject="id::text", details={"person_id": "person_id"}, source="FROM gone"
)
LET_GO = publishing(
    f"""
    WITH gone AS (
        UPDATE ambassadors a SET state = 'alumni', left_at = :now, version = a.version + 1
        FROM people p
        WHERE p.id = a.person_id AND NOT p.active AND a.state <> 'alumni'
          AND a.person_id = ANY(CAST(:people AS uuid[]))
        RETURNING a.id, a.person_id
    ), told AS (
        {_TELL_LEFT}
    )
    {_RECORD_LEFT}
    """  # noqa: S608 - constants of this file
)


async def let_go(session: AsyncSession, actor: Acting, people: set[UUID], *, event_type: str, now: datetime) -> None:
    """The living ambassadorships of those of them who are no longer active, in one statement."""
    wanted = {"people": sorted(people), "type": event_type, "actor": actor.id, "now": now}
    await session.execute(LET_GO, wanted)
