"""What this service publishes: one typed payload per event."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from service_kit.events.feed import EventBody

WHY: Mapping[str, Any] = {"because": [], "missing": []}
"""Why somebody may or may not speak is told to readers of people alone; others learn whether."""


class GuidelinePublished(EventBody):
    """A version of a guideline is in force from now on."""

    type: ClassVar[str] = "governance.guideline.published.v1"
    guideline_id: UUID
    code: str
    number: int
    content_hash: str
    published_at: datetime


class SignoffDecided(EventBody):
    """A sign-off has come to its end: approved, changes-requested or rejected."""

    type: ClassVar[str] = "governance.signoff.decided.v1"
    signoff_id: UUID
    subject_type: str
    subject_id: UUID
    state: str
    content_hash: str
    decided_at: datetime


class SignoffVoided(EventBody):
    """What was being signed has changed; the sign-off counts for nothing."""

    type: ClassVar[str] = "governance.signoff.voided.v1"
    signoff_id: UUID
    subject_type: str
    subject_id: UUID
    voided_at: datetime


class AcknowledgementRecorded(EventBody):
    """A person answered a guideline version."""

    type: ClassVar[str] = "governance.acknowledgement.recorded.v1"
    personal: ClassVar[bool] = True
    acknowledgement_id: UUID
    person_id: UUID
    guideline_id: UUID
    guideline_code: str
    version_number: int
    accepted: bool
    answered_at: datetime


class AcknowledgementCurrent(EventBody):
    """Whether a person has acknowledged what is in force has changed, or was said again."""

    type: ClassVar[str] = "governance.acknowledgement.current.v1"
    personal: ClassVar[bool] = True
    person_id: UUID
    guideline_code: str
    current: bool
    version_number: int


class SpeakingRightGranted(EventBody):
    """A person may speak for the brand from now on."""

    type: ClassVar[str] = "governance.speaking-right.granted.v1"
    veiled: ClassVar[Mapping[str, Any]] = WHY
    person_id: UUID
    because: list[str]
    missing: list[str]


class SpeakingRightLapsed(EventBody):
    """A person may no longer speak for the brand."""

    type: ClassVar[str] = "governance.speaking-right.lapsed.v1"
    veiled: ClassVar[Mapping[str, Any]] = WHY
    person_id: UUID
    because: list[str]
    missing: list[str]
