"""The life of a right, pair by pair, against a drawing made from the contract; and what it rests on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from governance_api.speaking.rights.rules import (
    LIFE,
    Facts,
    Missing,
    Move,
    SchemeFacts,
    State,
    lacking,
    refuse_unless_ahead,
    right,
)
from hypothesis import given
from hypothesis import strategies as st
from service_kit.domain.twins import walk
from service_kit.web.errors import Malformed

NOW = datetime(2026, 11, 29, tzinfo=UTC)
SCHEME_FACTS = st.builds(
    SchemeFacts,
    code=st.sampled_from(["a", "b", "c"]),
    guideline=st.sampled_from([None, "g"]),
    certificate_state=st.sampled_from([None, "valid", "suspended", "expired", "revoked"]),
    valid_until=st.sampled_from([None, NOW - timedelta(days=1), NOW, NOW + timedelta(days=1)]),
    acknowledgement_state=st.sampled_from([None, "open", "accepted", "declined"]),
    due_at=st.sampled_from([NOW - timedelta(days=1), NOW, NOW + timedelta(days=1)]),
    held_before=st.booleans(),
)
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


@given(st.lists(SCHEME_FACTS, max_size=4), st.booleans(), st.booleans())
def test_allowed_is_one_whole_scheme_and_no_suspension(
    schemes: list[SchemeFacts], active: bool, suspended: bool
) -> None:
    answer = right(Facts(active, suspended, None, schemes), NOW)
    whole = any(not lacking(scheme, NOW) for scheme in schemes)
    assert answer.allowed == (active and not suspended and whole)
    assert answer.allowed == (answer.missing == ())


def test_a_suspension_that_is_over_counts_no_more() -> None:
    good = SchemeFacts("a", None, certificate_state="valid")
    over = right(Facts(True, True, NOW, [good]), NOW)
    assert over.allowed is True
    assert right(Facts(True, True, NOW + timedelta(seconds=1), [good]), NOW).missing == (Missing.SUSPENDED,)
