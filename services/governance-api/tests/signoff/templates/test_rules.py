"""How a template lives, without a database."""

from governance_api.signoff.templates.rules import LIFE, Move, State
from service_kit.domain.twins import walk


def test_every_pair_leads_where_it_is_drawn_or_is_refused() -> None:
    assert walk(LIFE, "active retire retired") == len(State) * len(Move)
