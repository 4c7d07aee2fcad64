"""What can happen to a name of the organisation."""

from datetime import datetime

from service_kit.data.database import LONG_REQUEST_SECONDS, AsyncSession, allow
from service_kit.data.locks import sharing
from service_kit.data.statements import pipeline, run
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.errors import Missing

from training_api.directory.names import queries, rules
from training_api.directory.names.rules import Field, Spelling
from training_api.directory.people import actions as people
from training_api.locks import REQUIREMENTS


async def rename(
    session: AsyncSession, actor: Actor, field: Field, old: str, new: str, *, now: datetime
) -> tuple[str, int]:
    """Whoever has the old name, in any spelling, has the new one; answers it as it is written, and how many moved."""
    await allow(session, LONG_REQUEST_SECONDS)
    _, rows = await pipeline(session, sharing(REQUIREMENTS), queries.spellings(field, old, new))
    spellings = [Spelling(*row) for row in rows]
    names = [one.name for one in spellings if one.is_old]
    if not names:
        raise Missing(case="organisation-name")
    wanted = rules.target(spellings, new)
    bearers = await run(session, queries.lock_bearers(field, names, wanted))
    if bearers:
        first = [queries.rename(field, bearers, wanted, now)]
        await people.follow_up_changes(
            session, {person_id: [field.value] for person_id in bearers}, now=now, first=first
        )
        details = {"field": field.value, "from": old, "to": wanted, "people": len(bearers)}
        audit.record(session, actor, "organisation-name.renamed", field.value, details)
    return wanted, len(bearers)
