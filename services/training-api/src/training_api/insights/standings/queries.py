"""Who stands how with a module, a track or a scheme: one list in three forms; `visible_to` is here."""

# ruff: noqa: S608 - statements are put together from constants of this file only

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from service_kit.data.statements import Connected, Statement, run
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals, selects
from service_kit.domain.readers import NOW
from service_kit.domain.summaries import Count, counting
from service_kit.identity.auth import Reader
from service_kit.web.errors import Missing
from sqlalchemy import ColumnElement, DateTime, Integer, Text, Uuid, bindparam, select, text, true

from training_api.catalogue.modules.queries import modules
from training_api.catalogue.tracks.queries import tracks
from training_api.certification.schemes.queries import schemes
from training_api.directory.hierarchy.queries import below, reports
from training_api.directory.people.queries import Short, beginnings, is_named
from training_api.directory.people.tables import FAMILY_NAME, PEOPLE
from training_api.insights.standings.rules import Standing
from training_api.permissions import Permission
from training_api.requirements.lines.rules import PLACE
from training_api.requirements.requirements.queries import is_fresh_sql

HEADS = PEOPLE.alias("heads")
SUBJECT = bindparam("subject", type_=Uuid)
_NOW = "CAST(:now AS timestamptz)"
_COUNTS = "c.reverses IS NULL AND NOT EXISTS (SELECT FROM completions back WHERE back.reverses = c.id)"
# What is asked of whom and not done: a is a line, r its requirement.
_DUE = "greatest(a.first_due_at, a.renews_at)"
_WAITS = f"""r.state = 'active' AND NOT {is_fresh_sql("a", _NOW)} AND NOT EXISTS (
    SELECT FROM exemptions e WHERE e.person_id = a.person_id AND e.requirement_id = r.id AND e.until > {_NOW})"""
_HOLDS = f"(k.state = 'valid' AND (k.valid_until IS NULL OR k.valid_until > {_NOW}))"


def _asked(of: str, anew: str) -> str:
    """People of whom it is asked; `anew` says whether what they have of it no longer counts."""
    return f"""
    SELECT a.person_id, 0, NULL, NULL, {_DUE}, {anew}, {_DUE} < {_NOW}, false
    FROM requirements r JOIN assignments a ON a.requirement_id = r.id WHERE {of} AND {_WAITS}"""


def _standing(parts: str, others: str, done: str) -> str:
    """One row for each person of whom there is a fact: completed parts, enrolments, and whatever `others` tell."""
    return f"""
    WITH parts AS (SELECT m.id FROM modules m WHERE {parts}),
    facts (person_id, parts, done_at, begun_at, due_at, anew, late, held) AS (
        SELECT c.person_id, count(DISTINCT c.module_id), max(c.completed_at), NULL::timestamptz, NULL::timestamptz,
            false, false, false
        FROM completions c WHERE c.module_id IN (SELECT id FROM parts) AND {_COUNTS} GROUP BY c.person_id
        UNION ALL
        SELECT e.person_id, 0, NULL, min(e.created_at), NULL, false, false, false FROM enrolments e
        WHERE e.module_id IN (SELECT id FROM parts) AND e.state IN ('enrolled', 'in-progress', 'stalled')
        GROUP BY e.person_id
        UNION ALL {others}
    ), gathered AS (
        SELECT person_id, CAST(sum(parts) AS integer) AS parts_done, max(done_at) AS done_at,
            min(begun_at) AS begun_at, min(due_at) AS due_at, bool_or(anew) AS anew, bool_or(late) AS late,
            bool_or(held) AS held
        FROM facts GROUP BY person_id
    ), counted AS (SELECT CAST(count(*) AS integer) AS parts FROM parts)
    SELECT person_id, parts_done, parts,
        CASE WHEN {done} THEN 'done' WHEN late THEN 'late'
            WHEN parts_done > 0 OR begun_at IS NOT NULL THEN 'underway' ELSE 'open' END AS state,
        CASE WHEN {done} THEN done_at ELSE begun_at END AS since, due_at
    FROM gathered CROSS JOIN counted"""


_OF_MODULE = _standing(
    "m.id = :subject",
    _asked(
        "(r.module_id = :subject OR r.track_id = "
        "(SELECT m.track_id FROM modules m WHERE m.id = :subject AND m.state = 'published'))",
        "r.module_id IS NOT NULL",
    ),
    "parts_done > 0 AND NOT anew",
)
_OF_TRACK = _standing(
    "m.track_id = :subject AND m.state = 'published'",
    _asked("r.track_id = :subject", "true"),
    "parts_done = parts AND parts > 0 AND NOT anew",
)
_OF_SCHEME = _standing(
    "m.id = ANY((SELECT s.modules FROM certification_schemes s WHERE s.id = :subject)::uuid[])",
    f"""
    SELECT k.person_id, 0, k.issued_at, NULL, k.valid_until, false, NOT {_HOLDS}, {_HOLDS}
    FROM certificates k WHERE k.scheme_id = :subject AND k.is_current""",
    "held",
)


def visible_to(actor: Reader, person_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Those who keep completions see all, a manager the people below and not themselves."""
    return true() if actor.may(Permission.READ_COMPLETIONS) else reports(actor, person_id)


@dataclass(frozen=True)
class Listing:
    """The list of one kind of thing, what counts it, and what says whether there is such a thing."""

    people: Collection
    by_state: Count
    is_there: Statement


def _listing(name: str, sql: str, table: Any) -> Listing:
    moment = DateTime(timezone=True)
    standing = (
        text(sql)
        .bindparams(SUBJECT, NOW)
        .columns(person_id=Uuid, parts_done=Integer, parts=Integer, state=Text, since=moment, due_at=moment)
        .subquery("standing")
    )
    found = standing.c
    people = Collection(
        name,
        select(
            *found,
            *(PEOPLE.c[one] for one in ("given_name", "family_name", "employee_number", *PLACE)),
            HEADS.c.id.label("head_id"),
            (HEADS.c.given_name + " " + HEADS.c.family_name).label("head_name"),
        )
        .select_from(standing)
        .join(PEOPLE, PEOPLE.c.id == found.person_id)
        .outerjoin(HEADS, HEADS.c.id == PEOPLE.c.manager_id)
        .where(PEOPLE.c.active),
        key=found.person_id,
        sorts={
            "name": (By(FAMILY_NAME), By(PEOPLE.c.given_name)),
            "due_at": (By(found.due_at, empty=datetime(9999, 1, 1, tzinfo=UTC)),),
            "since": (By(found.since, empty=datetime(9999, 1, 1, tzinfo=UTC)),),
        },
        default="name",
        visible_to=lambda asking: visible_to(asking.actor, found.person_id),
        filters={
            "state": equals(found.state, Standing),
            **{one: equals(PEOPLE.c[one], Short) for one in PLACE},
            "manager": selects(lambda head: below(head, found.person_id), UUID, "Everybody below this manager."),
            "person": equals(found.person_id, UUID),
        },
        searched=is_named,
        terms=beginnings,
        personal=True,
    )
    return Listing(people, counting("state"), Statement(select(table.c.id).where(table.c.id == SUBJECT)))


OF_MODULE = _listing("people-of-module", _OF_MODULE, modules)
OF_TRACK = _listing("people-of-track", _OF_TRACK, tracks)
OF_SCHEME = _listing("people-of-scheme", _OF_SCHEME, schemes)


async def refuse_unless_there(on: Connected, listing: Listing, subject: UUID) -> None:
    """404 when there is no such thing."""
    if await run(on, listing.is_there.value(subject=subject)) is None:
        raise Missing
