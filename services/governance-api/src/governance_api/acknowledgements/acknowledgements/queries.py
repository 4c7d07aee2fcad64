"""Every SELECT on acknowledgements: what a person is asked, how a version is answered, and who is current."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from service_kit.data.database import AsyncSession
from service_kit.data.locks import lock, sharing
from service_kit.data.statements import Connected, Statement, given, pipeline, run
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals, selects
from service_kit.domain.folding import localized_words
from service_kit.domain.readers import NOW, Reader, ReaderStatement, operand
from service_kit.domain.tasks import PERSON, task, word_for
from service_kit.domain.teams import leads
from service_kit.events.feed_state import Things
from service_kit.identity.auth import Actor
from service_kit.identity.people import Person
from service_kit.web.errors import Missing
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Uuid,
    and_,
    any_,
    bindparam,
    exists,
    false,
    func,
    insert,
    not_,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from governance_api.acknowledgements.acknowledgements.rules import State
from governance_api.acknowledgements.acknowledgements.tables import Acknowledgement, AcknowledgementReceipt
from governance_api.guidelines.clauses.tables import GuidelineClause
from governance_api.guidelines.guidelines.tables import Guideline
from governance_api.locks import ASKING
from governance_api.permissions import Permission

ASKS = Acknowledgement.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
RECEIPTS = AcknowledgementReceipt.__table__  # type: ignore[attr-defined]  # as above
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


def is_current(ask: FromClause) -> ColumnElement[bool]:
    """`rules.is_current` of an ask, `NOW`."""
    in_time = and_(ask.c.state == State.OPEN.value, ask.c.held_before, ask.c.due_at > NOW)
    return func.coalesce(or_(ask.c.state == State.ACCEPTED.value, in_time), false())


def in_grace(ask: FromClause) -> ColumnElement[bool]:
    """Grace that nobody was told the end of: it holds until the job that ends it has said so."""
    return and_(ask.c.held_before, not_(ask.c.lapsed))


OVERDUE = and_(ASKS.c.state == State.OPEN.value, ASKS.c.due_at <= NOW).label("overdue")


def _is_latest() -> ColumnElement[bool]:
    """No later ask of the same guideline took its place."""
    later = ASKS.alias("later")
    same = and_(later.c.person_id == ASKS.c.person_id, later.c.guideline_id == ASKS.c.guideline_id)
    return not_(exists().where(same, later.c.turn > ASKS.c.turn).correlate(ASKS))


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


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """A person's asks are seen by themselves, whoever is above them, and who reads everybody's."""
    if actor.may(Permission.READ_ACKNOWLEDGEMENTS_OF_PEOPLE):
        return true()
    return or_(PEOPLE.c.id == actor.person_id, leads(operand(actor.person_id), PEOPLE.c.id))


_SEEN = ReaderStatement(
    lambda asking: select(PEOPLE.c.id).where(PEOPLE.c.id == bindparam("person"), visible_to(asking.actor))
)
OF_PERSON = Collection(
    "acknowledgements-of-person",
    select(
        *(ASKS.c[name] for name in ("id", "person_id", "version_number", "state", "accepted")),
        *(ASKS.c[name] for name in ("asked_because", "asked_at", "due_at", "answered_at")),
        ASKS.c.guideline_id,
        GUIDELINES.c.code.label("guideline_code"),
        GUIDELINES.c.title.label("guideline_title"),
        OVERDUE,
    ).join_from(ASKS, GUIDELINES, GUIDELINES.c.id == ASKS.c.guideline_id),
    key=ASKS.c.id,
    sorts=SORTS,
    default="-asked_at",
    personal=True,
    within=ASKS.c.person_id == bindparam("person"),
)
"""What one person was asked: `within` them, for whom `refuse_unless_seen` has let through."""


async def refuse_unless_seen(on: Connected, actor: Actor, person_id: UUID) -> None:
    """404 for a person whose asks the reader may not see, as for one who is not there."""
    if await run(on, _SEEN.first(actor, person=person_id)) is None:
        raise Missing


# Who is current, as the events say it one by one: per person the guidelines acknowledged, the grace of a new version
# included. A person with none of them is no thing here.
REPLICATED = Things(
    kind="acknowledgement",
    source="""(
        SELECT person_id, jsonb_agg(code ORDER BY code COLLATE "C") AS codes,
            jsonb_agg(jsonb_build_object('code', code, 'number', version_number, 'since', since)
                ORDER BY code COLLATE "C") AS told
        FROM (
            SELECT DISTINCT ON (a.person_id, a.guideline_id) a.person_id, g.code, a.version_number, a.state,
                a.held_before, a.lapsed, coalesce(a.answered_at, a.asked_at) AS since
            FROM acknowledgements a JOIN guidelines g ON g.id = a.guideline_id
            ORDER BY a.person_id, a.guideline_id, a.turn DESC
        ) latest
        WHERE state = 'accepted' OR (state = 'open' AND held_before AND NOT lapsed)
        GROUP BY person_id
    ) k""",
    key="k.person_id",
    facts="k.codes",
)

resting_on_answers: list[Callable[[ColumnElement[UUID], ColumnElement[str]], ColumnElement[bool]]] = []
"""Conditions on a person and a guideline's code: whether something of an upper room rests on what this person answers
about it. `main.py` names them."""


@cache
def _mine_locked() -> Statement:
    """Built at first use, when `main.py` has said what rests on an answer."""
    rests = or_(false(), *(condition(ASKS.c.person_id, GUIDELINES.c.code) for condition in resting_on_answers))
    return Statement(
        select(
            ASKS.c.id,
            ASKS.c.state,
            ASKS.c.accepted,
            ASKS.c.receipt_id,
            ASKS.c.answered_at,
            ASKS.c.version_number,
            ASKS.c.content_hash,
            ASKS.c.guideline_id,
            GUIDELINES.c.code.label("guideline_code"),
            GUIDELINES.c.title.label("guideline_title"),
            _is_latest().label("is_latest"),
            rests.label("more_rests_on_it"),
        )
        .join_from(ASKS, GUIDELINES, GUIDELINES.c.id == ASKS.c.guideline_id)
        .where(ASKS.c.id == bindparam("acknowledgement"), ASKS.c.person_id == bindparam("person"))
        .with_for_update(of=ASKS)
    )


_ANSWERS = given("rows", *RECEIPTS.c, ASKS.c.state)
_ANSWERED = (
    update(ASKS)
    .where(ASKS.c.id == _ANSWERS.c.acknowledgement_id)
    .values(
        state=_ANSWERS.c.state,
        accepted=_ANSWERS.c.accepted,
        answered_at=_ANSWERS.c.answered_at,
        receipt_id=_ANSWERS.c.id,
        lapsed=False,
    )
    .cte("answered")
)
RECORD = Statement(
    insert(RECEIPTS)
    .from_select(RECEIPTS.c.keys(), select(*(_ANSWERS.c[one.name] for one in RECEIPTS.c)), include_defaults=False)
    .add_cte(_ANSWERED)
)
"""Answers with their receipts, as JSON in `rows`: a receipt's columns and the `state` of its ask."""

_RECEIPT = Statement(select(*RECEIPTS.c).where(RECEIPTS.c.id == bindparam("receipt")))
_SUMMARY = Statement(
    select(
        func.count().label("asked"),
        func.count().filter(ASKS.c.accepted).label("accepted"),
        func.count().filter(not_(ASKS.c.accepted)).label("declined"),
        func.count().filter(ASKS.c.state == State.OPEN.value).label("open"),
        func.count().filter(ASKS.c.state == State.OPEN.value, ASKS.c.due_at <= NOW).label("overdue"),
        func.count().filter(ASKS.c.state == State.SUPERSEDED.value).label("superseded"),
    ).where(ASKS.c.version_id == bindparam("version"))
)
_WITH_RECEIPTS = Statement(
    select(RECEIPTS.c.person_id).distinct().where(RECEIPTS.c.person_id == any_(bindparam("people", type_=ARRAY(Uuid))))
)


async def locked(session: AsyncSession, acknowledgement_id: UUID, person_id: UUID) -> Any | None:
    """The person's own ask with its guideline, locked: two answers at once come one after the other.

    `more_rests_on_it` says whether an answer can change anything beside the ask itself.
    """
    # Whoever answers shares the lock that whoever asks holds alone, and takes it before the row, as they do: no later
    # ask comes between what is read here and the answer.
    mine = _mine_locked().first(acknowledgement=acknowledgement_id, person=person_id)
    _, found = await pipeline(session, sharing(ASKING), mine)
    return found


async def receipt(session: AsyncSession, receipt_id: UUID) -> Any:
    """A receipt, whole."""
    return await run(session, _RECEIPT.first(receipt=receipt_id))


async def summary(on: Connected, version_id: UUID, now: datetime) -> Any:
    """How many were asked about a version, and how they answered."""
    return await run(on, _SUMMARY.first(version=version_id, now=now))


async def with_receipts(session: AsyncSession, people: Sequence[UUID]) -> set[UUID]:
    """Which of these people have answered something here."""
    return set(await run(session, _WITH_RECEIPTS.values(people=list(people))))
