"""Bodies of certificates and public credentials, in and out."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import StringConstraints
from service_kit.data.localized import Localized
from service_kit.web.schemas import BodyIn, BodyOut, Instant

from training_api.certification.certificates.rules import State

Reason = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class SuspendCertificate(BodyIn):
    reason: Reason


class ReinstateCertificate(BodyIn):
    reason: Reason | None = None


class RevokeCertificate(BodyIn):
    reason: Reason


class CertificateOut(BodyOut):
    """`is_current` is the newest of this person and scheme; `renews` links to the one before.

    `state_reason` is told to the holder and to those who may suspend; to everyone else it is null.
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
    state_changed_at: Instant | None
    issued_at: Instant
    valid_until: Instant | None
    renewable_from: Instant | None
    renews: UUID | None
    is_current: bool
    version: int

    def for_reader(self, *, whole: bool) -> Self:
        """With its reason, or as those see it who only need to know whether it holds."""
        return self if whole else self.model_copy(update={"state_reason": None})


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
