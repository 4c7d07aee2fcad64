"""What can happen to the clauses of a version: each edit voids a sign-off that covers them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession, new_id
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Malformed

from governance_api.guidelines.clauses import queries
from governance_api.guidelines.clauses.rules import stamp_translations, text_hash
from governance_api.guidelines.clauses.tables import GuidelineClause
from governance_api.guidelines.drafts import rules
from governance_api.guidelines.drafts.schemas import ChangeClause, WriteClause
from governance_api.guidelines.versions.actions import edit
from governance_api.guidelines.versions.tables import GuidelineVersion
from governance_api.people import queries as people


def note(
    session: AsyncSession,
    actor: Actor,
    version: GuidelineVersion,
    act: str,
    clause_id: UUID | None = None,
    fields: Sequence[str] = (),
) -> None:
    """Who did what to which clause, and which of its fields that changed."""
    details: dict[str, Any] = {"number": version.number}
    if clause_id is not None:
        details["clause"] = str(clause_id)
    if fields:
        details["fields"] = list(fields)
    audit.record(session, actor, f"guideline.{act}", version.guideline_id, details)


async def refuse_unless_here(session: AsyncSession, owner_id: UUID | None) -> None:
    """Who is named as an owner works here."""
    if owner_id is not None and not await people.active_among(session, [owner_id]):
        raise Malformed(case="unknown-person", pointer="/owner_id")


async def add(
    session: AsyncSession,
    actor: Actor,
    key: str,
    number: int,
    body: WriteClause,
    *,
    review_days: int,
    now: datetime,
) -> GuidelineClause:
    """A clause at the end; without an owner it is the author's, without a review date it gets one."""
    await refuse_unless_here(session, body.owner_id)
    version = await edit(session, actor, key, number, now=now)
    room = await queries.room_in(session, version.id)
    if room.written >= rules.MOST_CLAUSES:
        raise rules.TooManyClauses(most=rules.MOST_CLAUSES)
    identity = new_id()
    clause = GuidelineClause(
        id=identity,
        clause_id=identity,
        version_id=version.id,
        position=room.last + 1,
        **content(body, actor, review_days=review_days, now=now),
    )
    session.add(clause)
    note(session, actor, version, "clause-added", clause.clause_id)
    await session.flush()
    return clause


def content(body: WriteClause, actor: Actor, *, review_days: int, now: datetime) -> dict[str, Any]:
    """The columns that a whole body fills."""
    source = source_language(body.text, body.source_language)
    return {
        "type": body.type.value,
        "scope": body.scope.value,
        "applies_to": body.applies_to.stored(),
        "audience_groups": sorted(set(body.audience_groups)),
        "text": body.text,
        "source_language": source,
        "stamps": stamp_translations(source, body.text, {}, {}),
        "reason": body.reason,
        "owner_id": body.owner_id or actor.person_id,
        "review_on": body.review_on or (now + timedelta(days=review_days)).date(),
    }


def source_language(text: Mapping[str, str], wanted: str | None) -> str:
    """The language the text is written in: as told, else the first one given."""
    if wanted is None:
        return next(iter(text))
    if wanted not in text:
        raise Malformed(case="text-language", pointer="/source_language", language=wanted)
    return wanted


async def _open(
    session: AsyncSession, actor: Actor, key: str, number: int, clause_id: UUID, match: Match, *, now: datetime
) -> tuple[GuidelineVersion, GuidelineClause]:
    """The version, which may be edited from now on, and its clause, which is still as the editor has seen it."""
    version = await edit(session, actor, key, number, now=now)
    clause = session.edit(GuidelineClause, await queries.clause(session, version.id, clause_id))
    match.check(clause.version)
    return version, clause


async def replace(
    session: AsyncSession,
    actor: Actor,
    key: str,
    number: int,
    clause_id: UUID,
    match: Match,
    body: WriteClause,
    *,
    review_days: int,
    now: datetime,
) -> GuidelineClause:
    """All of a clause anew, under its stable id."""
    await refuse_unless_here(session, body.owner_id)
    version, clause = await _open(session, actor, key, number, clause_id, match, now=now)
    before, stamps = clause.text, clause.stamps
    kept_source = body.source_language or (clause.source_language if clause.source_language in body.text else None)
    fresh = content(body, actor, review_days=review_days, now=now)
    fresh["source_language"] = source = source_language(body.text, kept_source)
    known = stamps if source == clause.source_language else {}
    fresh["stamps"] = stamp_translations(source, body.text, before, known)
    for name, value in fresh.items():
        setattr(clause, name, value)
    clause.version += 1
    note(session, actor, version, "clause-replaced", clause.clause_id)
    return clause


async def change(
    session: AsyncSession,
    actor: Actor,
    key: str,
    number: int,
    clause_id: UUID,
    match: Match,
    body: ChangeClause,
    *,
    now: datetime,
) -> GuidelineClause:
    """Some of a clause: languages given are written over the ones that are there."""
    await refuse_unless_here(session, body.owner_id)
    version, clause = await _open(session, actor, key, number, clause_id, match, now=now)
    for name in body.model_fields_set & {"type", "scope", "audience_groups", "reason", "owner_id", "review_on"}:
        value = getattr(body, name)
        if value is not None or name in {"reason", "owner_id", "review_on"}:
            setattr(clause, name, value)
    if body.applies_to is not None:
        clause.applies_to = body.applies_to.stored()
    _translate(clause, body)
    clause.version += 1
    changed = sorted(body.model_fields_set)
    note(session, actor, version, "clause-changed", clause.clause_id, changed)
    return clause


def _translate(clause: GuidelineClause, body: ChangeClause) -> None:
    """New words, and which translations were made from the source as it is now."""
    text = {**clause.text, **(body.text or {})}
    source = source_language(text, body.source_language or clause.source_language)
    known = clause.stamps if source == clause.source_language else {}
    stamps = stamp_translations(source, text, clause.text, known)
    for language in set(body.reviewed_translations) & stamps.keys():
        stamps[language] = text_hash(text[source])
    clause.text, clause.source_language, clause.stamps = text, source, stamps


async def remove(
    session: AsyncSession, actor: Actor, key: str, number: int, clause_id: UUID, match: Match, *, now: datetime
) -> None:
    """Take a clause out of this version; others keep it."""
    version, clause = await _open(session, actor, key, number, clause_id, match, now=now)
    await session.delete(clause)
    note(session, actor, version, "clause-removed", clause.clause_id)


async def reorder(
    session: AsyncSession, actor: Actor, key: str, number: int, clause_ids: list[UUID], *, now: datetime
) -> tuple[GuidelineVersion, list[Any]]:
    """The clauses in the order given; every clause is named once."""
    version = await edit(session, actor, key, number, now=now)
    clauses = {clause.clause_id: clause for clause in await queries.clauses_of(session, version.id)}
    if sorted(clause_ids, key=str) != sorted(clauses, key=str):
        raise Malformed(case="clauses", pointer="/clause_ids")
    placed = [clauses[clause_id]._replace(position=position) for position, clause_id in enumerate(clause_ids, start=1)]
    session.put(queries.PLACE, [{"id": clause.id, "position": clause.position} for clause in placed])
    note(session, actor, version, "clauses-reordered")
    return version, placed
