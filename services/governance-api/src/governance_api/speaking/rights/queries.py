"""Every statement on speaking rights: the one of the hot check, and the set-based one that finds who flipped."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from service_kit.data.database import AsyncSession
from service_kit.data.locks import locking, sharing
from service_kit.data.statements import Bound, Connected, Statement, pipeline, run
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals, selects
from service_kit.domain.readers import NOW
from service_kit.events.feed import publish_each
from service_kit.identity.people import Person
from service_kit.web.errors import Missing
from sqlalchemy import (
    Boolean,
    ColumnElement,
    DateTime,
    FromClause,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, array, distinct_on, insert

from governance_api import locks
from governance_api.acknowledgements.acknowledgements.queries import ASKS, GUIDELINES, is_current
from governance_api.events import SpeakingRightGranted, SpeakingRightLapsed
from governance_api.speaking.certificates.tables import CertificateFact, Scheme
from governance_api.speaking.policies.tables import SpeakingPolicy
from governance_api.speaking.rights.rules import Facts, Known, SchemeFacts, State
from governance_api.speaking.rights.tables import SpeakingRight, SpeakingSuspension

PEOPLE = Person.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
RIGHTS_TABLE = SpeakingRight.__table__  # type: ignore[attr-defined]  # as above
SUSPENSIONS = SpeakingSuspension.__table__  # type: ignore[attr-defined]  # as above
SCHEMES = Scheme.__table__  # type: ignore[attr-defined]  # as above
POLICIES = SpeakingPolicy.__table__  # type: ignore[attr-defined]  # as above
CERTIFICATES = CertificateFact.__table__  # type: ignore[attr-defined]  # as above
BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)
_OPEN = and_(SUSPENSIONS.c.ended_at.is_(None), or_(SUSPENSIONS.c.until.is_(None), SUSPENSIONS.c.until > NOW))
_HAD_ONE = exists().where(RIGHTS_TABLE.c.person_id == SUSPENSIONS.c.person_id)
# Everybody who had the right or is suspended, as last published: the clock's moves follow in a minute. `changed_at`
# orders them, so both halves have it; whoever is suspended and never had the right comes before all who had.
_KNOWN = union_all(
    select(RIGHTS_TABLE.c.person_id, RIGHTS_TABLE.c.since.label("changed_at"), RIGHTS_TABLE.c.allowed),
    select(SUSPENSIONS.c.person_id, literal(BEFORE_ALL, DateTime(timezone=True)), null().cast(Boolean)).where(
        _OPEN, not_(_HAD_ONE)
    ),
).subquery("known")
_SUSPENDED = SUSPENSIONS.c.id.is_not(None)
# `rules.state_of` a right as it was last published.
_STATE = case(
    (_SUSPENDED, literal(State.SUSPENDED.value, Text)),
    (_KNOWN.c.allowed, literal(State.GRANTED.value, Text)),
    else_=literal(State.OPEN.value, Text),
)
# The same, as the indexes can be asked; a suspension takes the right in its own transaction.
_IN_STATE = {
    State.SUSPENDED: _SUSPENDED,
    State.GRANTED: _KNOWN.c.allowed,
    # PostgreSQL expects nobody without a suspension where it is asked by its absence.
    State.OPEN: and_(not_(_KNOWN.c.allowed), SUSPENSIONS.c.person_id.is_distinct_from(_KNOWN.c.person_id)),
}
_LISTED = (
    select(
        _KNOWN.c.person_id.label("id"),
        _KNOWN.c.person_id,
        PEOPLE.c.given_name,
        PEOPLE.c.family_name,
        PEOPLE.c.department,
        case((_KNOWN.c.allowed.is_not(None), _KNOWN.c.changed_at)).label("since"),
        _KNOWN.c.changed_at,
        SUSPENSIONS.c.until,
        _STATE.label("state"),
    )
    .join_from(_KNOWN, PEOPLE, and_(PEOPLE.c.id == _KNOWN.c.person_id, PEOPLE.c.active))
    .outerjoin(SUSPENSIONS, and_(SUSPENSIONS.c.person_id == _KNOWN.c.person_id, _OPEN))
)
LIST = Collection(
    "speaking-rights",
    _LISTED,
    key=_KNOWN.c.person_id,
    sorts={"since": (By(_KNOWN.c.changed_at),)},
    default="-since",
    filters={
        "state": selects(_IN_STATE.__getitem__, State),
        "department": equals(PEOPLE.c.department, Annotated[str, Field(max_length=128)]),
    },
    personal=True,
)


def _latest_certificate(certificate: Any) -> tuple[Any, ...]:
    return certificate.c.issued_at.desc(), certificate.c.certificate_id.desc()


def _with_latest_ask(of: FromClause, person: Any) -> tuple[FromClause, FromClause]:
    """What holds schemes, joined with the person's latest ask of the guideline of each; and that ask."""
    ask = (
        select(ASKS.c.id, ASKS.c.state, ASKS.c.due_at, ASKS.c.held_before)
        .where(ASKS.c.person_id == person, ASKS.c.guideline_id == GUIDELINES.c.id)
        .order_by(ASKS.c.turn.desc())
        .limit(1)
        .correlate(GUIDELINES, person.table)
        .lateral("ask")
    )
    joined = of.outerjoin(GUIDELINES, GUIDELINES.c.code == SCHEMES.c.guideline_code).outerjoin(ask, true())
    return joined, ask


_CERTIFICATE = (
    select(CERTIFICATES.c.certificate_id, CERTIFICATES.c.state, CERTIFICATES.c.valid_until)
    .where(CERTIFICATES.c.person_id == PEOPLE.c.id, CERTIFICATES.c.scheme_code == SCHEMES.c.code)
    .order_by(*_latest_certificate(CERTIFICATES))
    .limit(1)
    .correlate(PEOPLE, SCHEMES)
    .lateral("certificate")
)
NETWORK = bindparam("network", type_=Text)


def checking(people: FromClause, network: ColumnElement[str]) -> Select[Any]:
    """The rows of `facts_in`, of those among `people`.

    One per scheme that counts on the network, each with the latest certificate and the latest ask of its guideline.
    """
    suspended = and_(SUSPENSIONS.c.person_id == PEOPLE.c.id, SUSPENSIONS.c.ended_at.is_(None))
    counting, ask = _with_latest_ask(
        people.outerjoin(SUSPENSIONS, suspended)
        .outerjoin(POLICIES, POLICIES.c.network == network)
        .outerjoin(SCHEMES, or_(POLICIES.c.network.is_(None), SCHEMES.c.code == any_(POLICIES.c.schemes)))
        .outerjoin(_CERTIFICATE, true()),
        PEOPLE.c.id,
    )
    return select(
        PEOPLE.c.active,
        SUSPENSIONS.c.id.is_not(None).label("suspended"),
        SUSPENSIONS.c.until.label("suspended_until"),
        # From here on the fields of `SchemeFacts`.
        SCHEMES.c.code.label("scheme"),
        SCHEMES.c.guideline_code.label("guideline"),
        _CERTIFICATE.c.certificate_id,
        _CERTIFICATE.c.state.label("certificate_state"),
        _CERTIFICATE.c.valid_until,
        ask.c.id.label("acknowledgement_id"),
        ask.c.state.label("acknowledgement_state"),
        ask.c.due_at,
        func.coalesce(ask.c.held_before, false()).label("held_before"),
    ).select_from(counting)


_CHECK = Statement(checking(PEOPLE, NETWORK).where(PEOPLE.c.id == bindparam("person")))
_POLICIES = Statement(select(POLICIES.c.network, POLICIES.c.schemes).order_by(POLICIES.c.network))
_LAST_KNOWN = Statement(
    select(
        RIGHTS_TABLE.c.allowed,
        RIGHTS_TABLE.c.since,
        SUSPENSIONS.c.id.label("suspension_id"),
        SUSPENSIONS.c.reason,
        SUSPENSIONS.c.until,
        SUSPENSIONS.c.suspended_by,
        SUSPENSIONS.c.suspended_at,
    )
    .select_from(
        PEOPLE.outerjoin(RIGHTS_TABLE, RIGHTS_TABLE.c.person_id == PEOPLE.c.id).outerjoin(
            SUSPENSIONS, and_(SUSPENSIONS.c.person_id == PEOPLE.c.id, _OPEN)
        )
    )
    .where(PEOPLE.c.id == bindparam("person"))
)


async def known(on: Connected, person_id: UUID, now: datetime) -> Known:
    """Everything there is to say about a person's right; 404 for a person nobody knows."""
    rows, last, networks = await pipeline(
        on, check(person_id, None), _LAST_KNOWN.first(person=person_id, now=now), _POLICIES.rows()
    )
    return Known(person_id, facts_in(rows), last, {row.network: row.schemes for row in networks})


async def facts(on: Connected, person_id: UUID, network: str | None) -> Facts:
    """All that a person's right on a network rests on; 404 for a person nobody knows."""
    return facts_in(await run(on, check(person_id, network)))


def check(person_id: UUID, network: str | None) -> Bound[list[Any]]:
    """The rows of `facts_in`."""
    return _CHECK.rows(person=person_id, network=network)


def facts_in(rows: Sequence[Any]) -> Facts:
    """What the rows of a check say; 404 for a person nobody knows."""
    if not rows:
        raise Missing(case="person")
    first = rows[0]
    schemes = [SchemeFacts(*row[3:12]) for row in rows if row.scheme is not None]
    return Facts(first.active, first.suspended, first.suspended_until, schemes)


FEW = 200
_ASKED_ABOUT = any_(bindparam("people", type_=ARRAY(Uuid)))
_IN_ORDER = select(func.unnest(bindparam("people", type_=ARRAY(Uuid))).label("id")).order_by("id").subquery("ordered")
_NAME = func.concat(f"{locks.RIGHTS_OF_ONE.name}.", cast(_IN_ORDER.c.id, Text))
_LOCK_EACH = Statement(
    select(func.count(func.pg_advisory_xact_lock(func.hashtextextended(_NAME, 0))).label("locked")).select_from(
        _IN_ORDER
    )
)


def locking_rights(person_ids: Sequence[UUID]) -> tuple[Bound[Any], ...]:
    """Whoever computes a right waits for those who change the same person's facts; a crowd waits for all of them.

    In statements of their own: the next one then sees what the one before committed.
    """
    if len(person_ids) > FEW:
        return (locking(locks.RIGHTS),)
    return sharing(locks.RIGHTS), _LOCK_EACH.count(people=list(person_ids))


# `rules.right` without a network, for many people at once. `distance` is the smallest of a person's schemes, as there:
# twice what is wrong with the certificate (`rules.NEAREST`), and one more without the acknowledgement. None: they hold
# no certificate that was not revoked, and so every scheme is equally far but for its acknowledgement.
_LATEST = (
    select(CERTIFICATES.c.person_id, CERTIFICATES.c.scheme_code, CERTIFICATES.c.state, CERTIFICATES.c.valid_until)
    .ext(distinct_on(CERTIFICATES.c.person_id, CERTIFICATES.c.scheme_code))
    .where(CERTIFICATES.c.person_id == _ASKED_ABOUT)
    .order_by(CERTIFICATES.c.person_id, CERTIFICATES.c.scheme_code, *_latest_certificate(CERTIFICATES))
    .cte("latest")
)
_IS_OVER = or_(_LATEST.c.state == "expired", _LATEST.c.valid_until <= NOW)
_WRONG = case((_LATEST.c.state == "suspended", 1), (_IS_OVER, 2), else_=0)


def _acknowledged(ask: FromClause) -> ColumnElement[bool]:
    """`rules.acknowledged` of a scheme and an ask of its guideline."""
    return or_(SCHEMES.c.guideline_code.is_(None), is_current(ask))


_HELD, _ITS_ASK = _with_latest_ask(_LATEST.join(SCHEMES, SCHEMES.c.code == _LATEST.c.scheme_code), _LATEST.c.person_id)
_NEAREST = (
    select(_LATEST.c.person_id, func.min(2 * _WRONG + case((_acknowledged(_ITS_ASK), 0), else_=1)).label("distance"))
    .select_from(_HELD)
    .where(_LATEST.c.state != "revoked")
    .group_by(_LATEST.c.person_id)
    .cte("nearest")
)
_COMPUTED = (
    select(
        PEOPLE.c.id,
        PEOPLE.c.active,
        _SUSPENDED.label("suspended"),
        _NEAREST.c.distance,
        and_(PEOPLE.c.active, not_(_SUSPENDED), func.coalesce(_NEAREST.c.distance == 0, false())).label("allowed"),
    )
    .select_from(
        PEOPLE.outerjoin(_NEAREST, _NEAREST.c.person_id == PEOPLE.c.id).outerjoin(
            SUSPENSIONS, and_(SUSPENSIONS.c.person_id == PEOPLE.c.id, _OPEN)
        )
    )
    .where(PEOPLE.c.id == _ASKED_ABOUT)
    .cte("computed")
)
# What is missing, in the order of `rules.right`. Only asked of those whose right flipped: it looks at every scheme for
# who holds no certificate.
_ANY, _ANY_ASK = _with_latest_ask(SCHEMES, _COMPUTED.c.id)
_NO_SCHEME = not_(exists().select_from(SCHEMES).correlate(_COMPUTED))
_ONE_IS_ACKNOWLEDGED = exists().select_from(_ANY).where(_acknowledged(_ANY_ASK)).correlate(_COMPUTED)
_NONE_IS_ACKNOWLEDGED = and_(_COMPUTED.c.distance.is_(None), not_(or_(_NO_SCHEME, _ONE_IS_ACKNOWLEDGED)))
_MISSING = func.array_remove(
    array(
        [
            case((not_(_COMPUTED.c.active), "PersonInactive")),
            case((_COMPUTED.c.suspended, "Suspended")),
            case(
                (_COMPUTED.c.distance.is_(None), "CertificateMissing"),
                (_COMPUTED.c.distance >= 4, "CertificateExpired"),
                (_COMPUTED.c.distance >= 2, "CertificateSuspended"),
            ),
            case((or_(_COMPUTED.c.distance % 2 == 1, _NONE_IS_ACKNOWLEDGED), "AcknowledgementMissing")),
        ]
    ),
    null(),
)
RIGHTS = Statement(select(_COMPUTED.c.id, _COMPUTED.c.allowed, _MISSING.label("missing")))
"""What is computed of these people."""

_KNOWN_RIGHT = RIGHTS_TABLE.alias("known_right")
_STORED = insert(RIGHTS_TABLE).from_select(
    ["person_id", "allowed", "since"],
    select(_COMPUTED.c.id, _COMPUTED.c.allowed, NOW).where(
        or_(_COMPUTED.c.allowed, exists().where(_KNOWN_RIGHT.c.person_id == _COMPUTED.c.id))
    ),
    include_defaults=False,
)
_FLIPPED = (
    _STORED.on_conflict_do_update(
        index_elements=[RIGHTS_TABLE.c.person_id],
        set_={"allowed": _STORED.excluded.allowed, "since": _STORED.excluded.since},
        where=RIGHTS_TABLE.c.allowed != _STORED.excluded.allowed,
    )
    .returning(RIGHTS_TABLE.c.person_id, RIGHTS_TABLE.c.allowed)
    .cte("flipped")
)
# Store whose right flipped, and tell so.
_REFRESH = Statement(
    publish_each(
        select(
            case((_FLIPPED.c.allowed, SpeakingRightGranted.type), else_=SpeakingRightLapsed.type).label("type"),
            cast(_FLIPPED.c.person_id, Text).label("subject"),
            func.jsonb_build_object(
                "person_id",
                _FLIPPED.c.person_id,
                "because",
                func.jsonb_build_array(bindparam("because", type_=Text)),
                "missing",
                func.to_jsonb(_MISSING),
            ).label("data"),
            NOW.label("occurred_at"),
        ).join_from(_FLIPPED, _COMPUTED, _COMPUTED.c.id == _FLIPPED.c.person_id)
    )
)


def refreshing(person_ids: Sequence[UUID], because: str, now: datetime) -> Bound[int]:
    """To compute the rights of these people anew, and tell whose flipped."""
    return _REFRESH.count(people=list(person_ids), because=because, now=now)


# People whose suspension ended by the clock alone.
_SUSPENSIONS_OVER = Statement(
    update(SUSPENSIONS)
    .where(SUSPENSIONS.c.ended_at.is_(None), SUSPENSIONS.c.until <= NOW)
    .values(ended_at=SUSPENSIONS.c.until, ended_by="system:clock")
    .returning(SUSPENSIONS.c.person_id)
)
_UNENDED = Statement(
    select(*SUSPENSIONS.c)
    .where(SUSPENSIONS.c.person_id == bindparam("person"), SUSPENSIONS.c.ended_at.is_(None))
    .with_for_update()
)
_ADD = Statement(
    insert(SUSPENSIONS)
    .values({one.name: bindparam(one.name) for one in SUSPENSIONS.c})
    .on_conflict_do_nothing()
    .returning(SUSPENSIONS.c.id)
)


def rests_on(person: ColumnElement[UUID], guideline: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether what this person answers about a guideline can change their right: they hold a certificate whose scheme
    asks for it.

    Certificates change under the lock of asking, which whoever answers shares.
    """
    held = and_(CERTIFICATES.c.person_id == person, SCHEMES.c.code == CERTIFICATES.c.scheme_code)
    return exists().where(held, SCHEMES.c.guideline_code == guideline)


async def suspensions_over(session: AsyncSession, now: datetime) -> list[UUID]:
    """End the suspensions whose end has come; answers whose they were."""
    return await run(session, _SUSPENSIONS_OVER.values(now=now))


async def locked(session: AsyncSession, person_id: UUID) -> tuple[SpeakingSuspension | None, Facts]:
    """The person's suspension that has not ended, to be edited, and what their right rests on now.

    Of two who end it the second finds it ended.
    """
    found, rows = await pipeline(session, _UNENDED.first(person=person_id), check(person_id, None))
    return (session.edit(SpeakingSuspension, found) if found is not None else None), facts_in(rows)


async def add(session: AsyncSession, suspension: SpeakingSuspension) -> bool:
    """Whether it was added: a person has one that is open, and of two at once the other's came first."""
    return await run(session, _ADD.value(**suspension.model_dump())) is not None
