"""The moves of a track, and what must hold for them."""

import pytest
from service_kit.domain.twins import walk
from training_api.catalogue.tracks import rules
from training_api.catalogue.tracks.rules import LIFE, Move, NotPublishable, State, StillRequired

DRAWN = """
    draft publish published
    draft archive archived
    published archive archived
"""


def test_every_pair_leads_where_it_is_drawn_or_is_refused() -> None:
    facts = {("draft", "publish"): 1, ("draft", "archive"): {}, ("published", "archive"): {}}
    assert walk(LIFE, DRAWN, facts=facts) == len(State) * len(Move)


def test_a_track_is_shown_when_there_is_something_to_learn_in_it() -> None:
    rules.refuse_without_modules(1)
    with pytest.raises(NotPublishable) as refused:
        rules.refuse_without_modules(0)
    assert refused.value.members["missing"] == [{"code": "ModuleMissing"}]


@pytest.mark.parametrize("kind", rules.RELYING)
def test_what_relies_on_it_is_named_and_the_first_way_out_is_said(kind: str) -> None:
    rules.refuse_if_relied_on({})
    with pytest.raises(StillRequired) as refused:
        rules.refuse_if_relied_on({kind: ["A", "B"]})
    assert refused.value.case == kind
    assert refused.value.members == {name: ["A", "B"] if name == kind else [] for name in rules.RELYING}
