"""Every SELECT on ambassadorships."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.domain.tasks import PERSON, Source, task, word_for
from service_kit.events.feed import outbox_insert, publishing
from service_kit.identity.auth import Actor
from service_kit.identity.directory import seen_in
from service_kit.identity.matching import answers_to
from service_kit.identity.people import Person
from service_kit.record import audit
from service_kit.record.audit import Acting
from service_kit.web.errors import Missing
from service_kit.web.pages import Key, PageRequest, paginate
from sqlalchemy import Row, Select, func, literal, or_, select, text

from advocacy_api.ambassadors.ambassadors.rules import State, Tier
from advocacy_api.ambassadors.ambassadors.tables import Ambassadorship
from advocacy_api.permissions import Permission

ambassadors = Ambassadorship.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
people = Person.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
JOINED = ambassadors.outerjoin(people, people.c.id == ambassadors.c.person_id)
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


def _described() -> Select[Any]:
    return select(ambassadors, NAME.label("name"), people.c.department).select_from(JOINED)


async def described(session: AsyncSession, ambassador_id: UUID) -> Row[Any]:
    """One ambassadorship with its person's name and department."""
    row: Row[Any] | None = (await session.execute(_described().where(ambassadors.c.id == ambassador_id))).first()
    if row is None:
        raise Missing
    return row


async def latest_of(session: AsyncSession, person_id: UUID) -> Row[Any]:
    """The person's present ambassadorship, or else the last one."""
    statement = _described().where(ambassadors.c.person_id == person_id)
    order = ((ambassadors.c.state == State.ALUMNI.value).asc(), ambassadors.c.id.desc())
    row: Row[Any] | None = (await session.execute(statement.order_by(*order).limit(1))).first()
    if row is None:
        raise Missing("You are not in the ambassador programme yet; you may nominate yourself.")
    return row


async def page_of(
    session: AsyncSession,
    actor: Actor,
    page: PageRequest,
    *,
    state: State | None,
    tier: Tier | None,
    department: str | None,
    q: str | None,
) -> tuple[Sequence[Row[Any]], str | None]:
    """Newest first."""
    statement = _described()
    if state is not None:
        statement = statement.where(ambassadors.c.state == state.value)
    if tier is not None:
        statement = statement.where(ambassadors.c.tier == tier.value)
    if department is not None:
        statement = statement.where(people.c.department == department)
    if q is not None:
        name = people.c.given_name + " " + people.c.family_name
        by_user_name = seen_in(actor, answers_to("user_name", q), "user_name")
        statement = statement.where(or_(name.icontains(q, autoescape=True), by_user_name))
    return await paginate(session, statement, [Key(ambassadors.c.id, descending=True)], page)


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
        raise Missing("You have no ambassadorship now; you may nominate yourself.")
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
