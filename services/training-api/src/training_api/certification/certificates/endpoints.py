"""Certificates and their public verification over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from service_kit.data.database import AsyncSession, HotConnection
from service_kit.data.localized import accepted_languages
from service_kit.data.statements import Connected
from service_kit.domain.collections import Format, Wanted, answer, one, unnarrowed, wanted_from
from service_kit.domain.exports import FILES
from service_kit.domain.lifecycle_endpoints import declare_moves
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import tag
from service_kit.web.errors import Missing
from service_kit.web.hot import hot
from service_kit.web.pages import Page, PageQuery
from service_kit.web.previews import Preview, PreviewPicture, preview_page
from service_kit.web.routes import OpenRoute, capability_router, operation_name
from service_kit.web.words import words_of
from service_kit.work.clock import Now
from sqlalchemy import Row

from training_api.certification.certificates import actions, queries, rules
from training_api.certification.certificates.rules import LIFE, Move
from training_api.certification.certificates.schemas import (
    CertificateCheck,
    CertificateOut,
    CredentialOut,
    StandingOut,
    checked,
    credential,
    shown,
    standing,
)
from training_api.certification.certificates.tables import Certificate
from training_api.permissions import Permission
from training_api.settings import Settings

router = capability_router("", "Certificates")
pages_router = APIRouter(tags=["Certificates"], route_class=OpenRoute, generate_unique_id_function=operation_name)
standings_router = capability_router("/certification-schemes", "Certification schemes")
Reader = Annotated[Actor, Needs(Permission.READ_CERTIFICATES)]
Learner = Annotated[Actor, Needs(Permission.LEARN)]
SchemeCode = Annotated[str, Query(min_length=1, max_length=64, description="The scheme's code.")]


@router.get("/me/certificates", response_model=Page[CertificateOut], responses=FILES)
@hot
async def read_my_certificates(
    page: PageQuery, actor: Learner, connection: HotConnection, now: Now, file: Format = None
) -> Any:
    """My certificates, newest first, with those that came before."""

    def show(row: Any) -> CertificateOut:
        return shown(row, actor)

    wanted = unnarrowed(queries.MINE, page, file)
    return await answer(queries.MINE, connection, actor, wanted, now=now, out=CertificateOut, show=show)


@router.get("/certificates/check")
async def check_certificate(
    person: UUID, scheme: SchemeCode, actor: Reader, connection: HotConnection, now: Now
) -> CertificateCheck:
    """Does this person hold a valid certificate of that scheme, now?"""
    row = await queries.check(connection, person, scheme)
    if row is None or not rules.may_see(actor, person, row.manager_id):
        raise Missing
    return checked(row, now)


@router.get("/certificates", response_model=Page[CertificateOut], responses=FILES)
async def list_certificates(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))], actor: Reader, connection: HotConnection, now: Now
) -> Any:
    """Certificates the caller may see, newest first: their own, their reports', or all."""

    def show(row: Row[Any]) -> CertificateOut:
        return shown(row, actor)

    return await answer(queries.LIST, connection, actor, wanted, now=now, out=CertificateOut, show=show)


async def _read(on: Connected, actor: Actor, certificate_id: UUID, now: datetime) -> CertificateOut:
    return shown(await one(queries.LIST, on, actor, certificate_id, now=now), actor)


async def _moved(session: AsyncSession, actor: Actor, certificate: Certificate, now: datetime) -> CertificateOut:
    return await _read(session, actor, certificate.id, now)


@router.get("/certificates/{certificate_id}")
async def read_certificate(
    certificate_id: UUID, actor: Reader, connection: HotConnection, now: Now, response: Response
) -> CertificateOut:
    """One certificate."""
    certificate = await _read(connection, actor, certificate_id, now)
    tag(response, certificate.version)
    return certificate


declare_moves(
    router,
    "/certificates/{certificate_id}",
    LIFE,
    act=actions.move,
    show=_moved,
    out=CertificateOut,
    texts={
        Move.SUSPEND: "Take the certificate's force away for now, with a reason.",
        Move.REINSTATE: "Give a suspended certificate its force back; not one's own.",
        Move.REVOKE: "Take the certificate away for good, with a reason; the way back is to learn everything again.",
    },
)


@router.get("/credentials/{certificate_id}")
async def verify_credential(
    certificate_id: UUID, connection: HotConnection, now: Now, request: Request
) -> CredentialOut:
    """Public: what a certificate says, for whoever is shown its number."""
    row = await queries.credential(connection, certificate_id, now)
    settings: Settings = request.app.state.settings
    return credential(row, settings.issuer_name, settings.public_origin.rstrip("/"), now)


@pages_router.get("/verify/{certificate_id}", response_class=HTMLResponse)
async def preview_credential(
    certificate_id: UUID, connection: HotConnection, now: Now, request: Request
) -> HTMLResponse:
    """What a certificate's page is, for programs that show links; the gateway sends only those here. It says nothing
    that may change: what they show stays for weeks."""
    row = await queries.credential(connection, certificate_id, now)
    settings: Settings = request.app.state.settings
    asked = [tag.split("-")[0] for tag in accepted_languages(request.headers.get("Accept-Language"))]
    language = next((one for one in (*asked, "en") if one in row.scheme_title), next(iter(row.scheme_title)))
    said = {"issuer": settings.issuer_name}
    origin = settings.public_origin.rstrip("/")
    address = f"{origin}/verify/{certificate_id}"
    title = row.scheme_title[language]
    return preview_page(
        Preview(
            url=address,
            leads_to=address,
            title=title,
            language=language,
            site=settings.issuer_name,
            description=words_of("training_api").say("pages", "verify_description", said, [language]),
            picture=PreviewPicture(f"{origin}/icon-512.png", settings.issuer_name, 512, 512),
        )
    )


PAGES = [route.path for route in pages_router.routes if isinstance(route, APIRoute)]


@standings_router.get("/{scheme_id}/standing")
async def read_my_standing(
    scheme_id: UUID, actor: Annotated[Actor, Needs(Permission.READ_SCHEMES)], connection: HotConnection, now: Now
) -> StandingOut:
    """How far I am with this certificate, or with its renewal."""
    return standing(await queries.progress_towards(connection, actor, scheme_id), now)
