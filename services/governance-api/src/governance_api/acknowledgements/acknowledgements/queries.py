"""Every SELECT on acknowledgements: what a person is asked, how a version is answered, and who is current."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from service_kit.data.database import AsyncSession
from service_kit.data.locks import lock
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals, selects
from service_kit.domain.folding import localized_words
from service_kit.domain.readers import NOW
from service_kit.domain.tasks import PERSON, task, word_for
from service_kit.events.feed import EventBody, outbox_insert, publishing
from service_kit.events.feed_state import Things
from service_kit.identity.people import Person
from sqlalchemy import ColumnElement, FromClause, and_, bindparam, exists, func, not_, select, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by
from sqlalchemy.dialects.postgresql import UUID as PGUUID
from sqlalchemy.engine import RowMapping

from governance_api.acknowledgements.acknowledgements.rules import State
from governance_api.acknowledgements.acknowledgements.tables import Acknowledgement
from governance_api.guidelines.clauses.tables import GuidelineClause
from governance_api.guidelines.guidelines.tables import Guideline
from governance_api.locks import ASKING

ASKS = Acknowledgement.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
GUIDELINES = Guideline.__table__  # type: ignore[attr-defined]  # as above
CLAUSES = GuidelineClause.__table__  # type: ignore[attr-defined]  # as above
PEOPLE = Person.__table__  # type: ignore[attr-defined]  # as above
TASKS = (
    select(
        *task(
            "acknowledge",
            id=ASKS.c.id,
            subject_type="guideline",
            subject_id=GUIDELINES.c.id,
            subject_code=GUIDELINES.c.code,
            subject_title=GUIDELINES.c.title,
            reason=word_for(ASKS.c.asked_because, {"published": "published", "role": "role"}),
            due_at=ASKS.c.due_at,
            minutes=5,
        )
    )
    .join_from(ASKS, GUIDELINES, GUIDELINES.c.id == ASKS.c.guideline_id)
    .where(ASKS.c.person_id == PERSON, ASKS.c.state == State.OPEN.value)
)
"""What I was asked to acknowledge and have not answered."""


async def lock_asking(session: AsyncSession) -> None:
    """A publication and a change of roles ask the same people: one sees what the other committed."""
    await lock(session, ASKING)


# `rules.is_current` of an ask.
IS_CURRENT = (
    "coalesce({ask}.state = 'accepted' OR ({ask}.state = 'open' AND {ask}.held_before AND {ask}.due_at > :now), false)"
)
# Grace that nobody was told the end of: it holds until the job that ends it has said so.
IN_GRACE = "{ask}.held_before AND NOT {ask}.lapsed"


OVERDUE = and_(ASKS.c.state == State.OPEN.value, ASKS.c.due_at <= NOW).label("overdue")


def _is_latest() -> ColumnElement[bool]:
    """No later ask of the same guideline took its place."""
    later = ASKS.alias("later")
    same = and_(later.c.person_id == ASKS.c.person_id, later.c.guideline_id == ASKS.c.guideline_id)
    return not_(exists().where(same, later.c.turn > ASKS.c.turn))


def _clauses_of(version: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    """The clauses of a version in their order, as one value."""
    clauses: FromClause = CLAUSES.alias(name)
    fields = ("clause_id", "type", "scope", "applies_to", "audience_groups", "text", "reason")
    each = func.jsonb_build_object(*(part for field in fields for part in (field, clauses.c[field])))
    ordered = func.jsonb_agg(aggregate_order_by(each, clauses.c.position, clauses.c.clause_id))
    return select(ordered).where(clauses.c.version_id == version).scalar_subquery().label(name)


def _known_version() -> ColumnElement[Any]:
    """The version that the person accepted last before this one."""
    earlier = ASKS.alias("earlier")
    return (
        select(earlier.c.version_id)
        .where(earlier.c.person_id == ASKS.c.person_id, earlier.c.guideline_id == ASKS.c.guideline_id)
        .where(earlier.c.accepted, earlier.c.id != ASKS.c.id, earlier.c.version_number < ASKS.c.version_number)
        .order_by(earlier.c.version_number.desc(), earlier.c.answered_at.desc())
        .limit(1)
        .correlate(ASKS)
        .scalar_subquery()
    )


_MINE = select(
    *ASKS.c,
    GUIDELINES.c.code.label("guideline_code"),
    GUIDELINES.c.title.label("guideline_title"),
    OVERDUE,
    _is_latest().label("is_latest"),
    _clauses_of(ASKS.c.version_id, "clauses"),
    _clauses_of(_known_version(), "known"),
).join_from(ASKS, GUIDELINES, GUIDELINES.c.id == ASKS.c.guideline_id)
"""An ask with the clauses of its version, and with those that the person accepted before."""
_ASKED = select(*ASKS.c, PEOPLE.c.given_name, PEOPLE.c.family_name, PEOPLE.c.department, OVERDUE).join_from(
    ASKS, PEOPLE, PEOPLE.c.id == ASKS.c.person_id
)


SORTS = {"asked_at": (By(ASKS.c.id),), "due_at": (By(ASKS.c.due_at),)}
MINE = Collection(
    "my-acknowledgements",
    _MINE,
    key=ASKS.c.id,
    sorts=SORTS,
    default="-asked_at",
    visible_to=lambda asking: ASKS.c.person_id == asking.actor.person_id,
    filters={
        "state": equals(ASKS.c.state, State),
        "guideline": equals(GUIDELINES.c.code, Annotated[str, Field(max_length=64)], "A guideline's code."),
    },
    searched=localized_words(GUIDELINES.c.title),
)
ASKED = Collection(
    "acknowledgements",
    _ASKED,
    key=ASKS.c.id,
    sorts=SORTS,
    default="asked_at",
    filters={
        "state": equals(ASKS.c.state, State),
        "department": selects(lambda name: PEOPLE.c.department == name, Annotated[str, Field(max_length=128)]),
    },
    personal=True,
    within=ASKS.c.version_id == bindparam("version"),
)
"""Who was asked to acknowledge a version: `within` its id, for whom the permission lets see everybody's answer."""

# Who is current, as the events say it one by one: per person the guidelines acknowledged, the grace of a new version
# included. A person with none of them is no thing here.
REPLICATED = Things(
    kind="acknowledgement",
    source=f"""(
        SELECT person_id, jsonb_agg(code ORDER BY code COLLATE "C") AS codes,
            jsonb_agg(jsonb_build_object('code', code, 'number', version_number, 'since', since)
                ORDER BY code COLLATE "C") AS told
        FROM (
            SELECT DISTINCT ON (a.person_id, a.guideline_id) a.person_id, g.code, a.version_number, a.state,
                a.held_before, a.lapsed, coalesce(a.answered_at, a.asked_at) AS since
            FROM acknowledgements a JOIN guidelines g ON g.id = a.guideline_id
            ORDER BY a.person_id, a.guideline_id, a.turn DESC
        ) latest
        WHERE state = 'accepted' OR (state = 'open' AND {IN_GRACE.format(ask="latest")})
        GROUP BY person_id
    ) k""",  # noqa: S608 - as above
    key="k.person_id",
    facts="k.codes",
)

# Whoever answers shares the lock that whoever asks holds alone, and takes it before the row, as they do.
MINE_LOCKED = text(
    """
WITH answering AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(hashtextextended('governance.asking', 0)))
SELECT a.id, a.state, a.accepted, a.receipt_id, a.answered_at, a.version_number, a.content_hash, a.guideline_id,
    g.code AS guideline_code, g.title AS guideline_title
FROM answering, acknowledgements a JOIN guidelines g ON g.id = a.guideline_id
WHERE a.id = :id AND a.person_id = :person FOR UPDATE OF a
"""
)

_TELL_ANSWERED = outbox_insert(
    event_type="event ->> 'type'",
    subject="CAST(:person_id AS text)",
    data="event -> 'data'",
    occurred_at=":answered_at",
    source="FROM answered, jsonb_array_elements(:events) WITH ORDINALITY AS e(event, place) ORDER BY place",
)
# The answer, its receipt and what is told of it, in one round trip; nothing of it when a newer ask came before.
RECORD = publishing(
    f"""
WITH answered AS (
    UPDATE acknowledgements a SET state = :state, accepted = :accepted, answered_at = :answered_at, receipt_id = :id,
        lapsed = false
    WHERE id = :acknowledgement_id AND NOT EXISTS (SELECT FROM acknowledgements later
        WHERE later.person_id = a.person_id AND later.guideline_id = a.guideline_id AND later.turn > a.turn)
    RETURNING id
), receipt AS (
    INSERT INTO acknowledgement_receipts (id, acknowledgement_id, person_id, guideline_id, version_number,
        content_hash, language, accepted, comment, recorded_by, answered_at, replaces)
    SELECT :id, id, :person_id, :guideline_id, :version_number,
        :content_hash, :language, :accepted, :comment, :recorded_by, :answered_at, :replaces FROM answered
), told AS (
    {_TELL_ANSWERED}
)
SELECT id FROM answered
""",  # noqa: S608 - as above
    bindparam("events", type_=JSONB()),
)

RECEIPT = text("SELECT * FROM acknowledgement_receipts WHERE id = :id")

SUMMARY = text(
    """
SELECT count(*) AS asked, count(*) FILTER (WHERE accepted) AS accepted,
    count(*) FILTER (WHERE NOT accepted) AS declined, count(*) FILTER (WHERE state = 'open') AS open,
    count(*) FILTER (WHERE state = 'open' AND due_at <= :now) AS overdue,
    count(*) FILTER (WHERE state = 'superseded') AS superseded
FROM acknowledgements WHERE version_id = :version
"""
)


async def locked(session: AsyncSession, acknowledgement_id: UUID, person_id: UUID) -> RowMapping | None:
    """The person's own ask with its guideline, locked: two answers at once come one after the other."""
    result = await session.execute(MINE_LOCKED, {"id": acknowledgement_id, "person": person_id})
    return result.mappings().first()


async def record(session: AsyncSession, receipt: dict[str, Any], state: str, events: Sequence[EventBody]) -> bool:
    """Write down an answer with its receipt and its events; false when a newer ask took this one's place."""
    told = [{"type": event.type, "data": event.model_dump(mode="json")} for event in events]
    values = {**receipt, "state": state, "events": told}
    return (await session.execute(RECORD, values)).first() is not None


async def receipt(session: AsyncSession, receipt_id: UUID) -> RowMapping:
    """A receipt, whole."""
    return (await session.execute(RECEIPT, {"id": receipt_id})).mappings().one()


async def summary(session: AsyncSession, version_id: UUID, now: Any) -> RowMapping:
    """How many were asked about a version, and how they answered."""
    return (await session.execute(SUMMARY, {"version": version_id, "now": now})).mappings().one()


WITH_RECEIPTS = text(
    "SELECT DISTINCT person_id FROM acknowledgement_receipts WHERE person_id = ANY(:people)"
).bindparams(bindparam("people", type_=ARRAY(PGUUID(as_uuid=True))))


async def with_receipts(session: AsyncSession, people: Sequence[UUID]) -> set[UUID]:
    """Which of these people have answered something here."""
    return set((await session.execute(WITH_RECEIPTS, {"people": list(people)})).scalars())
