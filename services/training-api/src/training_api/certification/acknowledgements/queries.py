"""Every statement on what governance told of acknowledgements."""

from collections.abc import Sequence
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.events.feed_state import Things
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PGUUID

PEOPLE = bindparam("people", type_=ARRAY(PGUUID(as_uuid=True)))

# Per person the guidelines acknowledged; a person with none of them is no thing here, as governance tells it.
REPLICATED = Things(
    kind="acknowledgement",
    source="""(
        SELECT person_id, jsonb_agg(guideline_code ORDER BY guideline_code COLLATE "C") AS codes
        FROM guideline_acknowledgements WHERE is_current GROUP BY person_id
    ) k""",
    key="k.person_id",
    facts="k.codes",
)
RETIRE = text(
    "UPDATE guideline_acknowledgements SET is_current = false WHERE is_current AND person_id = ANY(:people)"
).bindparams(PEOPLE)
UNFOUNDED = text(
    """
SELECT DISTINCT c.person_id FROM certificates c JOIN certification_schemes s ON s.id = c.scheme_id
WHERE c.person_id = ANY(:people) AND c.is_current AND c.state = 'valid' AND s.guideline_code IS NOT NULL
    AND NOT EXISTS (SELECT FROM guideline_acknowledgements a
        WHERE a.person_id = c.person_id AND a.guideline_code = s.guideline_code AND a.is_current)
"""
).bindparams(PEOPLE)


async def retire(session: AsyncSession, people: Sequence[UUID]) -> None:
    """None of them has acknowledged anything, as far as governance knows."""
    await session.execute(RETIRE, {"people": list(people)})


async def with_unfounded_certificates(session: AsyncSession, people: Sequence[UUID]) -> set[UUID]:
    """Who of them holds a certificate whose guideline they have not acknowledged."""
    return set((await session.execute(UNFOUNDED, {"people": list(people)})).scalars())
