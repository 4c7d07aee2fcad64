"""What a version of a guideline may become, without a database."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from governance_api.guidelines.clauses.rules import NEEDED, content_hash
from governance_api.guidelines.versions.rules import (
    LIFE,
    ClausesMissing,
    Facts,
    Move,
    NotSignedOff,
    RestrictionUnexplained,
    State,
    VersionOutdated,
    refuse_unless_as_signed,
    refuse_unless_complete,
    refuse_unless_signed_off,
)
from service_kit.domain.twins import walk

OWNER = UUID(int=9)
DRAWN = """
    draft edit draft
    draft submit in-signoff
    in-signoff edit draft
    in-signoff sign signed-off nobody
    in-signoff return draft nobody
    signed-off edit draft
    signed-off publish published
    published supersede superseded nobody
"""


@dataclass
class AClause:
    """A clause without a database."""

    clause_id: UUID
    type: str
    position: int = 1
    scope: str = "work"
    applies_to: dict[str, Any] = field(default_factory=lambda: {"everyone": True})
    audience_groups: list[str] = field(default_factory=list)
    text: dict[str, str] = field(default_factory=lambda: {"en": "Words."})
    reason: Any = field(default_factory=lambda: {"en": "Law."})
    owner_id: UUID | None = OWNER
    review_on: date | None = date(2027, 1, 1)


WHOLE = [AClause(UUID(int=place), kind.value) for place, kind in enumerate(NEEDED, 1)]
COMPLETE = Facts(2, 1, WHOLE, content_hash(WHOLE), here={OWNER})


def test_every_pair_leads_where_it_is_drawn_or_is_refused() -> None:
    facts = {("draft", "submit"): COMPLETE, ("signed-off", "publish"): COMPLETE}
    assert walk(LIFE, DRAWN, facts=facts) == len(State) * len(Move)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        (Facts(1, 2, WHOLE, here={OWNER}), VersionOutdated),
        (Facts(2, 1, WHOLE[:2], here={OWNER}), ClausesMissing),
        (Facts(2, 1, WHOLE, here=set()), RestrictionUnexplained),
    ],
)
def test_what_is_not_complete_is_not_submitted(facts: Facts, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        refuse_unless_complete(facts)
    refuse_unless_complete(COMPLETE)


def test_only_what_was_signed_and_is_newer_is_published() -> None:
    refuse_unless_as_signed(COMPLETE)
    with pytest.raises(VersionOutdated):
        refuse_unless_as_signed(Facts(1, 2, WHOLE, content_hash(WHOLE)))
    with pytest.raises(NotSignedOff):
        refuse_unless_as_signed(Facts(2, 1, WHOLE, "another"))
    for state in State:
        if state in (State.DRAFT, State.IN_SIGNOFF):
            with pytest.raises(NotSignedOff):
                refuse_unless_signed_off(state, 1)
        else:
            refuse_unless_signed_off(state, 1)
