"""Every statement on what governance told of acknowledgements."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, Statement, as_json, given, run
from service_kit.events.feed_state import Things
from sqlalchemy import Uuid, any_, bindparam, exists, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from training_api.certification.acknowledgements.tables import Acknowledgement
from training_api.certification.certificates.queries import certificates
from training_api.certification.certificates.rules import State
from training_api.certification.schemes.queries import schemes

acknowledgements = Acknowledgement.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
_PEOPLE = bindparam("people", type_=ARRAY(Uuid))

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
_TOLD = given("facts", *acknowledgements.c)
_TELL = insert(acknowledgements).from_select(_TOLD.c.keys(), select(*_TOLD.c), include_defaults=False)
_KEEP = Statement(
    _TELL.on_conflict_do_update(
        index_elements=["person_id", "guideline_code"],
        set_={name: _TELL.excluded[name] for name in ("is_current", "version_number", "told_at")},
    )
)
_RETIRE = Statement(
    update(acknowledgements)
    .where(acknowledgements.c.is_current, acknowledgements.c.person_id == any_(_PEOPLE))
    .values(is_current=False)
)
_IS_ACKNOWLEDGED = exists().where(
    acknowledgements.c.person_id == certificates.c.person_id,
    acknowledgements.c.guideline_code == schemes.c.guideline_code,
    acknowledgements.c.is_current,
)
_UNFOUNDED = Statement(
    select(certificates.c.person_id)
    .distinct()
    .join(schemes, schemes.c.id == certificates.c.scheme_id)
    .where(certificates.c.person_id == any_(_PEOPLE), certificates.c.is_current, certificates.c.state == State.VALID)
    .where(schemes.c.guideline_code.is_not(None), ~_IS_ACKNOWLEDGED)
)


def keep(facts: Sequence[Mapping[str, Any]]) -> Bound[int]:
    """What governance told, in place of what it told before."""
    return _KEEP.count(facts=as_json(facts))


async def retire(session: AsyncSession, people: Sequence[UUID]) -> None:
    """None of them has acknowledged anything, as far as governance knows."""
    await run(session, _RETIRE.count(people=list(people)))


async def with_unfounded_certificates(session: AsyncSession, people: Sequence[UUID]) -> set[UUID]:
    """Who of them holds a certificate whose guideline they have not acknowledged."""
    return set(await run(session, _UNFOUNDED.values(people=list(people))))
