"""The pure decisions of governance, without a database."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from governance_api.acknowledgements import rules as acknowledging
from governance_api.guidelines.guidelines import changes, rules
from governance_api.guidelines.guidelines.rules import Move, VersionState
from governance_api.signoff.signoffs import rules as signing
from governance_api.signoff.signoffs.rules import Meant, Seat, Seen, State, Verdict
from governance_api.speaking.rights import rules as speaking
from governance_api.speaking.rights.rules import Facts, Missing, Standing
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ROLES = st.lists(st.sampled_from(["employee", "manager", "executive", "trainer"]), max_size=3, unique=True)


@dataclass
class AClause:
    """A clause without a database."""

    clause_id: UUID
    position: int = 1
    type: str = "do"
    scope: str = "work"
    roles: list[str] = field(default_factory=list)
    audience_groups: list[str] = field(default_factory=list)
    text: dict[str, str] = field(default_factory=lambda: {"en": "Words."})
    reason: Any = None
    owner_id: UUID | None = None
    review_on: date | None = None


CLAUSES = st.lists(
    st.builds(
        AClause,
        clause_id=st.integers(1, 6).map(lambda number: UUID(int=number)),
        position=st.integers(1, 9),
        type=st.sampled_from(["do", "dont", "duty", "freedom", "encouragement"]),
        scope=st.sampled_from(["work", "overlap", "private"]),
        roles=ROLES,
        audience_groups=st.lists(st.sampled_from(["press", "customers"]), max_size=2, unique=True),
        text=st.dictionaries(st.sampled_from(["en", "nl", "fr"]), st.sampled_from(["a b", "a c", "d"]), min_size=1),
    ),
    max_size=6,
    unique_by=lambda clause: clause.clause_id,
)


class TestGuidelineRules:
    @pytest.mark.parametrize("state", list(VersionState))
    @pytest.mark.parametrize("move", list(Move))
    def test_every_pair_of_state_and_move(self, state: VersionState, move: Move) -> None:
        after = rules.next_state(state, move)
        assert after == rules.MOVES.get((state, move))
        if state == VersionState.SUPERSEDED:
            assert after is None
        if move == Move.PUBLISH:
            assert (after is not None) == (state == VersionState.SIGNED_OFF)
        if move == Move.EDIT and after is not None:
            assert after == VersionState.DRAFT

    @given(CLAUSES)
    def test_what_is_missing_is_exactly_what_is_not_there(self, clauses: list[AClause]) -> None:
        missing = rules.missing_types(clauses)
        present = {clause.type for clause in clauses}
        assert set(missing) == {"do", "dont", "duty", "freedom"} - present

    @given(CLAUSES, st.randoms())
    def test_the_hash_follows_content_and_not_the_order_of_rows(self, clauses: list[AClause], random: Any) -> None:
        shuffled = list(clauses)
        random.shuffle(shuffled)
        assert rules.content_hash(clauses) == rules.content_hash(shuffled)
        for clause in clauses:
            before, clause.text = clause.text, {**clause.text, "en": "Something else entirely."}
            changed = rules.content_hash(clauses)
            clause.text = before
            assert changed != rules.content_hash(clauses)

    def test_a_restriction_needs_its_reason_owner_and_date(self) -> None:
        bare = AClause(UUID(int=1), type="dont")
        whole = AClause(
            UUID(int=2), type="duty", reason={"en": "Law"}, owner_id=UUID(int=3), review_on=date(2027, 1, 1)
        )
        free = AClause(UUID(int=4), type="freedom")
        assert rules.unexplained([bare, whole, free], [UUID(int=3)]) == [UUID(int=1)]
        assert rules.unexplained([whole, free], []) == [UUID(int=2)]

    def test_a_translation_is_stale_until_it_is_made_from_the_source_as_it_is(self) -> None:
        text = {"en": "One.", "nl": "Een."}
        stamps = rules.stamp_translations("en", text, {}, {})
        assert rules.stale_languages("en", text, stamps) == []
        source = {**text, "en": "Two."}
        stamps = rules.stamp_translations("en", source, text, stamps)
        assert rules.stale_languages("en", source, stamps) == ["nl"]
        anew = {**source, "nl": "Twee."}
        assert rules.stale_languages("en", anew, rules.stamp_translations("en", anew, source, stamps)) == []


class TestClauseChanges:
    @given(CLAUSES)
    def test_nothing_changed_touches_nobody(self, clauses: list[AClause]) -> None:
        comparison = changes.compare(clauses, clauses)
        assert comparison.all == []
        assert changes.reach(comparison) == []

    @given(CLAUSES, CLAUSES)
    def test_every_clause_is_in_exactly_one_part(self, before: list[AClause], after: list[AClause]) -> None:
        comparison = changes.compare(before, after)
        parts = [len(part) for part in (comparison.added, comparison.removed, comparison.changed)]
        assert sum(parts) + len(comparison.unchanged) == len(
            {c.clause_id for c in before} | {c.clause_id for c in after}
        )

    @given(CLAUSES, CLAUSES, ROLES)
    def test_a_person_is_touched_exactly_when_what_concerns_them_is_not_the_same(
        self, before: list[AClause], after: list[AClause], roles: list[str]
    ) -> None:
        def mine(clauses: list[AClause]) -> dict[UUID, AClause]:
            return {clause.clause_id: clause for clause in clauses if rules.concerns(clause.roles, roles)}

        old, new = mine(before), mine(after)
        differs = old.keys() != new.keys() or any(changes.meaning_changed(old[key], new[key]) for key in old)
        assert changes.touched_by(changes.reach(changes.compare(before, after)), roles) == differs

    @given(st.text(max_size=80), st.text(max_size=80))
    def test_the_segments_of_a_text_give_both_texts_back(self, before: str, after: str) -> None:
        segments = changes.words(before, after)
        assert "".join(part.text for part in segments if part.op != "insert") == before
        assert "".join(part.text for part in segments if part.op != "delete") == after

    def test_long_texts_are_compared_in_bounded_time(self) -> None:
        old, new = "a b " * 5000, "b a c " * 3300
        assert [part.op for part in changes.words(f"same {old}end", f"same {new}end")][1:3] == ["delete", "insert"]
        long = "word " * 4000
        assert [part.text for part in changes.words(f"{long}old {long}", f"{long}new {long}")[1:3]] == ["old", "new"]

    def test_a_new_translation_asks_nobody_again(self) -> None:
        before = AClause(UUID(int=1), text={"en": "Words."})
        after = AClause(UUID(int=1), text={"en": "Words.", "nl": "Woorden."})
        assert changes.changed_fields(before, after) == ("text",)
        assert changes.reach(changes.compare([before], [after])) == []


VERDICTS = st.sampled_from([None, "approve", "approve-if", "request-changes", "reject"])


class TestSignoffRules:
    @given(st.integers(1, 8), st.data())
    def test_a_quorum_is_reached_by_approvals_alone(self, reviewers: int, data: Any) -> None:
        quorum = data.draw(st.one_of(st.sampled_from(["all", "any"]), st.integers(1, reviewers)))
        needed = signing.seats_needed(quorum, reviewers)
        assert 1 <= needed <= reviewers
        verdicts = data.draw(st.lists(VERDICTS, min_size=reviewers, max_size=reviewers))
        seats = [Seat(UUID(int=n), "legal", None, verdict) for n, verdict in enumerate(verdicts, 1)]
        approvals = sum(verdict in ("approve", "approve-if") for verdict in verdicts)
        assert signing.quorum_reached(seats, needed) == (approvals >= needed)

    @given(st.lists(st.tuples(st.integers(0, 6), VERDICTS), min_size=1, max_size=6), st.sets(st.integers(1, 6)))
    def test_a_quorum_is_out_of_reach_when_too_few_could_still_approve(
        self, places: list[tuple[int, str | None]], gone: set[int]
    ) -> None:
        seats = [
            Seat(UUID(int=n), None if person else "legal", UUID(int=person) if person else None, verdict)
            for n, (person, verdict) in enumerate(places, 1)
        ]
        able = [verdict in ("approve", "approve-if") or person not in gone for person, verdict in places]
        unable = {UUID(int=person) for person in gone}
        for needed in range(1, len(seats) + 1):
            assert signing.out_of_reach(seats, needed, unable) == (sum(able) < needed)

    def test_the_nearest_head_who_has_no_say_yet_stands_in(self) -> None:
        near, far = UUID(int=1), UUID(int=2)
        assert signing.stand_in([near, far], set()) == near
        assert signing.stand_in([near, far], {near}) == far
        assert signing.stand_in([near], {near}) is None

    @given(st.lists(st.sampled_from([v.value for v in Verdict]), min_size=1, max_size=5), st.booleans())
    def test_only_an_approval_on_the_last_stage_approves(self, verdicts: list[str], last: bool) -> None:
        seats = [Seat(UUID(int=n), "legal", None, verdict) for n, verdict in enumerate(verdicts, 1)]
        state = signing.outcome(verdicts[-1], seats, len(seats), last_stage=last)
        if verdicts[-1] == "reject":
            assert state == State.REJECTED
        elif verdicts[-1] == "request-changes":
            assert state == State.CHANGES_REQUESTED
        else:
            everyone = all(verdict in ("approve", "approve-if") for verdict in verdicts)
            assert state == (State.APPROVED if last and everyone else State.RUNNING)

    def test_a_person_has_one_seat_in_a_stage_their_own_before_their_roles(self) -> None:
        anna = UUID(int=7)
        by_role, by_name = Seat(UUID(int=1), "legal", None), Seat(UUID(int=2), None, anna)
        assert signing.seat_for([by_role, by_name], anna, {"legal"}) == by_name
        decided = Seat(UUID(int=2), None, anna, "approve", anna)
        assert signing.seat_for([by_role, decided], anna, {"legal"}) is None
        assert signing.seat_for([by_role], UUID(int=8), {"hr"}) is None

    @given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)), st.integers(0, 60))  # noqa: DTZ001 - made aware below
    def test_a_due_date_is_a_working_day(self, start: datetime, days: int) -> None:
        free = {date(2026, 12, 25), date(2027, 1, 1)}
        due = signing.add_business_days(start.replace(tzinfo=UTC), days, free)
        assert due.time() == start.time()
        if days:
            assert due.weekday() < 5
            assert due.date() not in free
        assert signing.add_business_days(start.replace(tzinfo=UTC), days + 1, free) > due

    def test_a_changed_entry_breaks_the_chain(self) -> None:
        first = signing.first_hash(UUID(int=1), "abc")
        one = signing.entry_hash(first, {"decision": "approve"})
        assert signing.entry_hash(first, {"decision": "reject"}) != one
        assert signing.entry_hash(one, {"decision": "approve"}) != one


STANDINGS = st.builds(
    Standing,
    scheme=st.sampled_from(["a", "b", "c"]),
    guideline=st.sampled_from([None, "g"]),
    certificate_state=st.sampled_from([None, "valid", "suspended", "expired", "revoked"]),
    valid_until=st.sampled_from([None, NOW - timedelta(days=1), NOW, NOW + timedelta(days=1)]),
    acknowledgement_state=st.sampled_from([None, "open", "accepted", "declined"]),
    due_at=st.sampled_from([NOW - timedelta(days=1), NOW, NOW + timedelta(days=1)]),
    held_before=st.booleans(),
)


class TestSpeakingRules:
    @given(st.lists(STANDINGS, max_size=4), st.booleans(), st.booleans())
    def test_allowed_is_one_whole_scheme_and_no_suspension(
        self, standings: list[Standing], active: bool, suspended: bool
    ) -> None:
        answer = speaking.right(Facts(active, suspended, None, standings), NOW)
        whole = any(not speaking.lacking(standing, NOW) for standing in standings)
        assert answer.allowed == (active and not suspended and whole)
        assert answer.allowed == (answer.missing == ())

    def test_a_suspension_that_is_over_counts_no_more(self) -> None:
        good = Standing("a", None, certificate_state="valid")
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


@pytest.mark.parametrize(
    ("seen", "had_earlier_say", "expected"),
    [
        (Seen(), False, Meant.THIS),
        (Seen(), True, Meant.UNSAID),
        (Seen(stage=1), True, Meant.THIS),
        (Seen(stage=0), False, Meant.ANOTHER),
        (Seen(stage=2), False, Meant.ANOTHER),
        (Seen(versions=frozenset({5})), True, Meant.THIS),
        (Seen(versions=frozenset({4})), True, Meant.CHANGED),
        (Seen(versions=frozenset({2})), True, Meant.ANOTHER),
        (Seen(versions=frozenset()), True, Meant.CHANGED),
        (Seen(stage=0, versions=frozenset({5})), True, Meant.ANOTHER),
        (Seen(stage=1, versions=frozenset({2})), True, Meant.ANOTHER),
    ],
)
def test_a_decision_is_for_the_stage_that_was_seen(seen: Seen, had_earlier_say: bool, expected: Meant) -> None:
    """Stage 1 is on since version 3, and the sign-off is at version 5."""
    said = signing.meant(seen, stage=1, version=5, opened_version=3, had_earlier_say=had_earlier_say)
    assert said is expected


def test_a_seat_is_theirs_by_name_by_role_or_because_they_filled_it() -> None:
    me, other = UUID(int=1), UUID(int=2)
    by_role = Seat(UUID(int=3), "legal", None, "approve", other)
    assert signing.could_decide_in([by_role], me, {"legal"})
    assert signing.could_decide_in([by_role], other, set())
    assert signing.could_decide_in([Seat(UUID(int=4), None, me)], me, set())
    assert not signing.could_decide_in([by_role], me, {"hr"})
    assert not signing.could_decide_in([], me, {"hr"})


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
    for (accepted, replaces, standing, standing_id), expected in table.items():
        found = acknowledging.given(accepted=accepted, replaces=replaces, standing=standing, standing_id=standing_id)
        assert found == expected, (accepted, replaces, standing)
