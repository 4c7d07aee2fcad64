"""The pure decisions of governance, without a database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from governance_api.acknowledgements.acknowledgements import rules as acknowledging
from governance_api.speaking.rights import rules as speaking
from governance_api.speaking.rights.rules import Facts, Missing, SchemeFacts
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

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


class TestSpeakingRules:
    @given(st.lists(SCHEME_FACTS, max_size=4), st.booleans(), st.booleans())
    def test_allowed_is_one_whole_scheme_and_no_suspension(
        self, schemes: list[SchemeFacts], active: bool, suspended: bool
    ) -> None:
        answer = speaking.right(Facts(active, suspended, None, schemes), NOW)
        whole = any(not speaking.lacking(scheme, NOW) for scheme in schemes)
        assert answer.allowed == (active and not suspended and whole)
        assert answer.allowed == (answer.missing == ())

    def test_a_suspension_that_is_over_counts_no_more(self) -> None:
        good = SchemeFacts("a", None, certificate_state="valid")
        over = speaking.right(Facts(True, True, NOW, [good]), NOW)
        assert over.allowed is True
        assert speaking.right(Facts(True, True, NOW + timedelta(seconds=1), [good]), NOW).missing == (
            Missing.SUSPENDED,
        )

    @pytest.mark.parametrize(
        ("state", "held", "days", "current"),
        [
            ("accepted", False, -1, True),
            ("declined", True, 1, False),
            ("open", False, 1, False),
            ("open", True, 1, True),
            ("open", True, 0, False),
            (None, True, 1, False),
        ],
    )
    def test_who_is_current(self, state: str | None, held: bool, days: int, current: bool) -> None:
        due = NOW + timedelta(days=days)
        assert acknowledging.is_current(state, due_at=due, held_before=held, now=NOW) is current


def test_an_answer_replaces_the_receipt_it_names_and_no_other() -> None:
    first, other = UUID(int=1), UUID(int=2)
    table = {
        (True, None, None, None): "first",
        (True, first, None, None): "unseen",
        (True, None, True, first): "repeated",
        (True, other, True, first): "repeated",
        (False, None, True, first): "unseen",
        (False, other, True, first): "unseen",
        (False, first, True, first): "change",
    }
    for (accepted, replaces, present, present_id), expected in table.items():
        found = acknowledging.given(accepted=accepted, replaces=replaces, present=present, present_id=present_id)
        assert found == expected, (accepted, replaces, present)
