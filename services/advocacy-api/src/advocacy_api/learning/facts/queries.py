"""Every statement on what training told of learning."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, Statement, as_json, given, run
from service_kit.events.feed_repairs import FeedLoss
from service_kit.events.feed_state import INSTANT, Things
from sqlalchemy import Text, Uuid, all_, and_, any_, bindparam, cast, exists, select, true, update
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on, insert

from advocacy_api.learning.facts.tables import LearningFact
from advocacy_api.rewarding.points.queries import entries
from advocacy_api.rewarding.points.rules import Earned, Learned, Reason

COMPLETIONS = Things(
    kind="completion",
    source="learning_facts f",
    key="f.id",
    where="f.kind = 'completion'",
    facts=f"jsonb_build_array(f.person_id, f.module_id, {INSTANT.format('f.happened_at')}, f.reversed)",
)
CERTIFICATES = Things(
    kind="certificate-issued",
    source="learning_facts f",
    key="f.id",
    where="f.kind = 'certificate'",
    facts=f"jsonb_build_array(f.person_id, {INSTANT.format('f.happened_at')})",
)

facts = LearningFact.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
losses = FeedLoss.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
_IDS = bindparam("ids", type_=ARRAY(Uuid))
_GIVEN = given("facts", *facts.c)
_TOLD = insert(facts).from_select(
    facts.c.keys(),
    select(*_GIVEN.c).ext(distinct_on(_GIVEN.c.id)).order_by(_GIVEN.c.id),
    include_defaults=False,
)
_NOTE = Statement(_TOLD.on_conflict_do_nothing(index_elements=[facts.c.id]).returning(facts.c.id))
_NOTE_REVERSED = Statement(_TOLD.on_conflict_do_update(index_elements=[facts.c.id], set_={"reversed": true()}))
_KNOWN = Statement(select(facts.c.id, facts.c.reversed).where(facts.c.id == any_(_IDS)))
_RESTATE = Statement(
    _TOLD.on_conflict_do_update(
        index_elements=[facts.c.id],
        set_={name: _TOLD.excluded[name] for name in ("person_id", "module_id", "happened_at", "reversed")},
    )
)
_REVERSING = entries.alias("reversing")
# In the ledger and not taken back: made from something that the publisher has lost.
_WITH_POINTS = Statement(
    select(entries.c.event_id)
    .distinct()
    .where(
        entries.c.event_id == any_(_IDS),
        entries.c.reason == bindparam("reason"),
        ~exists().where(_REVERSING.c.reverses_id == entries.c.id),
    )
)
_UNDONE, _AGAIN = entries.alias("undone"), entries.alias("again")
# Taken back because training said so, and training does not say so any more.
_TAKEN_BACK = Statement(
    select(
        _REVERSING.c.event_id,
        _REVERSING.c.id,
        _REVERSING.c.person_id,
        (-_REVERSING.c.amount).label("amount"),
        _UNDONE.c.month,
    )
    .select_from(
        facts.join(
            _REVERSING,
            and_(
                _REVERSING.c.event_id == facts.c.id,
                _REVERSING.c.reason == Reason.COMPLETION_REVERSED.value,
                _REVERSING.c.amount < 0,
            ),
        ).join(_UNDONE, _UNDONE.c.id == _REVERSING.c.reverses_id)
    )
    .where(
        facts.c.id == any_(_IDS),
        ~facts.c.reversed,
        ~exists().where(_AGAIN.c.event_id == _REVERSING.c.id, _AGAIN.c.reason == Reason.COMPLETION.value),
    )
)
_LOST, _OTHER = facts.alias("lost"), facts.alias("other")
# What the same people still have completed in the same modules.
_SAME_MODULES = Statement(
    select(_OTHER.c.id, _OTHER.c.person_id, _OTHER.c.module_id, _OTHER.c.happened_at)
    .select_from(
        _LOST.join(_OTHER, and_(_OTHER.c.person_id == _LOST.c.person_id, _OTHER.c.module_id == _LOST.c.module_id))
    )
    .where(
        _LOST.c.id == any_(_IDS),
        _OTHER.c.id != all_(_IDS),
        _OTHER.c.kind == Reason.COMPLETION.value,
        ~_OTHER.c.reversed,
        ~exists().where(losses.c.kind == COMPLETIONS.kind, losses.c.gone, losses.c.thing == cast(_OTHER.c.id, Text)),
    )
    .order_by(_OTHER.c.happened_at, _OTHER.c.id)
)
_SET_REVERSED = Statement(update(facts).where(facts.c.id == any_(_IDS)).values(reversed=true()))
_OWNERS = Statement(select(facts.c.id, facts.c.person_id).where(facts.c.id == any_(_IDS)))
_ENTRIES_OF_PEOPLE = Statement(select(entries.c.person_id).distinct().where(entries.c.person_id == any_(_IDS)))


def fact(one: Earned, *, reversed_there: bool = False) -> dict[str, Any]:
    """What was told, as a row."""
    return {
        "id": one.event_id,
        "kind": one.reason,
        "person_id": one.person_id,
        "module_id": one.module_id if isinstance(one, Learned) else None,
        "happened_at": one.at,
        "reversed": reversed_there,
    }


async def note(session: AsyncSession, told: Sequence[Earned]) -> set[UUID]:
    """Remember what was told; answers what was not known before."""
    return set(await run(session, _NOTE.values(facts=as_json([fact(one) for one in told]))))


def note_reversed(rows: Sequence[dict[str, Any]]) -> Bound[int]:
    """Remember that these were taken back, also when their recording is told only later."""
    return _NOTE_REVERSED.count(facts=as_json(rows))


async def set_reversed(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """An admin said that these count no more."""
    await run(session, _SET_REVERSED.count(ids=list(ids)))


async def known(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, bool]:
    """Those that were told before, and whether they were taken back."""
    return {row.id: row.reversed for row in await run(session, _KNOWN.rows(ids=list(ids)))}


async def restate(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """As training tells them now."""
    await run(session, _RESTATE.count(facts=as_json(rows)))


async def with_points(session: AsyncSession, ids: Sequence[UUID], reason: str) -> set[UUID]:
    """Those that earned points which nobody took back."""
    return set(await run(session, _WITH_POINTS.values(ids=list(ids), reason=reason)))


async def taken_back(session: AsyncSession, ids: Sequence[UUID]) -> Sequence[Any]:
    """The entries that took points back for these, though training counts them again."""
    return await run(session, _TAKEN_BACK.rows(ids=list(ids)))


async def same_modules(session: AsyncSession, ids: Sequence[UUID]) -> Sequence[Any]:
    """Other completions of the same modules by the same people, the earliest first."""
    return await run(session, _SAME_MODULES.rows(ids=list(ids)))


async def owners(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Whose these were."""
    return {row.id: row.person_id for row in await run(session, _OWNERS.rows(ids=list(ids)))}


async def people_with_entries(session: AsyncSession, people: Sequence[UUID]) -> set[UUID]:
    """Who of them stands in the ledger."""
    return set(await run(session, _ENTRIES_OF_PEOPLE.values(ids=list(people))))
