"""The set-based statements that ask many people at once, and end the time they were given."""

from typing import Any

from service_kit.data.database import new_id
from service_kit.domain.audience import LISTS, means_sql
from service_kit.events.feed import outbox_insert, publishing
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PGUUID

from governance_api.acknowledgements.acknowledgements.queries import IN_GRACE

# UUIDv7 (RFC 9562) of a round of asking: its milliseconds in front, so that the index grows at its end, and then what
# is unique to the person and guideline in it. A random number for each of a crowd costs more than the row itself.
NEW_ID = (
    """CAST(:moment || substr(mark, 1, 3) || '-a' || substr(mark, 4, 3) || '-' || substr(mark, 7) || '00' AS uuid)"""
)
_MARK = "lpad(to_hex(uuid_hash_extended(person_id, uuid_hash_extended(guideline_id, :seed))), 16, '0')"

PEOPLE = bindparam("people", type_=ARRAY(PGUUID(as_uuid=True)))

ATTRIBUTES = tuple(LISTS.values())
"""What the directory says of a person, as far as clauses name it."""
ASKED_AS = ", ".join(f"asked_{name}" for name in ATTRIBUTES)
"""The same, as it was when they were asked."""


def concerns(audience: str, person: str) -> str:
    """`clauses.rules.concerns`, as text."""
    return f"({means_sql(audience, person)})"


def touched(changes: str, person: str) -> str:
    """`clauses.rules.touched_by` of changes as JSON, as text."""
    return f"""EXISTS (
    SELECT FROM (
        SELECT meaning, before IS NOT NULL AND {concerns("before", person)} AS was,
            after IS NOT NULL AND {concerns("after", person)} AS is_now
        FROM jsonb_to_recordset(CAST({changes} AS jsonb)) AS c(before jsonb, after jsonb, meaning boolean)
    ) c
    WHERE CASE WHEN meaning THEN was OR is_now ELSE was <> is_now END
)"""  # noqa: S608 - only constants of this file are put together


# An open ask moves to the new version, whether or not the change touches its person. Only the latest can be open.
MOVE_OPEN = text(
    """
UPDATE acknowledgements a SET replaced_in = :ask, state = 'superseded'
FROM people p WHERE a.guideline_id = :guideline AND a.state = 'open' AND p.id = a.person_id AND p.active
"""
)

# The latest ask stays as it is when it was answered: the next one has a higher turn, and 103,000 rows are not written.
# All of them are read before the first new one is written: looked up one by one they would be sought among the new.
_LATEST = """latest AS MATERIALIZED (
    SELECT DISTINCT ON (person_id, guideline_id) person_id, guideline_id, turn, state, held_before, lapsed, due_at,
        replaced_in{more}
    FROM acknowledgements WHERE {these} ORDER BY person_id, guideline_id, turn DESC
)"""

# The latest says whether the new ask starts with grace, and an ask that was open keeps its due date.
_ASK = f"""
INSERT INTO acknowledgements (id, person_id, guideline_id, turn, version_id, version_number, content_hash, state,
    held_before, lapsed, asked_because, {ASKED_AS}, asked_at, due_at, accepted, answered_at, receipt_id, replaced_in)
SELECT {NEW_ID}, person_id, guideline_id, turn, version_id, number, content_hash, 'open',
    held, false, because, {", ".join(ATTRIBUTES)}, :now, due_at, NULL, NULL, NULL, NULL
FROM (SELECT *, {_MARK} AS mark FROM asked) marked
"""  # noqa: S608 - only constants of this file are put together
# `rules.held_before` and `rules.due_at` of the latest ask `r`: what this round ended was open until now. A day is 24
# hours, also in the nights when the clocks change.
HELD_BEFORE = f"coalesce(r.state = 'accepted' OR (r.replaced_in = :ask AND {IN_GRACE.format(ask='r')}), false)"
DUE_AT = """least(CAST(:now AS timestamptz) + make_interval(hours => 24 * {days}),
            CASE WHEN r.replaced_in = :ask THEN r.due_at END)"""
_OF_PERSON = ", ".join(f"p.{name}" for name in ATTRIBUTES)
_NEXT = f"""coalesce(r.turn, 0) + 1 AS turn, {HELD_BEFORE} AS held,
        {DUE_AT} AS due_at"""

ASK_TOUCHED = text(
    f"""
WITH {_LATEST.format(more="", these="guideline_id = :guideline")}, asked AS (
    SELECT p.id AS person_id, CAST(:guideline AS uuid) AS guideline_id, CAST(:version AS uuid) AS version_id,
        CAST(:number AS integer) AS number, CAST(:hash AS text) AS content_hash, 'published' AS because, {_OF_PERSON},
        {_NEXT.format(days="CAST(:days AS integer)")}
    FROM people p LEFT JOIN latest r ON r.person_id = p.id
    WHERE p.active AND (r.replaced_in = :ask OR CAST(:everyone AS boolean)
        OR {touched(":changes", "p")})
){_ASK}
"""  # noqa: S608 - as above
)

_NO_LONGER_CURRENT = outbox_insert(
    event_type="'governance.acknowledgement.current.v1'",
    subject="l.person_id::text",
    data="jsonb_build_object("
    "'person_id', l.person_id, 'guideline_code', g.code, 'current', false, 'version_number', l.version_number)",
    occurred_at=":now",
    source="FROM {rows} l JOIN guidelines g ON g.id = l.guideline_id {these}",
)

# Who leaves in grace is no longer current: they never accepted what is in force.
STOP_ASKING_LEAVERS = publishing(
    f"""
WITH left_open AS (
    UPDATE acknowledgements a SET replaced_in = :ask, state = 'superseded'
    FROM people p WHERE p.id = ANY(:people) AND NOT p.active AND a.person_id = p.id AND a.state = 'open'
    RETURNING a.person_id, a.guideline_id, a.version_number, {IN_GRACE.format(ask="a")} AS held
)
{_NO_LONGER_CURRENT.format(rows="left_open", these="WHERE l.held")}
""",  # noqa: S608 - as above
    PEOPLE,
)

# `clauses.rules.meaning_changed` of the clauses `b` and `c`, the other way round.
SAME_MEANING = """b.type = c.type AND b.scope = c.scope
    AND b.audience_groups @> c.audience_groups AND b.audience_groups <@ c.audience_groups
    AND EXISTS (SELECT FROM jsonb_object_keys(b.text) AS language WHERE c.text ? language)
    AND NOT EXISTS (SELECT FROM jsonb_each(b.text) AS w WHERE c.text ? w.key AND c.text -> w.key <> w.value)"""


def new_to(in_force: str, asked: str) -> str:
    """`clauses.rules.new_to` of the version in force, the person `p` and what they were asked, as text.

    Who they are now brought it, or it changed while they were away or meant for others.
    """
    then = ", ".join(f"{asked}.asked_{name} AS {name}" for name in ATTRIBUTES)
    return f"""EXISTS (
    SELECT FROM guideline_clauses c
    WHERE c.version_id = {in_force} AND {concerns("c.applies_to", "p")} AND NOT EXISTS (
        SELECT FROM guideline_clauses b, (SELECT {then}) known
        WHERE b.version_id = {asked}.version_id AND b.clause_id = c.clause_id
            AND {concerns("b.applies_to", "known")} AND {SAME_MEANING}))"""  # noqa: S608 - as above


MOVE_FOR_NEW_ROLES = text(
    f"""
UPDATE acknowledgements a SET replaced_in = :ask, state = 'superseded'
FROM people p, guidelines g
WHERE p.id = ANY(:people) AND p.active AND a.person_id = p.id AND g.id = a.guideline_id AND a.state = 'open'
    AND {new_to("g.in_force_id", "a")}
"""  # noqa: S608 - as above
).bindparams(PEOPLE)

ASK_FOR_ROLES = text(
    f"""
WITH {_LATEST.format(more=f", version_id, {ASKED_AS}", these="person_id = ANY(:people)")}, asked AS (
    SELECT p.id AS person_id, g.id AS guideline_id, v.id AS version_id, v.number, v.content_hash, 'role' AS because,
        {_OF_PERSON}, {_NEXT.format(days="coalesce(v.acknowledge_within_days, :days)")}
    FROM people p
    JOIN guidelines g ON g.in_force_id IS NOT NULL
    JOIN guideline_versions v ON v.id = g.in_force_id
    LEFT JOIN latest r ON r.person_id = p.id AND r.guideline_id = g.id
    WHERE p.id = ANY(:people) AND p.active
        AND EXISTS (SELECT FROM guideline_clauses c WHERE c.version_id = v.id
            AND {concerns("c.applies_to", "p")})
        AND (r.person_id IS NULL OR r.state = 'superseded' OR {new_to("v.id", "r")})
){_ASK}
"""  # noqa: S608 - as above
).bindparams(PEOPLE)

LAPSE_DUE = publishing(
    f"""
WITH lapsed AS (
    UPDATE acknowledgements a SET lapsed = true
    WHERE a.state = 'open' AND {IN_GRACE.format(ask="a")} AND a.due_at <= :now
    RETURNING person_id, guideline_id, version_number
), told AS (
    {_NO_LONGER_CURRENT.format(rows="lapsed", these="")}
)
SELECT DISTINCT person_id FROM lapsed
"""  # noqa: S608 - as above
)


def round_of_asking() -> dict[str, Any]:
    """What names a round of asking: its id, and what the ids of its asks are made of."""
    ask = new_id()
    return {"ask": ask, "moment": str(ask)[:15], "seed": ask.int & (2**62 - 1)}
