"""The life of a right, pair by pair, against a drawing made from the contract."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from governance_api.speaking.rights.rules import LIFE, Move, State, refuse_unless_ahead
from service_kit.domain.twins import walk
from service_kit.web.errors import Malformed

NOW = datetime(2026, 11, 29, tzinfo=UTC)
DRAWN = """
    open grant granted nobody
    granted lapse open nobody
    open suspend suspended reason
    granted suspend suspended reason
    suspended reinstate open second
    suspended end open nobody
"""


def test_every_pair_leads_where_it_is_drawn_or_is_refused() -> None:
    lasting: dict[tuple[str, str], Any] = {(state, "suspend"): (None, NOW) for state in ("open", "granted")}
    assert walk(LIFE, DRAWN, facts=lasting) == len(State) * len(Move)


def test_a_suspension_ends_after_it_began() -> None:
    refuse_unless_ahead((None, NOW))
    refuse_unless_ahead((NOW + timedelta(seconds=1), NOW))
    with pytest.raises(Malformed):
        refuse_unless_ahead((NOW, NOW))
