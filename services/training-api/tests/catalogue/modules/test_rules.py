"""What a module needs before it is shown, and content edited under learners' feet."""

from uuid import uuid4

import pytest
from service_kit.domain.twins import walk
from service_kit.web.errors import Malformed
from training_api.catalogue.modules import rules
from training_api.catalogue.modules.rules import LIFE, CompletionRule, Draft, Modality
from training_api.catalogue.tracks.rules import AlreadyArchived, Move, NotPublishable, State

GOOD = Draft(uuid4(), "M-1", uuid4(), [{"en": "Know it"}], CompletionRule.CONTENT, [{"id": "1"}])


DRAWN = """
    draft publish published
    draft archive archived
    published archive archived
"""


def test_every_pair_leads_where_it_is_drawn_or_is_refused() -> None:
    facts = {("draft", "publish"): GOOD, ("draft", "archive"): {}, ("published", "archive"): {}}
    assert walk(LIFE, DRAWN, facts=facts) == len(State) * len(Move)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"owner_id": None}, "OwnerMissing"),
        ({"goals": []}, "GoalMissing"),
        ({"completion_rule": None}, "CompletionRuleMissing"),
        ({"content": []}, "ContentMissing"),
    ],
)
def test_a_module_is_publishable_only_when_nothing_is_missing(change: dict[str, object], code: str) -> None:
    rules.refuse_unless_publishable(GOOD)
    with pytest.raises(NotPublishable) as refused:
        rules.refuse_unless_publishable(Draft(**{**vars(GOOD), **change}))  # type: ignore[arg-type]  # one field swapped
    assert [gap["code"] for gap in refused.value.members["missing"]] == [code]


def test_a_module_completed_by_attendance_needs_no_content() -> None:
    rules.refuse_unless_whole(Draft(uuid4(), "M-1", uuid4(), [{"en": "x"}], CompletionRule.ATTENDANCE, []))


def test_an_archived_module_stays() -> None:
    with pytest.raises(AlreadyArchived):
        rules.refuse_archived(State.ARCHIVED)


def test_content_keeps_its_ids_and_order_and_foreign_ids_are_refused() -> None:
    first = rules.with_ids([{"kind": "text"}, {"kind": "link"}])
    again = rules.with_ids([first[1], {"kind": "video"}, first[0]], first)
    assert [item["id"] for item in again][::2] == [first[1]["id"], first[0]["id"]]
    assert len({item["id"] for item in again}) == 3
    with pytest.raises(Malformed):
        rules.with_ids([{"id": str(uuid4())}], first)
    with pytest.raises(Malformed):
        rules.with_ids([first[0], first[0]], first)


def test_what_was_taken_out_does_not_hold_a_learner_up() -> None:
    content = [{"id": "a"}, {"id": "b"}]
    assert rules.is_fully_read(content, {"a", "b", "gone"})
    assert not rules.is_fully_read(content, {"a", "gone"})
    assert not rules.is_fully_read([], set())


@pytest.mark.parametrize(("modality", "offline"), [(Modality.CLASSROOM, True), (Modality.WEBINAR, False)])
def test_offline_follows_the_modality_unless_it_is_said(modality: Modality, offline: bool) -> None:
    assert rules.is_offline(modality, None) is offline
    assert rules.is_offline(modality, not offline) is not offline


@pytest.mark.parametrize(
    ("address", "leads_there"),
    [
        ("https://example.org/page?q=1#part", True),
        ("HTTP://example.org", True),
        ("https://[2001:db8::1]:8443/x", True),
        ("/learn/modules/1", True),
        ("/", True),
        ("//evil.example/x", False),
        ("///evil.example", False),
        ("/\\evil.example", False),
        ("https:\\evil.example", False),
        ("https:///evil.example", False),
        ("https://kring.example@evil.example/", False),
        ("https://[broken", False),
        ("https://", False),
        ("javascript:alert(1)", False),
        ("java\tscript:alert(1)", False),
        ("data:text/html,x", False),
        ("\x01https://example.org", False),
        ("page", False),
        ("", False),
    ],
)
def test_an_address_leads_to_a_named_host_or_to_a_page_of_our_own(address: str, leads_there: bool) -> None:
    assert rules.is_address(address) is leads_there
