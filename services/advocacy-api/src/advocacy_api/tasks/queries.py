"""What waits for this person, in one statement."""

from typing import Any
from uuid import UUID

import psycopg

WAITING = """
SELECT 'ambassadorship' AS what, a.id, a.state, NULL::jsonb AS title, NULL::text AS name
FROM ambassadors a WHERE a.person_id = %(person_id)s AND a.state IN ('invited', 'accepted')
UNION ALL
(SELECT 'redemption', r.id, r.state, w.title, concat(p.given_name, ' ', p.family_name)
 FROM redemptions r JOIN rewards w ON w.id = r.reward_id LEFT JOIN people p ON p.id = r.person_id
 WHERE %(decides)s AND r.state = 'requested' AND r.person_id <> %(person_id)s ORDER BY r.id LIMIT 50)
UNION ALL
(SELECT 'nomination', a.id, a.state, NULL, concat(p.given_name, ' ', p.family_name)
 FROM ambassadors a LEFT JOIN people p ON p.id = a.person_id
 WHERE %(invites)s AND a.state = 'nominated' AND a.self_nominated ORDER BY a.id LIMIT 50)
"""


async def waiting_for(
    connection: psycopg.AsyncConnection[dict[str, Any]], person_id: UUID, *, decides: bool, invites: bool
) -> list[dict[str, Any]]:
    """The invitation or next step of a person, the requests they may decide, the people who put themselves forward."""
    wanted = {"person_id": person_id, "decides": decides, "invites": invites}
    return await (await connection.execute(WAITING, wanted)).fetchall()
