"""Certificates and their public verification over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from service_kit.data.database import AsyncSession, HotConnection, ReadSession, WriteSession
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfSeen, capability_router, tag
from service_kit.web.errors import Missing
from service_kit.web.pages import Key, Page, PageQuery, cut, position
from service_kit.work.clock import Now

from training_api.certification.certificates import actions, queries, rules
from training_api.certification.certificates.rules import Move, State, is_valid, state_at
from training_api.certification.certificates.schemas import (
    CertificateCheck,
    CertificateOut,
    CredentialOut,
    ReinstateCertificate,
    RevokeCertificate,
    StandingOut,
    SuspendCertificate,
)
from training_api.certification.certificates.tables import Certificate
from training_api.permissions import Permission

router = capability_router("", "Certificates")
standings_router = capability_router("/certification-schemes", "Certification schemes")
Reader = Annotated[Actor, Needs(Permission.READ_CERTIFICATES)]
Learner = Annotated[Actor, Needs(Permission.LEARN)]
Keeper = Annotated[Actor, Needs(Permission.SUSPEND_CERTIFICATES)]
BY_ID = [Key(Certificate.id, descending=True)]
SchemeCode = Annotated[str, Query(min_length=1, max_length=64, description="The scheme's code.")]


def _shown(row: Any, actor: Actor) -> CertificateOut:
    certificate = CertificateOut.model_validate(row)
    return certificate.for_reader(whole=rules.may_see_why(actor, certificate.person_id))


@router.get("/me/certificates")
async def read_my_certificates(
    connection: HotConnection, page: PageQuery, actor: Learner, now: Now
) -> Page[CertificateOut]:
    """My certificates, newest first, with those that came before."""
    (before,) = position(page, BY_ID)
    rows = await queries.held_by(connection, actor.person_id, before=before, limit=page.limit + 1, now=now)
    shown, cursor = cut(page, BY_ID, rows)
    return Page(items=[CertificateOut.model_validate(row) for row in shown], next_cursor=cursor)


@router.get("/certificates/check")
async def check_certificate(
    connection: HotConnection, actor: Reader, person: UUID, scheme: SchemeCode, now: Now
) -> CertificateCheck:
    """Does this person hold a valid certificate of that scheme, now?"""
    row = await queries.check(connection, person, scheme)
    if row is None or not rules.may_see(actor, person, row["manager_id"]):
        raise Missing
    if row["certificate_id"] is None:
        return CertificateCheck(valid=False, certificate_id=None, valid_until=None, state=None)
    state = state_at(State(row["state"]), row["valid_until"], now)
    return CertificateCheck(
        valid=is_valid(state, row["valid_until"], now),
        certificate_id=row["certificate_id"],
        valid_until=row["valid_until"],
        state=state,
    )


@router.get("/certificates")
async def list_certificates(
    session: ReadSession,
    page: PageQuery,
    actor: Reader,
    now: Now,
    person: UUID | None = None,
    scheme: Annotated[str | None, Query(max_length=64, description="The scheme's code.")] = None,
    state: State | None = None,
) -> Page[CertificateOut]:
    """Certificates the caller may see, newest first: their own, their reports', or all."""
    rows, cursor = await queries.list_visible(session, actor, page, person=person, scheme=scheme, state=state, now=now)
    return Page(items=[_shown(row, actor) for row in rows], next_cursor=cursor)


async def _answer(
    session: AsyncSession, response: Response, actor: Actor, certificate_id: UUID, now: Any
) -> CertificateOut:
    row = await queries.read_whole(session, actor, certificate_id, now)
    tag(response, row["version"])
    return _shown(row, actor)


@router.get("/certificates/{certificate_id}")
async def read_certificate(
    session: ReadSession, response: Response, certificate_id: UUID, actor: Reader, now: Now
) -> CertificateOut:
    """One certificate."""
    return await _answer(session, response, actor, certificate_id, now)


@router.post("/certificates/{certificate_id}/suspend")
async def suspend_certificate(
    session: WriteSession,
    response: Response,
    certificate_id: UUID,
    match: IfSeen,
    body: SuspendCertificate,
    actor: Keeper,
    now: Now,
) -> CertificateOut:
    """Take the certificate's force away for now, with a reason."""
    await actions.move(session, actor, certificate_id, Move.SUSPEND, body.reason, match, now=now)
    return await _answer(session, response, actor, certificate_id, now)


@router.post("/certificates/{certificate_id}/reinstate")
async def reinstate_certificate(
    session: WriteSession,
    response: Response,
    certificate_id: UUID,
    match: IfSeen,
    actor: Keeper,
    now: Now,
    body: ReinstateCertificate | None = None,
) -> CertificateOut:
    """Give a suspended certificate its force back; not one's own."""
    await actions.move(session, actor, certificate_id, Move.REINSTATE, body.reason if body else None, match, now=now)
    return await _answer(session, response, actor, certificate_id, now)


@router.post("/certificates/{certificate_id}/revoke")
async def revoke_certificate(
    session: WriteSession,
    response: Response,
    certificate_id: UUID,
    match: IfSeen,
    body: RevokeCertificate,
    actor: Keeper,
    now: Now,
) -> CertificateOut:
    """Take the certificate away for good, with a reason; the way back is to learn everything again."""
    await actions.move(session, actor, certificate_id, Move.REVOKE, body.reason, match, now=now)
    return await _answer(session, response, actor, certificate_id, now)


@router.get("/credentials/{certificate_id}")
async def verify_credential(
    connection: HotConnection, request: Request, certificate_id: UUID, now: Now
) -> CredentialOut:
    """Public: what a certificate says, for whoever is shown its number."""
    row = await queries.credential(connection, certificate_id, now)
    settings = request.app.state.settings
    origin = settings.public_origin.rstrip("/")
    return CredentialOut.model_validate(
        {
            **row,
            "holder": {"name": row["holder"]},
            "scheme": {"code": row["code"], "title": row["title"]},
            "issuer": {"name": settings.issuer_name, "url": origin},
            "valid": is_valid(State(row["state"]), row["valid_until"], now),
            "verify_url": f"{origin}/verify/{certificate_id}",
        }
    )


@standings_router.get("/{scheme_id}/standing")
async def read_my_standing(
    session: ReadSession, scheme_id: UUID, actor: Annotated[Actor, Needs(Permission.READ_SCHEMES)], now: Now
) -> StandingOut:
    """How far I am with this certificate, or with its renewal."""
    return await actions.explain_progress(session, actor, scheme_id, now=now)
