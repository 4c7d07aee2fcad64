"""What training-api publishes: one typed payload per event, past tense."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from service_kit.events.feed import EventBody

# -- completions


class CompletionRecorded(EventBody):
    type: ClassVar[str] = "training.completion.recorded.v1"
    completion_id: UUID
    person_id: UUID
    module_id: UUID
    module_code: str
    credits: int
    minutes: int
    source: str
    completed_at: datetime


class CompletionReversed(EventBody):
    """A completion was taken back."""

    type: ClassVar[str] = "training.completion.reversed.v1"
    personal: ClassVar[bool] = True
    completion_id: UUID
    person_id: UUID
    module_id: UUID


# -- what a person may skip


class WaiverDecided(EventBody):
    """Somebody may take a module without what comes before it, or may not; `state` is `approved` or `refused`."""

    type: ClassVar[str] = "training.waiver.decided.v1"
    personal: ClassVar[bool] = True
    waiver_id: UUID
    person_id: UUID
    module_id: UUID
    state: str


class ExemptionChanged(EventBody):
    """Somebody need not do what is required until a moment; when it was withdrawn, that moment is over."""

    type: ClassVar[str] = "training.exemption.changed.v1"
    personal: ClassVar[bool] = True
    exemption_id: UUID
    person_id: UUID
    requirement_id: UUID
    until: datetime


# -- certification


class SchemePublished(EventBody):
    type: ClassVar[str] = "training.scheme.published.v1"
    scheme_id: UUID
    code: str
    title: dict[str, str]
    guideline_code: str | None


class CertificateIssued(EventBody):
    type: ClassVar[str] = "training.certificate.issued.v1"
    personal: ClassVar[bool] = True
    certificate_id: UUID
    person_id: UUID
    scheme_id: UUID
    scheme_code: str
    guideline_code: str | None
    issued_at: datetime
    valid_until: datetime | None
    renews: UUID | None


class CertificateMoved(EventBody):
    """What every later event of a certificate carries.

    `reason` is this service's own; what a trainer wrote is answered by the certificate, to the few who may read it.
    """

    personal: ClassVar[bool] = True
    certificate_id: UUID
    person_id: UUID
    scheme_id: UUID
    scheme_code: str
    reason: str | None


class CertificateSuspended(CertificateMoved):
    type: ClassVar[str] = "training.certificate.suspended.v1"


class CertificateReinstated(CertificateMoved):
    type: ClassVar[str] = "training.certificate.reinstated.v1"


class CertificateRevoked(CertificateMoved):
    type: ClassVar[str] = "training.certificate.revoked.v1"


class CertificateExpired(CertificateMoved):
    type: ClassVar[str] = "training.certificate.expired.v1"
