"""When content may be published and seen."""

from datetime import UTC, datetime, timedelta
from typing import Any

from advocacy_api.content.content.rules import LIFE, Kind, Move, State, is_open, missing_to_publish
from advocacy_api.content.content.tables import Content
from hypothesis import given
from hypothesis import strategies as some
from service_kit.domain.twins import walk

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
moments = some.none() | some.integers(-3, 3).map(lambda hours: NOW + timedelta(hours=hours))


DRAWN = """
    draft publish published
    withdrawn publish published
    published withdraw withdrawn
    published close closed
"""


def test_every_pair_leads_where_it_is_drawn_or_is_refused() -> None:
    complete: dict[tuple[str, str], Any] = {(state, "publish"): [] for state in ("draft", "withdrawn")}
    assert walk(LIFE, DRAWN, facts=complete) == len(State) * len(Move)


@given(state=some.sampled_from(State), valid_from=moments, valid_to=moments, embargo=moments)
def test_open_means_published_begun_not_over_and_not_under_embargo(
    state: State, valid_from: datetime | None, valid_to: datetime | None, embargo: datetime | None
) -> None:
    content = Content(state=state, valid_from=valid_from, valid_to=valid_to, embargo_until=embargo)
    seen = is_open(content, NOW)
    hidden = (
        state is not State.PUBLISHED
        or (valid_from is not None and valid_from > NOW)
        or (valid_to is not None and valid_to <= NOW)
        or (embargo is not None and embargo > NOW)
    )
    assert seen is not hidden


def test_what_is_missing_is_named_all_at_once() -> None:
    missing = missing_to_publish(
        kind=Kind.VACANCY,
        url=None,
        language=None,
        job_profile=None,
        filled=True,
        valid_to=NOW,
        disclosure=None,
        disclosure_kinds=["vacancy"],
        now=NOW,
    )
    assert [one["code"] for one in missing] == [
        "UrlMissing",
        "LanguageMissing",
        "JobProfileMissing",
        "VacancyFilled",
        "ValidityOver",
        "DisclosureMissing",
    ]
