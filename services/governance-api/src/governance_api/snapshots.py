"""The state of what others replicate of governance, told as the events that would have said it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from service_kit.events.feed_snapshot import Snapshot, StateEvent
from sqlalchemy import RowMapping

from governance_api.acknowledgements.acknowledgements import queries as acknowledgements
from governance_api.events import AcknowledgementCurrent


def events_of_current(row: RowMapping) -> Sequence[StateEvent]:
    """Every guideline that a person has acknowledged as it is in force."""
    person_id = UUID(row["thing"])
    return [
        StateEvent(
            AcknowledgementCurrent(
                person_id=person_id, guideline_code=one["code"], current=True, version_number=one["number"]
            ),
            person_id,
            datetime.fromisoformat(one["since"]),
        )
        for one in row["told"]
    ]


SNAPSHOTS = (
    Snapshot(acknowledgements.REPLICATED, "k.told", types=(AcknowledgementCurrent,), events_of=events_of_current),
)
