"""The one SELECT behind a person's tasks here."""

from typing import Any

import psycopg

# What to acknowledge, where it is my turn to sign, what came back to me to change, and which of my clauses (or
# of whom I was the manager when they left) is due for review; by due date.
TASKS = """
SELECT * FROM (
    SELECT a.id, 'acknowledge' AS kind, a.asked_because AS reason, g.id AS guideline_id, g.code, g.title, a.due_at
    FROM acknowledgements a JOIN guidelines g ON g.id = a.guideline_id
    WHERE a.person_id = %(person)s AND a.state = 'open'
    UNION ALL
    SELECT s.id, 'sign-off', t.kind, (s.subject ->> 'guideline_id')::uuid, s.subject ->> 'code', s.subject -> 'title',
        t.due_at
    FROM signoffs s JOIN signoff_stages t ON t.signoff_id = s.id AND t.position = s.stage
    WHERE s.state = 'running' AND s.submitted_by <> %(person)s AND NOT %(person)s = ANY(s.author_ids)
        AND EXISTS (SELECT FROM signoff_seats c WHERE c.signoff_id = s.id AND c.stage = s.stage AND c.verdict IS NULL
            AND (c.person_id = %(person)s OR c.role = ANY(%(roles)s)))
        AND NOT EXISTS (SELECT FROM signoff_seats c WHERE c.signoff_id = s.id AND c.stage = s.stage
            AND c.decided_by = %(person)s)
    UNION ALL
    SELECT v.id, 'revise', s.state, g.id, g.code, g.title, NULL
    FROM signoffs s JOIN guideline_versions v ON v.signoff_id = s.id AND v.state = 'draft'
    JOIN guidelines g ON g.id = v.guideline_id
    WHERE s.submitted_by = %(person)s AND s.state IN ('changes-requested', 'rejected', 'voided')
    UNION ALL
    SELECT c.clause_id, 'review-clause', 'review', g.id, g.code, g.title, c.review_on::timestamptz
    FROM guideline_clauses c JOIN guidelines g ON g.in_force_id = c.version_id
    WHERE c.review_on <= (%(now)s)::date AND c.owner_id IN (SELECT %(person)s::uuid
        UNION ALL SELECT id FROM people WHERE manager_id = %(person)s AND NOT active)
) tasks ORDER BY due_at NULLS LAST, id LIMIT 200
"""


async def tasks(connection: psycopg.AsyncConnection[dict[str, Any]], values: dict[str, Any]) -> list[dict[str, Any]]:
    """A person's tasks here, the most pressing first."""
    return await (await connection.execute(TASKS, values)).fetchall()
