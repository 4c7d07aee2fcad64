"""The moves of a certification scheme, and what must hold before it is published."""

from uuid import uuid4

import pytest
from service_kit.domain.twins import walk
from training_api.catalogue.tracks.rules import NotPublishable
from training_api.certification.schemes.rules import LIFE, Asked, Move, State, refuse_unless_publishable

DRAWN = """
    draft publish published
    draft retire retired
    published retire retired
"""
GOOD = Asked(modules=[uuid4()], min_credits=0, min_offline_credits=0, unpublished=[])


def test_every_pair_leads_where_it_is_drawn_or_is_refused() -> None:
    assert walk(LIFE, DRAWN, facts={("draft", "publish"): GOOD}) == len(State) * len(Move)


@pytest.mark.parametrize(
    ("asked", "missing"),
    [
        (Asked([], 0, 0, []), [{"code": "RuleMissing"}]),
        (Asked([uuid4()], 0, 0, ["M-1"]), [{"code": "ModuleNotPublished", "module": "M-1"}]),
    ],
)
def test_a_rule_that_asks_nothing_or_the_impossible_is_refused(asked: Asked, missing: list[dict[str, str]]) -> None:
    refuse_unless_publishable(GOOD)
    refuse_unless_publishable(Asked([], 1, 0, []))
    with pytest.raises(NotPublishable) as refused:
        refuse_unless_publishable(asked)
    assert refused.value.members["missing"] == missing
