"""The team as one statement: who is below a leader, and the ambassadors among them who show that they are."""

from service_kit.domain.teams import team_list
from service_kit.identity.matching import PEOPLE
from sqlalchemy import select

from advocacy_api.ambassadors.ambassadors.queries import SHOWN, ambassadors

_AMBASSADOR = (
    select(ambassadors.c.state).where(ambassadors.c.person_id == PEOPLE.c.id, SHOWN).correlate(PEOPLE).scalar_subquery()
)
TEAM = team_list(_AMBASSADOR.label("ambassador"), overdue=PEOPLE.c.id.is_(None))
"""The lists by depth; nobody is late with what they do of their own will."""
