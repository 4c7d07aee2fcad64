"""Every statement on what training told of learning."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.events.feed_state import INSTANT, Things
from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PGUUID

from advocacy_api.rewarding.points.rules import Earned, Learned

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

_GIVEN = """jsonb_to_recordset(CAST(:facts AS jsonb)) AS given (
        id uuid, kind text, person_id uuid, module_id uuid, happened_at timestamptz, reversed boolean)"""
_COLUMNS = "id, kind, person_id, module_id, happened_at, reversed"
NOTE = text(
    f"INSERT INTO learning_facts ({_COLUMNS}) SELECT DISTINCT ON (id) {_COLUMNS} FROM {_GIVEN} "  # noqa: S608 - constants of this file
    "ORDER BY id ON CONFLICT (id) DO NOTHING RETURNING id"
)
NOTE_REVERSED = text(
    f"INSERT INTO learning_facts ({_COLUMNS}) SELECT DISTINCT ON (id) {_COLUMNS} FROM {_GIVEN} "  # noqa: S608 - as above
    "ORDER BY id ON CONFLICT (id) DO UPDATE SET reversed = true"
)
KNOWN = text("SELECT id, reversed FROM learning_facts WHERE id = ANY(:ids)").bindparams(
    bindparam("ids", type_=ARRAY(PGUUID(as_uuid=True)))
)
RESTATE = text(
    f"INSERT INTO learning_facts ({_COLUMNS}) SELECT {_COLUMNS} FROM {_GIVEN} "  # noqa: S608 - as above
    "ON CONFLICT (id) DO UPDATE SET person_id = EXCLUDED.person_id, module_id = EXCLUDED.module_id, "
    "happened_at = EXCLUDED.happened_at, reversed = EXCLUDED.reversed"
)
# In the ledger and not taken back: made from something that the publisher has lost.
WITH_POINTS = text(
    """
    SELECT DISTINCT e.event_id FROM point_entries e
    WHERE e.event_id = ANY(:ids) AND e.reason = :reason AND NOT EXISTS (
        SELECT FROM point_entries r WHERE r.reverses_id = e.id)
    """
).bindparams(bindparam("ids", type_=ARRAY(PGUUID(as_uuid=True))))
# Taken back because training said so, and training does not say so any more.
TAKEN_BACK = text(
    """
    SELECT r.event_id, r.id, r.person_id, -r.amount AS amount, u.month
    FROM learning_facts f
    JOIN point_entries r ON r.event_id = f.id AND r.reason = 'completion-reversed' AND r.amount < 0
    JOIN point_entries u ON u.id = r.reverses_id
    WHERE f.id = ANY(:ids) AND NOT f.reversed
        AND NOT EXISTS (SELECT FROM point_entries g WHERE g.event_id = r.id AND g.reason = 'completion')
    """
).bindparams(bindparam("ids", type_=ARRAY(PGUUID(as_uuid=True))))
# What the same people still have completed in the same modules.
SAME_MODULES = text(
    """
    SELECT other.id, other.person_id, other.module_id, other.happened_at
    FROM learning_facts lost JOIN learning_facts other USING (person_id, module_id)
    WHERE lost.id = ANY(:ids) AND other.id <> ALL(:ids) AND other.kind = 'completion' AND NOT other.reversed
        AND NOT EXISTS (SELECT FROM feed_losses l
            WHERE l.kind = 'completion' AND l.gone AND l.thing = CAST(other.id AS text))
    ORDER BY other.happened_at, other.id
    """
).bindparams(bindparam("ids", type_=ARRAY(PGUUID(as_uuid=True))))
SET_REVERSED = text("UPDATE learning_facts SET reversed = true WHERE id = ANY(:ids)").bindparams(
    bindparam("ids", type_=ARRAY(PGUUID(as_uuid=True)))
)
OWNERS = text("SELECT id, person_id FROM learning_facts WHERE id = ANY(:ids)").bindparams(
    bindparam("ids", type_=ARRAY(PGUUID(as_uuid=True)))
)
ENTRIES_OF_PEOPLE = text("SELECT DISTINCT person_id FROM point_entries WHERE person_id = ANY(:ids)").bindparams(
    bindparam("ids", type_=ARRAY(PGUUID(as_uuid=True)))
)


def fact(one: Earned, *, reversed_there: bool = False) -> dict[str, Any]:
    """What was told, as a row."""
    return {
        "id": str(one.event_id),
        "kind": one.reason.value,
        "person_id": str(one.person_id),
        "module_id": str(one.module_id) if isinstance(one, Learned) else None,
        "happened_at": one.at.isoformat(),
        "reversed": reversed_there,
    }


async def note(session: AsyncSession, told: Sequence[Earned]) -> set[UUID]:
    """Remember what was told; answers what was not known before."""
    rows = [fact(one) for one in told]
    return set((await session.execute(NOTE, {"facts": json.dumps(rows)})).scalars())


async def note_reversed(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Remember that these were taken back, also when their recording is told only later."""
    await session.execute(NOTE_REVERSED, {"facts": json.dumps(rows)})


async def set_reversed(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """An admin said that these count no more."""
    await session.execute(SET_REVERSED, {"ids": list(ids)})


async def known(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, bool]:
    """Those that were told before, and whether they were taken back."""
    return {row.id: row.reversed for row in (await session.execute(KNOWN, {"ids": list(ids)})).all()}


async def restate(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """As training tells them now."""
    await session.execute(RESTATE, {"facts": json.dumps(rows)})


async def with_points(session: AsyncSession, ids: Sequence[UUID], reason: str) -> set[UUID]:
    """Those that earned points which nobody took back."""
    return set((await session.execute(WITH_POINTS, {"ids": list(ids), "reason": reason})).scalars())


async def taken_back(session: AsyncSession, ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """The entries that took points back for these, though training counts them again."""
    return (await session.execute(TAKEN_BACK, {"ids": list(ids)})).all()


async def same_modules(session: AsyncSession, ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Other completions of the same modules by the same people, the earliest first."""
    return (await session.execute(SAME_MODULES, {"ids": list(ids)})).all()


async def owners(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Whose these were."""
    return {row.id: row.person_id for row in (await session.execute(OWNERS, {"ids": list(ids)})).all()}


async def people_with_entries(session: AsyncSession, people: Sequence[UUID]) -> set[UUID]:
    """Who of them stands in the ledger."""
    return set((await session.execute(ENTRIES_OF_PEOPLE, {"ids": list(people)})).scalars())
