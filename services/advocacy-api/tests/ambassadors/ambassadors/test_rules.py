"""The moves of an ambassadorship, every pair of them."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from advocacy_api.ambassadors.ambassadors.rules import LIFE, Move, NotReady, State, refuse_unless_ready
from service_kit.domain.twins import walk

DRAWN = """
    nominated invite invited
    invited accept accepted own
    accepted activate active own
    active rest dormant
    dormant activate active own
    nominated leave alumni own
    invited leave alumni own
    accepted leave alumni own
    active leave alumni own
    dormant leave alumni own
"""


@dataclass(frozen=True)
class Right:
    allowed: bool
    missing: list[dict[str, Any]] = field(default_factory=list)


def test_every_pair_leads_where_it_is_drawn_or_is_refused() -> None:
    ready: dict[tuple[str, str], Any] = {(state, "activate"): Right(True) for state in ("accepted", "dormant")}
    assert walk(LIFE, DRAWN, facts=ready) == len(State) * len(Move)


def test_readiness_says_what_is_missing() -> None:
    refuse_unless_ready(Right(True))
    with pytest.raises(NotReady) as refusal:
        refuse_unless_ready(Right(False, [{"code": "CertificateMissing"}]))
    assert refusal.value.members["missing"] == [{"code": "CertificateMissing"}]
