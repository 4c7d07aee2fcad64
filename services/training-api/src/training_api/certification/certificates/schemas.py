"""Bodies of certificates and public credentials, in and out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field
from service_kit.data.localized import Localized
from service_kit.identity.auth import Actor
from service_kit.web.schemas import BodyOut, Instant

from training_api.certification.certificates import rules
from training_api.certification.certificates.queries import ProgressTowards
from training_api.certification.certificates.rules import LIFE, State, StateCode


class CertificateOut(BodyOut):
    """`is_current` is the newest of this person and scheme; `renews` links to the one before.

    `state_reason` is what a person wrote, `state_code` says why where nobody decided it. Both are told to the holder
    and to those who may suspend; to everyone else they are null.
    """

    id: UUID
    person_id: UUID
    person_name: str
    scheme_id: UUID
    scheme_code: str
    scheme_title: Localized
    guideline_code: str | None
    state: State
    state_reason: str | None
    state_code: StateCode | None = None
    state_changed_at: Instant | None
    issued_at: Instant
    valid_until: Instant | None
    renewable_from: Instant | None
    renews: UUID | None
    is_current: bool
    version: int
    allowed: list[str] = Field(default=[], description="The moves that the caller may make now.")


class CertificateCheck(BodyOut):
    valid: bool
    certificate_id: UUID | None
    valid_until: Instant | None
    state: State | None


class CredentialHolder(BodyOut):
    name: str


class CredentialScheme(BodyOut):
    code: str
    title: Localized


class CredentialIssuer(BodyOut):
    name: str
    url: str


class CredentialOut(BodyOut):
    """What anyone may see who is shown a certificate; nothing else of the person."""

    id: UUID
    holder: CredentialHolder
    scheme: CredentialScheme
    issuer: CredentialIssuer
    issued_at: Instant
    valid_until: Instant | None
    state: State
    valid: bool
    renews: UUID | None
    renewed_by: UUID | None
    verify_url: str


class StandingModule(BodyOut):
    module_id: UUID
    code: str
    title: Localized


class StandingOut(BodyOut):
    """How far I am: what is missing for the certificate, or for the next one."""

    scheme_id: UUID
    due: bool
    missing_modules: list[StandingModule]
    credits: int
    min_credits: int
    offline_credits: int
    min_offline_credits: int
    acknowledged: bool
    guideline_code: str | None
    certificate_id: UUID | None
    certificate_state: State | None
    renewable_from: Instant | None


def shown(row: Any, actor: Actor) -> CertificateOut:
    """A certificate as this reader may see it: with why it stands so, or only whether it holds."""
    certificate = CertificateOut.model_validate(row)
    if not rules.may_see_why(actor, certificate.person_id):
        certificate.state_reason = certificate.state_code = None
    certificate.allowed = LIFE.allowed(certificate.state, actor, first=certificate.person_id)
    return certificate


def checked(row: Any, now: datetime) -> CertificateCheck:
    """Whether the newest certificate of a person and a scheme holds now; there may be none."""
    if row.certificate_id is None:
        return CertificateCheck(valid=False, certificate_id=None, valid_until=None, state=None)
    state = rules.state_at(State(row.state), row.valid_until, now)
    return CertificateCheck(
        valid=rules.is_valid(state, row.valid_until, now),
        certificate_id=row.certificate_id,
        valid_until=row.valid_until,
        state=state,
    )


def credential(row: Any, issuer_name: str, origin: str, now: datetime) -> CredentialOut:
    """What a certificate says in public."""
    return CredentialOut.model_validate(
        {
            **row._asdict(),
            "holder": {"name": row.person_name},
            "scheme": {"code": row.scheme_code, "title": row.scheme_title},
            "issuer": {"name": issuer_name, "url": origin},
            "valid": rules.is_valid(State(row.state), row.valid_until, now),
            "verify_url": f"{origin}/verify/{row.id}",
        }
    )


def standing(found: ProgressTowards, now: datetime) -> StandingOut:
    """How far a person is, with what the missing modules are called."""
    scheme, progress, named = found.scheme, found.progress, found.modules
    return StandingOut(
        scheme_id=scheme.id,
        due=rules.is_due(found.required, progress, now),
        missing_modules=[
            StandingModule(module_id=module_id, code=named[module_id].code, title=named[module_id].title)
            for module_id in progress.missing_modules
        ],
        credits=progress.credits,
        min_credits=scheme.min_credits,
        offline_credits=progress.offline_credits,
        min_offline_credits=scheme.min_offline_credits,
        acknowledged=progress.acknowledged,
        guideline_code=scheme.guideline_code,
        certificate_id=found.certificate_id,
        certificate_state=progress.previous,
        renewable_from=progress.renewable_from,
    )
