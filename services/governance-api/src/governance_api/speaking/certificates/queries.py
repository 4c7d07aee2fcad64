"""Every statement on the facts followed from training, each for a whole batch of events."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from service_kit.data.statements import Bound, Statement, as_json, given
from service_kit.domain.readers import NOW
from service_kit.events.feed_state import INSTANT, Things
from sqlalchemy import Text, Uuid, any_, bindparam, case, false, func, literal, null, select, true, update
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on, insert

from governance_api.speaking.certificates.tables import CertificateFact, Scheme

schemes = Scheme.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
certificates = CertificateFact.__table__  # type: ignore[attr-defined]  # as above
Facts = Sequence[dict[str, Any]]

_TOLD_SCHEMES = given("facts", schemes.c.code, schemes.c.guideline_code)
_PUBLISHED = insert(schemes).from_select(
    ["code", "guideline_code", "published"],
    select(_TOLD_SCHEMES.c.code, _TOLD_SCHEMES.c.guideline_code, true()),
    include_defaults=False,
)
_KEEP_SCHEMES = Statement(
    _PUBLISHED.on_conflict_do_update(
        index_elements=[schemes.c.code],
        set_={"guideline_code": _PUBLISHED.excluded.guideline_code, "published": true()},
    )
)
_NAMED = given("facts", certificates.c.scheme_code, schemes.c.guideline_code)
# A certificate may be heard of before its scheme.
_ADD_UNKNOWN_SCHEMES = Statement(
    insert(schemes)
    .from_select(
        ["code", "guideline_code", "published"],
        select(_NAMED.c.scheme_code, _NAMED.c.guideline_code, false())
        .ext(distinct_on(_NAMED.c.scheme_code))
        .where(_NAMED.c.scheme_code.is_not(None))
        .order_by(_NAMED.c.scheme_code),
        include_defaults=False,
    )
    .on_conflict_do_nothing(index_elements=[schemes.c.code])
)
_TOLD = given("facts", *certificates.c)


def _told(**instead: Any) -> Any:
    """Facts as rows of their table, with these values in the place of what was told."""
    row = [instead.get(column.name, _TOLD.c[column.name]) for column in certificates.c]
    return insert(certificates).from_select(certificates.c.keys(), select(*row), include_defaults=False)


_ISSUED_AT = func.coalesce(_TOLD.c.issued_at, _TOLD.c.told_at)
_ISSUED = _told(state=literal("valid", Text), issued_at=_ISSUED_AT)
_SAID_LATER = certificates.c.told_at <= _ISSUED.excluded.told_at
_KEEP_ISSUED = Statement(
    _ISSUED.on_conflict_do_update(
        index_elements=[certificates.c.certificate_id],
        set_={
            "issued_at": _ISSUED.excluded.issued_at,
            "valid_until": _ISSUED.excluded.valid_until,
            "state": case((_SAID_LATER, _ISSUED.excluded.state), else_=certificates.c.state),
            "told_at": func.greatest(certificates.c.told_at, _ISSUED.excluded.told_at),
        },
    )
)
_IN_STATE = _told(state=bindparam("state", type_=Text), issued_at=_TOLD.c.told_at, valid_until=null())
_KEEP_STATE = Statement(
    _IN_STATE.on_conflict_do_update(
        index_elements=[certificates.c.certificate_id],
        set_={"state": _IN_STATE.excluded.state, "told_at": _IN_STATE.excluded.told_at},
        where=certificates.c.told_at <= _IN_STATE.excluded.told_at,
    )
)
_STATED = _told(issued_at=_ISSUED_AT)
# As training says now, whatever was known from a history that is gone.
_RESTATE = Statement(
    _STATED.on_conflict_do_update(
        index_elements=[certificates.c.certificate_id],
        set_={one.name: _STATED.excluded[one.name] for one in certificates.c if not one.primary_key},
    )
)
_CODES = bindparam("codes", type_=ARRAY(Text))
_IDS = bindparam("certificates", type_=ARRAY(Uuid))
_HOLDERS = Statement(select(certificates.c.person_id).distinct().where(certificates.c.scheme_code == any_(_CODES)))
_HOLDERS_OF = Statement(select(certificates.c.person_id).distinct().where(certificates.c.certificate_id == any_(_IDS)))
_END_EXPIRED = Statement(
    update(certificates)
    .where(certificates.c.state == "valid", certificates.c.valid_until <= NOW)
    .values(state="expired")
    .returning(certificates.c.person_id)
)
_RETIRE = Statement(update(certificates).where(certificates.c.certificate_id == any_(_IDS)).values(state="revoked"))
_RETIRE_SCHEMES = Statement(update(schemes).where(schemes.c.code == any_(_CODES)).values(published=false()))

# What is kept here of training's schemes and certificates, with the facts that training tells of them.
REPLICATED_SCHEMES = Things(
    kind="scheme",
    source="schemes s",
    key="s.code",
    text_key=True,
    where="s.published",
    facts="jsonb_build_array(s.guideline_code)",
)
REPLICATED = Things(
    kind="certificate",
    source="certificate_facts c",
    key="c.certificate_id",
    facts="jsonb_build_array(c.person_id, c.scheme_code, "
    "CASE WHEN c.state IN ('valid', 'suspended') AND c.valid_until <= :now THEN 'expired' ELSE c.state END, "
    f"{INSTANT.format('c.issued_at')}, {INSTANT.format('c.valid_until')})",
)


def keep_schemes(facts: Facts) -> Bound[int]:
    """Published schemes, with the guideline that each asks for."""
    return _KEEP_SCHEMES.count(facts=as_json(facts))


def keep_issued(facts: Facts) -> tuple[Bound[int], Bound[int]]:
    """Issued certificates, and schemes that were not heard of before."""
    told = as_json(facts)
    return _ADD_UNKNOWN_SCHEMES.count(facts=told), _KEEP_ISSUED.count(facts=told)


def keep_state(facts: Facts, state: str) -> Bound[int]:
    """Certificates came into this state; an older word never overwrites a newer one."""
    return _KEEP_STATE.count(facts=as_json(facts), state=state)


def restate(facts: Facts) -> tuple[Bound[int], Bound[int]]:
    """Certificates as training tells them now, and schemes that were not heard of before."""
    told = as_json(facts)
    return _ADD_UNKNOWN_SCHEMES.count(facts=told), _RESTATE.count(facts=told)


def end_expired(now: Any) -> Bound[list[UUID]]:
    """End those whose time is over; answers whose they are, each as often as they had one."""
    return _END_EXPIRED.values(now=now)


def retire(ids: Sequence[UUID]) -> Bound[int]:
    """Training knows these certificates no more."""
    return _RETIRE.count(certificates=list(ids))


def retire_schemes(codes: Sequence[str]) -> Bound[int]:
    """Training has never published these schemes."""
    return _RETIRE_SCHEMES.count(codes=list(codes))


def holders(codes: Sequence[str]) -> Bound[list[UUID]]:
    """Who has a certificate of these schemes."""
    return _HOLDERS.values(codes=list(codes))


def holders_of(ids: Sequence[UUID]) -> Bound[list[UUID]]:
    """Whose certificates these are."""
    return _HOLDERS_OF.values(certificates=list(ids))
