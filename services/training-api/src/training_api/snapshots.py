"""The state of what others replicate of training, told as the events that would have said it."""

from collections.abc import Sequence

from service_kit.events.feed_snapshot import Snapshot, Told
from service_kit.identity.people_state import PEOPLE_SNAPSHOT
from sqlalchemy import RowMapping

from training_api.certification.certificates import queries as certificates
from training_api.certification.certificates.rules import EVENTS, State
from training_api.certification.schemes import queries as schemes
from training_api.events import CertificateIssued, CompletionRecorded, CompletionReversed, SchemePublished
from training_api.learning.completions import queries as completions


def tell_scheme(row: RowMapping) -> Sequence[Told]:
    """A scheme that is or was on offer."""
    body = SchemePublished(
        scheme_id=row["id"], code=row["thing"], title=row["title"], guideline_code=row["guideline_code"]
    )
    return [Told(body, row["id"], row["published_at"])]


def tell_certificate(row: RowMapping) -> Sequence[Told]:
    """That it was issued, and the last that became of it."""
    issued = CertificateIssued(
        certificate_id=row["id"],
        person_id=row["person_id"],
        scheme_id=row["scheme_id"],
        scheme_code=row["scheme_code"],
        guideline_code=row["guideline_code"],
        issued_at=row["issued_at"],
        valid_until=row["valid_until"],
        renews=row["renews"],
    )
    told = [Told(issued, row["person_id"], row["issued_at"])]
    if row["state_changed_at"] is not None:
        moved = EVENTS[State(row["state"])](
            certificate_id=row["id"],
            person_id=row["person_id"],
            scheme_id=row["scheme_id"],
            scheme_code=row["scheme_code"],
            reason=row["state_code"],
        )
        told.append(Told(moved, row["person_id"], row["state_changed_at"]))
    return told


def tell_completion(row: RowMapping) -> Sequence[Told]:
    """That it was recorded, and that it was taken back."""
    recorded = CompletionRecorded(
        completion_id=row["id"],
        person_id=row["person_id"],
        module_id=row["module_id"],
        module_code=row["module_code"],
        credits=row["credits"],
        minutes=row["minutes"],
        source=row["source"],
        completed_at=row["completed_at"],
    )
    told = [Told(recorded, row["person_id"], row["recorded_at"])]
    if row["reversed_at"] is not None:
        taken_back = CompletionReversed(completion_id=row["id"], person_id=row["person_id"], module_id=row["module_id"])
        told.append(Told(taken_back, row["person_id"], row["reversed_at"]))
    return told


SNAPSHOTS = (
    PEOPLE_SNAPSHOT,
    Snapshot(schemes.REPLICATED, schemes.REPLICATED_COLUMNS, types=(SchemePublished,), tell=tell_scheme),
    Snapshot(
        certificates.REPLICATED,
        certificates.REPLICATED_COLUMNS,
        types=(CertificateIssued, *EVENTS.values()),
        tell=tell_certificate,
        views={"certificate-issued": certificates.ISSUED_ALONE},
    ),
    Snapshot(
        completions.REPLICATED,
        completions.REPLICATED_COLUMNS,
        types=(CompletionRecorded, CompletionReversed),
        tell=tell_completion,
    ),
)
