"""The team as one statement: who is below a leader, and how each stands with what they were asked to acknowledge."""

from service_kit.domain.readers import NOW
from service_kit.domain.teams import team_list
from service_kit.identity.matching import PEOPLE
from sqlalchemy import and_, func, select

from governance_api.acknowledgements.acknowledgements.queries import ASKS
from governance_api.acknowledgements.acknowledgements.rules import State

_OPEN = ASKS.c.state == State.OPEN.value
_LATE = and_(_OPEN, ASKS.c.due_at <= NOW)
_ACKNOWLEDGEMENTS = (
    select(
        func.jsonb_build_object(
            "open",
            func.count().filter(_OPEN, ASKS.c.due_at > NOW),
            "overdue",
            func.count().filter(_LATE),
            "answered",
            func.count().filter(ASKS.c.accepted.is_not(None)),
            "next_due_at",
            func.min(ASKS.c.due_at).filter(_OPEN),
        )
    )
    .where(ASKS.c.person_id == PEOPLE.c.id, ASKS.c.state != State.SUPERSEDED.value)
    .correlate(PEOPLE)
    .scalar_subquery()
)
TEAM = team_list(
    _ACKNOWLEDGEMENTS.label("acknowledgements"),
    overdue=select(ASKS.c.id).where(ASKS.c.person_id == PEOPLE.c.id, _LATE).correlate(PEOPLE).exists(),
)
"""The lists by depth; late is who has an overdue acknowledgement."""
