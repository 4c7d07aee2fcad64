"""The state of what others replicate of training, events as the events that would have said it."""

from collections.abc import Sequence

from service_kit.events.feed_snapshot import Snapshot, StateEvent
from service_kit.identity.people_state import PEOPLE_SNAPSHOT
from service_kit.identity.role_mappings_state import ROLE_MAPPINGS_SNAPSHOT
from sqlalchemy import RowMapping

from training_api.certification.certificates import queries as certificates
from training_api.certification.certificates.rules import EVENTS, State
from training_api.certification.schemes import queries as schemes
from training_api.events import CertificateIssued, CompletionRecorded, CompletionReversed, SchemePublished
from training_api.learning.completions import queries as completions


def events_of_scheme(row: RowMapping) -> Sequence[StateEvent]:
    """A scheme that is or was on offer."""
    body = SchemePublished(
        scheme_id=row["id"], code=row["thing"], title=row["title"], guideline_code=row["guideline_code"]
    )
    return [StateEvent(body, row["id"], row["published_at"])]


def events_of_certificate(row: RowMapping) -> Sequence[StateEvent]:
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
    events = [StateEvent(issued, row["person_id"], row["issued_at"])]
    if row["state_changed_at"] is not None:
        moved = EVENTS[State(row["state"])](
            certificate_id=row["id"],
            person_id=row["person_id"],
            scheme_id=row["scheme_id"],
            scheme_code=row["scheme_code"],
            reason=row["state_code"],
        )
        events.append(StateEvent(moved, row["person_id"], row["state_changed_at"]))
    return events


def events_of_completion(row: RowMapping) -> Sequence[StateEvent]:
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
    events = [StateEvent(recorded, row["person_id"], row["recorded_at"])]
    if row["reversed_at"] is not None:
        taken_back = CompletionReversed(completion_id=row["id"], person_id=row["person_id"], module_id=row["module_id"])
        events.append(StateEvent(taken_back, row["person_id"], row["reversed_at"]))
    return events


SNAPSHOTS = (
    PEOPLE_SNAPSHOT,
    ROLE_MAPPINGS_SNAPSHOT,
    Snapshot(schemes.REPLICATED, schemes.REPLICATED_COLUMNS, types=(SchemePublished,), events_of=events_of_scheme),
    Snapshot(
        certificates.REPLICATED,
        certificates.REPLICATED_COLUMNS,
        types=(CertificateIssued, *EVENTS.values()),
        events_of=events_of_certificate,
        views={"certificate-issued": certificates.ISSUED_ALONE},
    ),
    Snapshot(
        completions.REPLICATED,
        completions.REPLICATED_COLUMNS,
        types=(CompletionRecorded, CompletionReversed),
        events_of=events_of_completion,
    ),
)
