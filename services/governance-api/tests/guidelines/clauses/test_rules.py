"""What clauses say and how they differ, without a database."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from governance_api.guidelines.clauses import rules
from hypothesis import given
from hypothesis import strategies as st

ROLES = st.lists(st.sampled_from(["employee", "manager", "executive", "trainer"]), max_size=3, unique=True)
DEPARTMENTS = st.sampled_from(["Sales", "Press"])
EVERYONE = {"everyone": True}


@dataclass
class Somebody:
    """A person without a database."""

    department: str | None = None
    division: str | None = None
    location: str | None = None
    job_profile: str | None = None
    roles: list[str] = field(default_factory=list)


PEOPLE = st.builds(Somebody, department=st.none() | DEPARTMENTS, roles=ROLES)
AUDIENCES = st.just(EVERYONE) | st.builds(
    lambda departments, roles: (
        {name: names for name, names in (("departments", departments), ("roles", roles)) if names} or EVERYONE
    ),
    st.lists(DEPARTMENTS, max_size=2, unique=True),
    ROLES,
)


@dataclass
class AClause:
    """A clause without a database."""

    clause_id: UUID
    position: int = 1
    type: str = "do"
    scope: str = "work"
    applies_to: dict[str, Any] = field(default_factory=lambda: {"everyone": True})
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
        applies_to=AUDIENCES,
        audience_groups=st.lists(st.sampled_from(["press", "customers"]), max_size=2, unique=True),
        text=st.dictionaries(st.sampled_from(["en", "nl", "fr"]), st.sampled_from(["a b", "a c", "d"]), min_size=1),
    ),
    max_size=6,
    unique_by=lambda clause: clause.clause_id,
)


class TestClauses:
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

    def test_the_hash_of_what_named_roles_alone_is_as_it_was(self) -> None:
        plain = {"clause_id": str(UUID(int=1)), "type": "do", "scope": "work", "audience_groups": [],
                 "text": {"en": "Words."}, "reason": None, "owner_id": None, "review_on": None}  # fmt: skip
        for audience, kept in ((EVERYONE, []), ({"roles": ["b", "a"]}, ["a", "b"])):
            canonical = json.dumps([{**plain, "roles": kept}], sort_keys=True, separators=(",", ":"))
            hashed = rules.content_hash([AClause(UUID(int=1), applies_to=audience)])
            assert hashed == hashlib.sha256(canonical.encode()).hexdigest()
        sales = AClause(UUID(int=1), applies_to={"departments": ["Sales"]})
        assert rules.content_hash([sales]) != rules.content_hash([AClause(UUID(int=1))])

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
        comparison = rules.compare(clauses, clauses)
        assert comparison.all == []
        assert rules.reach(comparison) == []

    @given(CLAUSES, CLAUSES)
    def test_every_clause_is_in_exactly_one_part(self, before: list[AClause], after: list[AClause]) -> None:
        comparison = rules.compare(before, after)
        parts = [len(part) for part in (comparison.added, comparison.removed, comparison.changed)]
        assert sum(parts) + len(comparison.unchanged) == len(
            {c.clause_id for c in before} | {c.clause_id for c in after}
        )

    @given(CLAUSES, CLAUSES, PEOPLE)
    def test_a_person_is_touched_exactly_when_what_concerns_them_is_not_the_same(
        self, before: list[AClause], after: list[AClause], person: Somebody
    ) -> None:
        def mine(clauses: list[AClause]) -> dict[UUID, AClause]:
            return {clause.clause_id: clause for clause in clauses if rules.concerns(clause.applies_to, person)}

        old, new = mine(before), mine(after)
        differs = old.keys() != new.keys() or any(rules.meaning_changed(old[key], new[key]) for key in old)
        assert rules.touched_by(rules.reach(rules.compare(before, after)), person) == differs

    @given(st.text(max_size=80), st.text(max_size=80))
    def test_the_segments_of_a_text_give_both_texts_back(self, before: str, after: str) -> None:
        segments = rules.words(before, after)
        assert "".join(part.text for part in segments if part.op != "insert") == before
        assert "".join(part.text for part in segments if part.op != "delete") == after

    def test_long_texts_are_compared_in_bounded_time(self) -> None:
        old, new = "a b " * 5000, "b a c " * 3300
        assert [part.op for part in rules.words(f"same {old}end", f"same {new}end")][1:3] == ["delete", "insert"]
        long = "word " * 4000
        assert [part.text for part in rules.words(f"{long}old {long}", f"{long}new {long}")[1:3]] == ["old", "new"]

    def test_a_new_translation_asks_nobody_again(self) -> None:
        before = AClause(UUID(int=1), text={"en": "Words."})
        after = AClause(UUID(int=1), text={"en": "Words.", "nl": "Woorden."})
        assert rules.changed_fields(before, after) == ("text",)
        assert rules.reach(rules.compare([before], [after])) == []
